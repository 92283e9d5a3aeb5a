import fc from 'fast-check';
import {expect, test} from 'vitest';
import {fromHex} from '../../src/packet/hex.ts';
import {hexDump} from '../../src/packet/hex-dump.ts';
import {PING_PACKET, hex} from './golden.ts';

test('sixteen octets make a line, printable ones are shown as text', () => {
  expect(hexDump(hex(PING_PACKET)).split('\n')).toEqual([
    '0000  45 00 00 54 9c 72 00 00 fe 01 f8 0e 0a 0a 0a 0a  |E..T.r..........|',
    '0010  0a 0a 0a 0a 08 00 09 7c 57 02 00 00 60 3a d8 46  |.......|W...`:.F|',
    '0020  6e fd 05 00 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13  |n...............|',
    '0030  14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23  |............ !"#|',
    "0040  24 25 26 27 28 29 2a 2b 2c 2d 2e 2f 30 31 32 33  |$%&'()*+,-./0123|",
    '0050  34 35 36 37                                      |4567|',
  ]);
});

test('no octets make no line', () => {
  expect(hexDump(hex(''))).toBe('');
});

test('the octets can be read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 200}), (bytes) => {
      const columns = hexDump(bytes)
        .split('\n')
        .map((line) => line.slice(4, 54));
      expect(fromHex(columns.join(' '))).toEqual(bytes);
    }),
  );
});
