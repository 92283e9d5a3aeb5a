/**
 * What the first 24 bits of addresses lead to, where a table has so many prefixes that a trie no longer fits into a
 * cache: one array read for nearly all destinations, and the processor waits for several of them at once (DIR-24-8:
 * Gupta, Lin and McKeown, INFOCOM 1998). It is a copy of what the trie says, made again part by part.
 */
import type {Ipv4Address} from '../../packet/address.ts';
import type {PlaceTrie} from './place-trie.ts';

/** The first 24 bits do not tell. */
export const DEEPER = -1;
const PLACES = 1 << 24;

export class FirstBits {
  readonly #trie: PlaceTrie;
  /** 16 MiB as long as the numbers are small, then 32. */
  #numbers: Uint8Array | Uint16Array = new Uint8Array(PLACES);
  /** The largest that a place can hold stands for `DEEPER`. */
  #deeper = 0xff;

  /** @param limit all numbers in the trie are below it */
  constructor(trie: PlaceTrie, limit: number) {
    this.#trie = trie;
    if (limit > this.#deeper) this.#widen();
    this.#copyAll();
  }

  /** Number that `address` leads to, or `DEEPER`. */
  lookup(address: Ipv4Address): number {
    const number = this.#numbers[address >>> 8]!;
    return number === this.#deeper ? DEEPER : number;
  }

  /** The trie has changed within a prefix. @param limit all numbers in it are below */
  update(address: Ipv4Address, length: number, limit: number): void {
    if (limit > this.#deeper && this.#deeper === 0xff) {
      this.#widen();
      this.#copyAll();
    } else this.#copy(address, length);
  }

  #widen(): void {
    this.#numbers = new Uint16Array(PLACES);
    this.#deeper = 0xffff;
  }

  #copyAll(): void {
    this.#copy(0, 1);
    this.#copy(0x8000_0000, 1);
  }

  #copy(address: Ipv4Address, length: number): void {
    const numbers = this.#numbers;
    const deeper = this.#deeper;
    this.#trie.visit(address, length, (first, end, number = deeper) => {
      const place = Math.min(number, deeper);
      if (end - first === 1) numbers[first] = place;
      else numbers.fill(place, first, end);
    });
  }
}
