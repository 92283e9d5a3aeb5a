import fc from 'fast-check';
import {expect, test} from 'vitest';
import {LineDecoder} from '../../src/api/lines.ts';

function linesOf(text: string, places: readonly number[], limit = 1000): string[] {
  const octets = Buffer.from(text);
  const decoder = new LineDecoder(limit);
  const ends = places.map((place) => place % (octets.length + 1)).sort((a, b) => a - b);
  let from = 0;
  return [...ends, octets.length].flatMap((to) => {
    const chunk = octets.subarray(from, to);
    from = to;
    return [...decoder.push(chunk)];
  });
}

test('lines are the same wherever the stream is cut, inside a character as well', () => {
  const anyLine = fc.string({unit: 'grapheme', minLength: 1, maxLength: 20}).filter((line) => !line.includes('\n'));
  fc.assert(
    fc.property(fc.array(anyLine), fc.array(fc.nat(2000)), (lines, places) => {
      expect(linesOf(lines.map((line) => `${line}\n`).join(''), places, 10_000)).toEqual(lines);
    }),
  );
});

test('what has no end is held, empty lines are left out', () => {
  const decoder = new LineDecoder(10);
  expect([...decoder.push(Buffer.from('\n\nab\n\ncd'))]).toEqual(['ab']);
  expect(decoder.held).toBe(2);
});

test('a line beyond the limit is refused as soon as it is', () => {
  expect(linesOf('0123456789\n', [3, 7], 10)).toEqual(['0123456789']);
  expect(() => linesOf('0123456789a', [3, 7], 10)).toThrow(expect.objectContaining({code: 'EMSGSIZE'}));
});
