import fc from 'fast-check';
import {expect, test} from 'vitest';
import {REPLAY_WINDOW, ReplayWindow} from '../../src/vpn/replay-window.ts';

/** The same with nothing but a set. */
class NaiveWindow {
  readonly #seen = new Set<number>();
  #highest = 0;

  accept(counter: number): boolean {
    if (counter < this.#highest - 8128 || this.#seen.has(counter)) return false;
    this.#seen.add(counter);
    this.#highest = Math.max(this.#highest, counter);
    return true;
  }
}

const steps = fc.oneof(
  {weight: 6, arbitrary: fc.integer({min: -70, max: 70})},
  {weight: 3, arbitrary: fc.integer({min: -9000, max: 9000})},
  {weight: 2, arbitrary: fc.constantFrom(-8129, -8128, -8127, 8128, 8129, 8191, 8192, 8193, 0, 31, 32, 33)},
  {weight: 1, arbitrary: fc.integer({min: 0, max: 100_000})},
);

test('takes what a set of all counters would take', () => {
  const start = fc.constantFrom(0, 31, 32, 8128, 2 ** 32 - 100, 2 ** 45);
  fc.assert(
    fc.property(start, fc.array(steps, {maxLength: 300}), (first, moves) => {
      const [window, naive] = [new ReplayWindow(), new NaiveWindow()];
      let highest = first;
      for (const move of [0, ...moves]) {
        const counter = Math.max(0, highest + move);
        expect(window.accept(counter), `counter ${counter} after ${highest}`).toBe(naive.accept(counter));
        highest = Math.max(highest, counter);
      }
    }),
    {numRuns: 400},
  );
});

test('a counter may come 8128 behind the highest one, and not further', () => {
  expect(REPLAY_WINDOW).toBe(8128);
  const window = new ReplayWindow();
  expect(window.accept(10_000)).toBe(true);
  expect(window.accept(10_000 - 8128)).toBe(true);
  expect(window.accept(10_000 - 8129)).toBe(false);
  expect(window.accept(10_000 - 8128)).toBe(false);
});

test('the highest counters that there are', () => {
  const window = new ReplayWindow();
  const last = Number.MAX_SAFE_INTEGER;
  expect([last, last, last - 1, last - 1, last - 8128].map((counter) => window.accept(counter))).toEqual([
    true,
    false,
    true,
    false,
    true,
  ]);
});
