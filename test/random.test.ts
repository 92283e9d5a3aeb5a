import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Random} from '../src/random.ts';

const numbers = (seed: number, count: number) => {
  const random = new Random(seed);
  return Array.from({length: count}, () => random.next());
};

test('the first numbers of a seed are the same on every machine and in every release', () => {
  expect(numbers(1, 4)).toEqual([1_580_013_426, 350_525_680, 3_524_174_333, 3_011_703_609]);
});

test('one seed gives one sequence, whoever else draws numbers meanwhile', () => {
  const [first, other, second] = [new Random(7), new Random(8), new Random(7)];
  const drawn = Array.from({length: 100}, () => [first.next(), other.next(), second.next()]);
  for (const [one, , two] of drawn) expect(one).toBe(two);
});

test('different seeds give different sequences', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (one, two) => {
      fc.pre(one !== two);
      expect(numbers(one, 4)).not.toEqual(numbers(two, 4));
    }),
  );
});

test('numbers are whole and fill their range', () => {
  const random = new Random(3);
  const seen = new Set<number>();
  for (let draw = 0; draw < 10_000; draw++) {
    const [wide, narrow] = [random.next(), random.next16()];
    expect(Number.isInteger(wide) && wide >= 0 && wide <= 0xffff_ffff).toBe(true);
    expect(Number.isInteger(narrow) && narrow >= 0 && narrow <= 0xffff).toBe(true);
    seen.add(narrow >>> 8);
  }
  expect(seen.size).toBe(256);
});
