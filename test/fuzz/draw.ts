/** Choices drawn from a seed. */
import {Random} from '../../src/random.ts';

export class Draw {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** 0…bound−1. */
  below(bound: number): number {
    return this.#random.next() % bound;
  }

  chance(perCent: number): boolean {
    return this.below(100) < perCent;
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)]!;
  }
}

/** The seed of this run: `TUNLAB_SEED`, else of a long run one of the day, so that every day tries others. */
export function seedOfRun(long: boolean): number {
  const given = process.env['TUNLAB_SEED'];
  if (given !== undefined) return Number(given);
  return long ? Math.floor(Date.now() / 86_400_000) : 1;
}
