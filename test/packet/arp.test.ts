import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ARP_LENGTH, type ArpPacket, emitArp, parseArp} from '../../src/packet/arp.ts';
import {mac, uint32} from './arbitraries.ts';
import {hex} from './golden.ts';

/** Who has 10.0.0.2? Tell 10.0.0.1, which is 02:00:00:00:00:01. */
const REQUEST = '0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002';

const arpPacket: fc.Arbitrary<ArpPacket> = fc.record({
  operation: fc.constantFrom('request', 'reply'),
  senderMac: mac,
  senderAddress: uint32,
  targetMac: mac,
  targetAddress: uint32,
});

test('a request is read from its 28 octets, and written as them', () => {
  const packet = parseArp(hex(REQUEST));
  expect(packet).toEqual({
    operation: 'request',
    senderMac: 0x0200_0000_0001,
    senderAddress: 0x0a00_0001,
    targetMac: 0,
    targetAddress: 0x0a00_0002,
  });
  expect(emitArp(packet!)).toEqual(hex(REQUEST));
});

test('a reply differs in its operation', () => {
  const packet = {...parseArp(hex(REQUEST))!, operation: 'reply' as const};
  expect(emitArp(packet)).toEqual(hex(REQUEST.replace('04 0001', '04 0002')));
});

test('the padding of a short frame is not looked at', () => {
  expect(parseArp(hex(`${REQUEST} ${'00'.repeat(18)}`))).toEqual(parseArp(hex(REQUEST)));
  expect(parseArp(hex(`${REQUEST} ${'ff'.repeat(18)}`))).toEqual(parseArp(hex(REQUEST)));
});

describe('what is not ARP for IPv4 over Ethernet is nothing', () => {
  test.each([
    ['no octets', ''],
    ['27 octets', REQUEST.slice(0, -2)],
    ['other hardware', REQUEST.replace('0001', '0006')],
    ['another protocol', REQUEST.replace('0800', '86dd')],
    ['another length of hardware addresses', REQUEST.replace(' 06 ', ' 08 ')],
    ['another length of protocol addresses', REQUEST.replace(' 04 ', ' 10 ')],
    ['operation 0', REQUEST.replace('04 0001', '04 0000')],
    ['a reverse request', REQUEST.replace('04 0001', '04 0003')],
    ['an operation of two octets', REQUEST.replace('04 0001', '04 0101')],
  ])('%s', (_what, text) => {
    expect(parseArp(hex(text))).toBeUndefined();
  });
});

test('parse undoes emit', () => {
  fc.assert(
    fc.property(arpPacket, (packet) => {
      expect(parseArp(emitArp(packet))).toEqual(packet);
    }),
  );
});

test('any octets are nothing, or what emit writes for them', () => {
  const flipped = fc
    .tuple(arpPacket, fc.nat({max: ARP_LENGTH * 8 - 1}), fc.uint8Array({maxLength: 20}))
    .map(([packet, bit, padding]) => {
      const bytes = Uint8Array.from([...emitArp(packet), ...padding]);
      bytes[bit >>> 3]! ^= 0x80 >>> (bit & 7);
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({maxLength: 60}), flipped), (bytes) => {
      const packet = parseArp(bytes);
      if (packet) expect(emitArp(packet)).toEqual(bytes.subarray(0, ARP_LENGTH));
    }),
  );
});
