/**
 * Longest-prefix match over IPv4 prefixes: a map a length, and beside them what they mean for each address, compiled
 * into a trie and, where prefixes are many, an array of all first 24 bits. Both hold numbers of what prefixes lead to,
 * so that a look-up among a million prefixes touches nothing that there are a million of but one place of the array.
 */
import {type Ipv4Address, networkOf} from '../../packet/address.ts';
import {DEEPER, FirstBits} from './first-bits.ts';
import {Numbering} from './numbering.ts';
import {PlaceTrie} from './place-trie.ts';
import type {PrefixLookup} from './routing-table.ts';

const ADDRESS_BITS = 32;
/** Prefixes from which on the array is worth its 16 or 32 MiB; with half of them it is given up again. */
const MANY = 32_768;

export class PrefixTable<Value, Found = Value> implements PrefixLookup<Ipv4Address, Value, Found> {
  readonly #foundOf: (value: Value) => Found;
  readonly #many: number;
  /** By length, then by address. */
  readonly #values: (Map<Ipv4Address, Value> | undefined)[] = [];
  /** Number 0 is what the prefix of length 0 leads to, so that a default route changes no place. */
  readonly #numbering = new Numbering<Found>();
  readonly #trie = new PlaceTrie();
  #firstBits: FirstBits | undefined;
  #size = 0;

  /**
   * @param foundOf what a look-up shall find of a value: always the same for one, the same for many where possible
   * @param many prefixes from which on memory is traded for speed
   */
  constructor(foundOf: (value: Value) => Found, many = MANY) {
    this.#foundOf = foundOf;
    this.#many = many;
  }

  get size(): number {
    return this.#size;
  }

  lookup(address: Ipv4Address): Found | undefined {
    const firstBits = this.#firstBits;
    let number = firstBits === undefined ? DEEPER : firstBits.lookup(address);
    if (number === DEEPER) number = this.#trie.lookup(address);
    return this.#numbering.at(number);
  }

  match(address: Ipv4Address): Value | undefined {
    for (let length = ADDRESS_BITS; length >= 0; length--) {
      const value = this.get(networkOf(address, length), length);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  *covering(address: Ipv4Address): Generator<Value> {
    for (let length = ADDRESS_BITS; length >= 0; length--) {
      const value = this.get(networkOf(address, length), length);
      if (value !== undefined) yield value;
    }
  }

  get(address: Ipv4Address, length: number): Value | undefined {
    return this.#values[length]?.get(address);
  }

  set(address: Ipv4Address, length: number, value: Value): void {
    const values = (this.#values[length] ??= new Map<Ipv4Address, Value>());
    const known = values.get(address);
    const found = this.#foundOf(value);
    values.set(address, value);
    if (known === undefined) this.#size++;
    if (length === 0) {
      this.#numbering.zero = found;
      return;
    }
    const number = this.#numbering.use(found);
    if (known === undefined || this.#foundOf(known) !== found) this.#paint(address, length, number, length);
    if (known !== undefined) this.#numbering.release(this.#foundOf(known));
  }

  delete(address: Ipv4Address, length: number): void {
    const known = this.get(address, length);
    if (known === undefined) return;
    this.#values[length]!.delete(address);
    this.#size--;
    if (length === 0) {
      this.#numbering.zero = undefined;
      return;
    }
    let shorter = length - 1;
    while (shorter > 0 && this.get(networkOf(address, shorter), shorter) === undefined) shorter--;
    const cover = shorter > 0 ? this.get(networkOf(address, shorter), shorter) : undefined;
    const number = cover === undefined ? 0 : this.#numbering.numberOf(this.#foundOf(cover));
    this.#paint(address, length, number, shorter);
    this.#numbering.release(this.#foundOf(known));
  }

  /** All values, the most specific prefix first, those of one length in the order they were added. */
  *values(): Generator<Value> {
    for (let length = ADDRESS_BITS; length >= 0; length--) yield* this.#values[length]?.values() ?? [];
  }

  #paint(address: Ipv4Address, length: number, number: number, by: number): void {
    const {limit} = this.#numbering;
    this.#trie.paint(address, length, number, by);
    if (this.#firstBits) this.#firstBits.update(address, length, limit);
    else if (this.#size >= this.#many) this.#firstBits = new FirstBits(this.#trie, limit);
    if (this.#size < this.#many / 2) this.#firstBits = undefined;
  }
}
