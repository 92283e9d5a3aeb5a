import type {Family} from '../../api/schema/scalars.ts';
import {familyNamed, familyOf, looksLikeAddress} from './address.ts';
import {quoted, usage} from './values.ts';

/** The words of a command line, read from left to right. */
export class Words {
  readonly #words: readonly string[];
  #place = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  next(): string | undefined {
    return this.#words[this.#place++];
  }

  /** The next word if it is an address (right or wrong), of `family` where one is given; otherwise it stays. */
  nextAddress(family?: Family): string | undefined {
    const word = this.#words[this.#place];
    if (word === undefined || !looksLikeAddress(word)) return undefined;
    if (family !== undefined && familyOf(word) !== family) return undefined;
    this.#place++;
    return word;
  }

  /** Whether the next word, behind family words, is an address (right or wrong). */
  isAddressNext(): boolean {
    const word = this.#words.slice(this.#place).find((each) => familyNamed(each) === undefined);
    return word !== undefined && looksLikeAddress(word);
  }

  /** As `nextAddress`, behind family words, which it tells of the address, too. */
  nextAddressOf(family: Family | undefined): {word: string | undefined; family: Family | undefined} {
    let named = family;
    for (let next = familyNamed(this.#words[this.#place]); next; next = familyNamed(this.#words[this.#place])) {
      named = next;
      this.#place++;
    }
    return {word: this.nextAddress(), family: named};
  }

  /**
   * The word behind `keyword`; `what` says what it has to be, with its article.
   *
   * @throws {NetworkError} EUSAGE: there is none.
   */
  operand(keyword: string, what: string): string {
    const word = this.next();
    if (word === undefined || word === '') throw usage(`${quoted(keyword)} needs ${what} behind it`);
    return word;
  }
}
