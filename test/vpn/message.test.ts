import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  dataCounter,
  dataReceiver,
  emitCookieReply,
  emitInitiation,
  emitResponse,
  messageType,
  parseCookieReply,
  parseInitiation,
  parseResponse,
  writeDataHeader,
} from '../../src/vpn/message.ts';
import {uint32} from '../packet/arbitraries.ts';
import {hex} from '../packet/golden.ts';

const octets = (length: number) => fc.uint8Array({minLength: length, maxLength: length});
const initiation = fc.record({
  type: fc.constant('initiation' as const),
  sender: uint32,
  ephemeral: octets(32),
  sealedStatic: octets(48),
  sealedTimestamp: octets(28),
});
const response = fc.record({
  type: fc.constant('response' as const),
  sender: uint32,
  receiver: uint32,
  ephemeral: octets(32),
  sealedNothing: octets(16),
});
const cookieReply = fc.record({
  type: fc.constant('cookie-reply' as const),
  receiver: uint32,
  nonce: octets(24),
  sealedCookie: octets(32),
});

const INITIATION = `01000000 78563412 ${'aa'.repeat(32)} ${'bb'.repeat(48)} ${'cc'.repeat(28)} ${'00'.repeat(32)}`;

describe('an initiation', () => {
  test('has its numbers little-endian, and room for two MACs', () => {
    const message = parseInitiation(hex(INITIATION));
    expect(message.sender).toBe(0x1234_5678);
    expect([message.ephemeral[0], message.sealedStatic[0], message.sealedTimestamp[0]]).toEqual([0xaa, 0xbb, 0xcc]);
    expect(emitInitiation(message)).toEqual(hex(INITIATION));
  });
});

describe('parse undoes emit', () => {
  test('for the three messages of handshakes', () => {
    fc.assert(
      fc.property(initiation, response, cookieReply, (first, second, third) => {
        expect(parseInitiation(emitInitiation(first))).toEqual(first);
        expect(parseResponse(emitResponse(second))).toEqual(second);
        expect(parseCookieReply(emitCookieReply(third))).toEqual(third);
      }),
    );
  });

  test('for the header of data, with counters up to 2⁵³ − 1', () => {
    fc.assert(
      fc.property(uint32, fc.maxSafeNat(), (receiver, counter) => {
        const message = new Uint8Array(32);
        writeDataHeader(message, receiver, counter);
        expect(messageType(message)).toBe('data');
        expect([dataReceiver(message), dataCounter(message)]).toEqual([receiver, counter]);
      }),
    );
  });
});

test('a counter that no number holds exactly is at least 2⁵³', () => {
  const message = hex(`04000000 00000000 ${'ff'.repeat(8)} ${'00'.repeat(16)}`);
  expect(dataCounter(message)).toBeGreaterThanOrEqual(2 ** 53);
});

describe('no message are', () => {
  const whole = {
    initiation: hex(INITIATION),
    response: Uint8Array.of(2, ...new Uint8Array(91)),
    cookieReply: Uint8Array.of(3, ...new Uint8Array(63)),
  };

  test.each(Object.entries(whole))('a %s shorter or longer than it has to be', (type, message) => {
    expect(messageType(message)).toBe(type);
    for (let length = 0; length < message.length; length++) {
      expect(messageType(message.subarray(0, length))).toBeUndefined();
    }
    expect(messageType(Uint8Array.of(...message, 0))).toBeUndefined();
  });

  test('data shorter than a keepalive', () => {
    const keepalive = Uint8Array.of(4, ...new Uint8Array(31));
    expect(messageType(keepalive)).toBe('data');
    expect(messageType(keepalive.subarray(1))).toBeUndefined();
    expect(messageType(keepalive.subarray(0, 31))).toBeUndefined();
  });

  test.each([1, 2, 3])('those whose octet %i, which is reserved, is not zero', (at) => {
    const message = hex(INITIATION);
    message[at] = 1;
    expect(messageType(message)).toBeUndefined();
  });

  test.each([0, 5, 0x45, 255])('those of type %i', (type) => {
    expect(messageType(Uint8Array.of(type, ...new Uint8Array(147)))).toBeUndefined();
  });
});

test('any octets are parsed, or refused as malformed', () => {
  const typed = fc
    .tuple(fc.integer({min: 0, max: 5}), fc.constantFrom(32, 64, 92, 148))
    .chain(([type, length]) => octets(length - 4).map((rest) => Uint8Array.of(type, 0, 0, 0, ...rest)));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({maxLength: 200}), typed), (bytes) => {
      for (const parse of [parseInitiation, parseResponse, parseCookieReply]) {
        try {
          parse(bytes);
        } catch (error) {
          expect(error).toMatchObject({code: 'EMALFORMED'});
        }
      }
    }),
  );
});
