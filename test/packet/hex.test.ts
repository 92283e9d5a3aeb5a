import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fromHex, toHex} from '../../src/packet/hex.ts';

describe('fromHex', () => {
  test.each([
    ['45000054', [0x45, 0, 0, 0x54]],
    ['45 00 00 54', [0x45, 0, 0, 0x54]],
    [' 4500\n\t0054 ', [0x45, 0, 0, 0x54]],
    ['0xDEADbeef', [0xde, 0xad, 0xbe, 0xef]],
    ['0X 0a', [10]],
    ['', []],
    [' ', []],
  ])('reads %j', (text, octets) => {
    expect(fromHex(text)).toEqual(Uint8Array.from(octets));
  });

  test.each(['4', '450', '4 5', '45 0', '0x4', '45 0x00', 'gg', '45-00', '4５'])('refuses %j', (text) => {
    expect(fromHex(text)).toBeUndefined();
  });

  test('takes a whole capture at once', () => {
    expect(fromHex('5a '.repeat(300_000))).toHaveLength(300_000);
  });
});

test('fromHex undoes toHex, of a view into a larger buffer too', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat({max: 5}), (bytes, start) => {
      const view = bytes.subarray(start);
      expect(fromHex(toHex(view))).toEqual(Uint8Array.from(view));
      expect(fromHex(toHex(view).toUpperCase())).toEqual(Uint8Array.from(view));
    }),
  );
});
