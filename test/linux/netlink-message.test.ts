import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {LITTLE} from '../../src/linux/control-stream.ts';
import {
  emitBody,
  emitMessage,
  numberOf,
  parseAttributes,
  parseMessages,
  textOf,
} from '../../src/linux/netlink-message.ts';
import {parseAddressRequest} from '../../src/linux/address-messages.ts';
import {parseLink} from '../../src/linux/link-messages.ts';
import {parseRouteRequest} from '../../src/linux/route-messages.ts';
import {NetworkError} from '../../src/errors.ts';

const octets = fc.uint8Array({maxLength: 60});
const message = fc.record({
  type: fc.nat(0xffff),
  flags: fc.nat(0xffff),
  sequence: fc.nat(0xffff_ffff),
  body: octets,
});

describe('messages', () => {
  test('parse undoes emit', () => {
    fc.assert(
      fc.property(fc.array(message, {maxLength: 5}), (messages) => {
        const datagram = Buffer.concat(messages.map((each) => emitMessage(each, 940)));
        const parsed = parseMessages(datagram).map(({body, ...rest}) => ({...rest, body: Uint8Array.from(body)}));
        expect(parsed).toEqual(messages.map(({body, ...rest}) => ({...rest, body: Uint8Array.from(body)})));
      }),
    );
  });

  test('are as the kernel has them: length, type, flags, sequence, port, in the order of the machine', () => {
    if (!LITTLE) return;
    const bytes = emitMessage({type: 22, flags: 0x301, sequence: 7, body: Uint8Array.of(2, 0, 0, 0, 1)}, 940);
    expect(Buffer.from(bytes).toString('hex')).toBe('1500000016000103' + '07000000' + 'ac030000' + '0200000001000000');
  });

  test('end where a length is none: programs send more than they fill', () => {
    const one = emitMessage({type: 18, flags: 1, sequence: 1, body: new Uint8Array(16)}, 0);
    expect(parseMessages(Buffer.concat([one, new Uint8Array(100)]))).toHaveLength(1);
    expect(parseMessages(one.subarray(0, 20))).toEqual([]);
  });
});

describe('attributes', () => {
  test('are told apart, and the last of one type counts', () => {
    const body = emitBody(new Uint8Array(8), [
      [3, 'tun0'],
      [4, 1400],
      [4, 1500],
      [9, undefined],
      [1, Uint8Array.of(1, 2, 3)],
    ]);
    const attributes = parseAttributes(body.subarray(8));
    expect([...attributes.keys()]).toEqual([3, 4, 1]);
    expect(textOf(attributes.get(3)!)).toBe('tun0');
    expect(numberOf(attributes.get(4)!)).toBe(1500);
    expect([...attributes.get(1)!]).toEqual([1, 2, 3]);
  });
});

describe('any octets', () => {
  test.each([
    ['of a link', parseLink],
    ['of an address', parseAddressRequest],
    ['of a route', parseRouteRequest],
  ])('%s are read, or refused with a reason', (_what, parse) => {
    const body = fc.oneof(
      octets,
      fc
        .tuple(octets, fc.array(fc.tuple(fc.nat(60), octets), {maxLength: 6}))
        .map(([header, attributes]) => emitBody(header, attributes)),
    );
    fc.assert(
      fc.property(body, (bytes) => {
        try {
          parse(bytes);
        } catch (reason) {
          expect(reason).toBeInstanceOf(NetworkError);
        }
      }),
      {numRuns: 2000},
    );
  });
});
