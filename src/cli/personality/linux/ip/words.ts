/** The words of one command of `ip`, read one after the other. */
import {wrongWords} from './stop.ts';

export class IpWords {
  readonly #words: readonly string[];
  #place = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get left(): number {
    return this.#words.length - this.#place;
  }

  /** The word that comes next, which stays. */
  get ahead(): string | undefined {
    return this.#words[this.#place];
  }

  next(): string | undefined {
    return this.#words[this.#place++];
  }

  /** What has to stand behind the word before. @throws {IpStop} nothing does */
  value(): string {
    const word = this.next();
    if (word === undefined) throw wrongWords('Command line is not complete. Try option "help"');
    return word;
  }

  /** All that is left. */
  rest(): readonly string[] {
    const rest = this.#words.slice(this.#place);
    this.#place = this.#words.length;
    return rest;
  }
}

/** Whether `typed` abbreviates `word`: the original takes any beginning of it. */
export function abbreviates(typed: string, word: string): boolean {
  return typed !== '' && word.startsWith(typed);
}

/** The first of `words` that `typed` abbreviates; their order is the original's, and decides. */
export function abbreviated<Word extends string>(typed: string, words: readonly Word[]): Word | undefined {
  return words.find((word) => abbreviates(typed, word));
}

/** A number as `strtoul` of base 0 reads it, whole; `undefined`: it is none, or not below `limit`. */
export function unsigned(text: string, limit = 2 ** 32): number | undefined {
  const digits = text.replace(/^\+/, '');
  const known = /^0x[\da-f]+$/i.test(digits) || /^(?:0|[1-9]\d*)$/.test(digits);
  const number = known ? Number(digits) : /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
  return number < limit ? number : undefined;
}

/** As `unsigned`, perhaps negative. */
export function signed(text: string): number | undefined {
  const number = unsigned(text.replace(/^-/, ''), 2 ** 31);
  return number === undefined ? undefined : text.startsWith('-') ? -number : number;
}
