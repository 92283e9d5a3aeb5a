import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compareLines, isDifferent} from '../../../src/cli/walkthrough/difference.ts';
import {asExpected, matchesLine} from '../../../src/cli/walkthrough/pattern.ts';

describe('a line', () => {
  test.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a…', 'a', true],
    ['a…', 'abc', true],
    ['a…', 'ba', false],
    ['…', '', true],
    ['a…b…c', 'a-b-b-c', true],
    ['a…b…c', 'a-c', false],
    ['ab…bc', 'abc', false],
    ['time=… ms', 'time=0.010 ms', true],
    ['……', 'x', true],
  ])('%j for %j: %j', (expected, got, matches) => {
    expect(matchesLine(expected, got)).toBe(matches);
  });

  test('stands for itself, however it has to be written', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(2), (got, place) => {
        expect(matchesLine(asExpected(got, place, '```'), got)).toBe(true);
      }),
    );
    expect(asExpected('$ x', 5, '```')).toBe('…$ x');
    expect(asExpected('> x', 0, '```')).toBe('…> x');
    expect(asExpected('> x', 1, '```')).toBe('> x');
    expect(asExpected('````', 1, '```')).toBe('…````');
  });

  test('of a million wildcards is compared at once', () => {
    expect(matchesLine('…a'.repeat(100_000), 'a'.repeat(99_999))).toBe(false);
  });
});

describe('lines', () => {
  test.each<[string, string[], string[], string[]]>([
    ['the same', ['a', 'b'], ['a', 'b'], [' a', ' b']],
    ['one changed', ['a', 'b', 'c'], ['a', 'x', 'c'], [' a', '-b', '+x', ' c']],
    ['one more', ['a', 'c'], ['a', 'b', 'c'], [' a', '+b', ' c']],
    ['one less', ['a', 'b', 'c'], ['a', 'c'], [' a', '-b', ' c']],
    ['nothing expected', [], ['a'], ['+a']],
    ['nothing came', ['a'], [], ['-a']],
    ['any number of lines', ['a', '…', 'd'], ['a', 'b', 'c', 'd'], [' a', ' b', ' c', ' d']],
    ['any number, also none', ['a', '…', 'd'], ['a', 'd'], [' a', ' d']],
    ['any number, but not the last', ['a', '…', 'd'], ['a', 'b', 'e'], [' a', ' b', ' e', '-d']],
  ])('%s', (_what, expected, got, shown) => {
    const signs = {same: ' ', expected: '-', got: '+'} as const;
    const changes = compareLines(expected, got);
    expect(changes.map(({kind, text}) => signs[kind] + text).sort()).toEqual([...shown].sort());
  });

  const lines = fc.array(fc.constantFrom<string>('a', 'b', 'c', ''), {maxLength: 12});

  test('what is left of the changes is what was expected, and what came', () => {
    fc.assert(
      fc.property(lines, lines, (expected, got) => {
        const changes = compareLines(expected, got);
        const left = (kind: string) => changes.filter((one) => one.kind !== kind).map(({text}) => text);
        expect(left('got')).toEqual(expected);
        expect(left('expected')).toEqual(got);
        expect(isDifferent(changes)).toBe(expected.join('\n') !== got.join('\n') || expected.length !== got.length);
      }),
    );
  });

  test('one that differs is all that differs', () => {
    fc.assert(
      fc.property(lines, fc.nat(), (got, at) => {
        fc.pre(got.length > 0);
        const expected = got.with(at % got.length, 'changed');
        const changed = compareLines(expected, got).filter(({kind}) => kind !== 'same');
        expect(changed).toHaveLength(2);
        expect(changed[0]!.text).toBe('changed');
      }),
    );
  });
});
