import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type BatchLine, readBatch} from '../../../src/cli/grammar/batch.ts';

function lines(text: string): readonly BatchLine[] {
  const read = readBatch(text);
  if ('message' in read) throw new Error(`${read.line}: ${read.message}`);
  return read;
}

function words(text: string): readonly (readonly string[])[] {
  return lines(text).map((line) => line.words);
}

describe('a batch', () => {
  test.each<[string, string, string[][]]>([
    ['nothing', '', []],
    ['blank lines and comments', '\n  # all of it\n\t\nroute # the table\n', [['route']]],
    ['a # inside a word', 'host name a#b', [['host', 'name', 'a#b']]],
    ['a last line without an end', 'route\nifconfig', [['route'], ['ifconfig']]],
    ['single quotes', `a 'b  c' 'd"\\e'`, [['a', 'b  c', 'd"\\e']]],
    ['double quotes', `a "b  c" "d'\\"\\\\\\$\\n"`, [['a', 'b  c', `d'"\\$\\n`]]],
    ['empty words', `a '' ""`, [['a', '', '']]],
    ['pieces of one word', `a'b'"c"\\ d`, [['abc d']]],
    ['a backslash', 'a\\#b \\| \\\\', [['a#b', '|', '\\']]],
    ['joined lines', 'ifconfig \\\n  tun0 u\\\np', [['ifconfig', 'tun0', 'up']]],
    ['joined lines in double quotes', '"a\\\nb"', [['ab']]],
    ['lines inside quotes', `'a\nb'`, [['a\nb']]],
    ['lines of Windows', 'route\r\nifconfig\r\n', [['route'], ['ifconfig']]],
    ['a byte order mark', '\uFEFFroute', [['route']]],
    ['characters that only a shell expands', 'a * ? [x] ~ {b}', [['a', '*', '?', '[x]', '~', '{b}']]],
  ])('%s', (_what, text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('tells the line on which a command begins', () => {
    const text = `a\n\n# c\nb \\\n c\n'd\ne' f\ng`;
    expect(lines(text).map(({line}) => line)).toEqual([1, 4, 6, 8]);
  });

  test.each([
    ['a quotation mark without its other half', `a\nb 'c\nd\n`, 2, 'a quotation mark has no other half'],
    ['the same, double', `a\n\nb "c\nd\n`, 3, 'a quotation mark has no other half'],
    ['a pipe', 'a\nb | c', 2, 'a batch has no "|", which is for a shell'],
    ['two commands on a line', 'a; b', 1, 'a batch has no ";"'],
    ['a variable', '\na $b', 2, 'a batch has no "$"'],
    ['a variable in quotes', 'a "\n$b"', 2, 'a batch has no "$"'],
    ['the output of a command', 'a `b`', 1, 'a batch has no "`"'],
    ['a redirection', 'a >b', 1, 'a batch has no ">"'],
  ])('refuses %s', (_what, text, line, message) => {
    expect(readBatch(text)).toMatchObject({line, message: expect.stringContaining(message) as string});
  });

  test('any words come back, however they were quoted', () => {
    const quotings = [
      (word: string) => `'${word.replaceAll("'", `'\\''`)}'`,
      (word: string) => `"${word.replace(/[$`"\\]/g, '\\$&')}"`,
    ];
    const word = fc.string({unit: 'grapheme'}).filter((text) => !/\r|\uFEFF/.test(text));
    const quoted = fc.tuple(word, fc.constantFrom(...quotings));
    fc.assert(
      fc.property(fc.array(fc.array(quoted, {minLength: 1, maxLength: 5}), {maxLength: 5}), (commands) => {
        const text = commands.map((parts) => parts.map(([part, quote]) => quote(part)).join(' ')).join('\n');
        expect(words(text)).toEqual(commands.map((parts) => parts.map(([part]) => part)));
      }),
    );
  });

  test('any text is understood, or refused with a line that it has', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '\\', "'", '"', '#', '$', '|', '\r', 'é'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, (batch) => {
        const read = readBatch(batch);
        const last = batch.split('\n').length;
        if ('message' in read) {
          expect(read.message).not.toContain('\n');
          expect(read.line).toBeGreaterThanOrEqual(1);
          expect(read.line).toBeLessThanOrEqual(last);
        } else for (const {line} of read) expect(line).toBeLessThanOrEqual(last);
      }),
    );
  });
});
