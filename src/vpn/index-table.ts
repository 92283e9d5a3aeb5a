/** The numbers that name sessions and handshakes in what is received. They are drawn, so that nobody guesses the next. */
import {type RandomSource, randomUint32} from './random-source.ts';

export class IndexTable<Entry> {
  readonly #entries = new Map<number, Entry>();
  readonly #random: RandomSource;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(index: number): Entry | undefined {
    return this.#entries.get(index);
  }

  /** A number that nothing has; `set` gives it something. */
  draw(): number {
    for (;;) {
      const index = randomUint32(this.#random);
      if (!this.#entries.has(index)) return index;
    }
  }

  set(index: number, entry: Entry): void {
    this.#entries.set(index, entry);
  }

  delete(index: number): void {
    this.#entries.delete(index);
  }
}
