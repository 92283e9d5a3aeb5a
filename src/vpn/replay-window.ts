/** Which counters have come (RFC 6479): a ring of bits that follows the highest one. */

const WORD_BITS = 32;
const WORDS = 256;

/** How far behind the highest counter one may come: WireGuard's 8192 bits less one word of 64. */
export const REPLAY_WINDOW = 8128;

export class ReplayWindow {
  /** One bit a counter. One word more than the window needs is never in use, so that it can be cleared ahead. */
  readonly #ring = new Uint32Array(WORDS);
  #highest = 0;

  /** Takes a counter 0…2⁵³−1. @returns `false`: it has been here, or is too old to know */
  accept(counter: number): boolean {
    const word = Math.floor(counter / WORD_BITS);
    if (counter > this.#highest) this.#moveTo(counter, word);
    else if (this.#highest - counter > REPLAY_WINDOW) return false;
    const place = word % WORDS;
    const before = this.#ring[place]!;
    const bit = 1 << (counter % WORD_BITS);
    this.#ring[place] = before | bit;
    return (before & bit) === 0;
  }

  #moveTo(counter: number, word: number): void {
    const from = Math.floor(this.#highest / WORD_BITS);
    const steps = Math.min(word - from, WORDS);
    for (let step = 1; step <= steps; step++) this.#ring[(from + step) % WORDS] = 0;
    this.#highest = counter;
  }
}
