/** How long a client of DHCP waits for an answer (RFC 2131 §4.1, §4.4.5). In milliseconds. */
import type {Random} from '../../random.ts';

const FIRST_PAUSE = 4000;
const LONGEST_PAUSE = 64_000;
/** Each pause is up to so much longer or shorter. */
const SPREAD = 1000;
const SHORTEST_RENEWAL_PAUSE = 60_000;

/** Pauses that double, so that a server that is not there, or overworked, is asked less and less. */
export class Patience {
  readonly #random: Random;
  #rounds = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Pauses since `reset`. */
  get rounds(): number {
    return this.#rounds;
  }

  reset(): void {
    this.#rounds = 0;
  }

  next(): number {
    const pause = Math.min(FIRST_PAUSE * 2 ** this.#rounds++, LONGEST_PAUSE);
    return pause + (this.#random.next() % (2 * SPREAD + 1)) - SPREAD;
  }
}

/** Half of what is left, at least a minute, but not past the end. */
export function renewalPause(left: number): number {
  return Math.min(Math.max(left / 2, SHORTEST_RENEWAL_PAUSE), left);
}
