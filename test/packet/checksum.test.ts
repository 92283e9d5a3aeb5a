import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checksum, sum, updateChecksum} from '../../src/packet/checksum.ts';
import {octets, uint16} from './arbitraries.ts';
import {PING_PACKET, hex} from './golden.ts';

/** RFC 1071 §4.1 read aloud, one word at a time. */
function slowChecksum(bytes: Uint8Array): number {
  let total = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    total += bytes[at]! * 256 + (bytes[at + 1] ?? 0);
    if (total > 0xffff) total -= 0xffff;
  }
  return 0xffff - total;
}

describe('checksum', () => {
  test.each([
    ['no octets', '', 0xffff],
    ['zeros', '00 00 00 00', 0xffff],
    ['the example of RFC 1071 §3', '00 01 f2 03 f4 f5 f6 f7', 0xffff - 0xddf2],
    ['an odd length, padded behind', '01', 0xfeff],
    ['a header that holds its checksum', PING_PACKET.slice(0, 40), 0],
  ])('of %s', (_what, text, expected) => {
    expect(checksum(hex(text))).toBe(expected);
  });

  test('is that of RFC 1071 for every length and alignment', () => {
    const memory = Uint8Array.from({length: 1100}, (_, at) => (at * 151 + (at >>> 3)) & 0xff);
    for (let start = 0; start < 8; start++) {
      for (let length = 0; length <= 1050; length++) {
        const expected = slowChecksum(memory.subarray(start, start + length));
        expect(checksum(memory, start, start + length)).toBe(expected);
        expect(checksum(memory.subarray(start), 0, length)).toBe(expected);
      }
    }
  });

  test('does not overflow for the longest packets of the largest octets', () => {
    for (const length of [65_535, 65_536, 1_000_001]) {
      const bytes = new Uint8Array(length).fill(0xff);
      expect(checksum(bytes)).toBe(slowChecksum(bytes));
      expect(checksum(bytes, 1)).toBe(slowChecksum(bytes.subarray(1)));
    }
  });

  test('goes on from the sum of the even part in front', () => {
    fc.assert(
      fc.property(octets(600), fc.nat({max: 300}), (bytes, half) => {
        const middle = Math.min(half * 2, bytes.length - (bytes.length % 2));
        expect(checksum(bytes, middle, bytes.length, sum(bytes, 0, middle))).toBe(slowChecksum(bytes));
      }),
    );
  });
});

describe('updateChecksum', () => {
  test('gives the example of RFC 1624 §4', () => {
    expect(updateChecksum(0xdd2f, 0x5555, 0x3285)).toBe(0x0000);
  });

  test('equals the recomputed checksum unless everything covered is zero', () => {
    const even = octets(60).filter((bytes) => bytes.length >= 2 && bytes.length % 2 === 0);
    fc.assert(
      fc.property(even, fc.nat({max: 29}), uint16, (bytes, index, word) => {
        const at = (index * 2) % bytes.length;
        const old = bytes[at]! * 256 + bytes[at + 1]!;
        const before = checksum(bytes);
        bytes.set([word >>> 8, word & 0xff], at);
        const expected = bytes.every((octet) => octet === 0) ? 0 : checksum(bytes);
        expect(updateChecksum(before, old, word)).toBe(expected);
      }),
    );
  });
});
