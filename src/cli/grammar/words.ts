import {isFamilyWord, looksLikeAddress, quoted, usage} from './values.ts';

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

  /** The next word if it is an address (right or wrong), after the family words before it; otherwise it stays. */
  nextAddress(): string | undefined {
    while (isFamilyWord(this.#words[this.#place])) this.#place++;
    const word = this.#words[this.#place];
    if (word === undefined || !looksLikeAddress(word)) return undefined;
    this.#place++;
    return word;
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
