/**
 * Longest-prefix match over IPv4 prefixes, compiled into blocks of 256 places that are read once per 8 bits of the
 * address, so that a look-up costs the same whatever the number of prefixes; a table with few of them has few blocks.
 *
 * Each place holds the most specific prefix that covers it. Adding a prefix paints its range over less specific ones;
 * removing it paints the next less specific one back.
 */
import {type Ipv4Address, networkOf} from '../../packet/address.ts';
import type {PrefixLookup} from './routing-table.ts';

const ADDRESS_BITS = 32;
const BLOCK_BITS = 8;
const BLOCK_SIZE = 1 << BLOCK_BITS;
/** Where the first block is; it is never given back. */
const ROOT = 0;
/** A place with this bit leads to a block, and the rest is where it begins; others hold the number of a prefix. */
const LINK = 0x8000_0000;

export class PrefixTable<Value> implements PrefixLookup<Ipv4Address, Value> {
  /** Blocks one behind the other; numbers in them are signed, which is how they are compared fastest. */
  #places = new Int32Array(BLOCK_SIZE);
  #used = BLOCK_SIZE;
  readonly #freeBlocks: number[] = [];
  /** By number; 0 is none. */
  readonly #values: (Value | undefined)[] = [undefined];
  /** By number: a prefix's length, and -1 for none. */
  readonly #lengths: number[] = [-1];
  readonly #freeNumbers: number[] = [];
  /** `address → number`, one map a prefix length. */
  readonly #numbers: (Map<Ipv4Address, number> | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** What belongs to the most specific prefix that covers `address`. */
  lookup(address: Ipv4Address): Value | undefined {
    const places = this.#places;
    let place = places[address >>> 24]!;
    if (place < 0) {
      place = places[(place & ~LINK) + ((address >>> 16) & 255)]!;
      if (place < 0) {
        place = places[(place & ~LINK) + ((address >>> 8) & 255)]!;
        if (place < 0) place = places[(place & ~LINK) + (address & 255)]!;
      }
    }
    return this.#values[place];
  }

  *covering(address: Ipv4Address): Generator<Value> {
    for (let length = 32; length >= 0; length--) {
      const value = this.get(networkOf(address, length), length);
      if (value !== undefined) yield value;
    }
  }

  /** What belongs to exactly this prefix. */
  get(address: Ipv4Address, length: number): Value | undefined {
    return this.#values[this.#numbers[length]?.get(address) ?? 0];
  }

  /** @param address no host bits set */
  set(address: Ipv4Address, length: number, value: Value): void {
    const numbers = (this.#numbers[length] ??= new Map<Ipv4Address, number>());
    const known = numbers.get(address);
    if (known !== undefined) {
      this.#values[known] = value;
      return;
    }
    const number = this.#freeNumbers.pop() ?? this.#values.length;
    this.#values[number] = value;
    this.#lengths[number] = length;
    numbers.set(address, number);
    this.#size++;
    this.#paint(address, length, (place) => (this.#lengths[place]! < length ? number : place));
  }

  delete(address: Ipv4Address, length: number): void {
    const number = this.#numbers[length]?.get(address);
    if (number === undefined) return;
    this.#numbers[length]!.delete(address);
    const cover = this.#cover(address, length);
    this.#paint(address, length, (place) => (place === number ? cover : place));
    this.#values[number] = undefined;
    this.#freeNumbers.push(number);
    this.#size--;
  }

  /** All values, the most specific prefix first, those of one length in the order they were added. */
  *values(): Generator<Value> {
    for (let length = ADDRESS_BITS; length >= 0; length--) {
      for (const number of this.#numbers[length]?.values() ?? []) yield this.#values[number]!;
    }
  }

  /** Number of the most specific prefix shorter than `length` that covers `address`. */
  #cover(address: Ipv4Address, length: number): number {
    for (let shorter = length - 1; shorter >= 0; shorter--) {
      const number = this.#numbers[shorter]?.get(networkOf(address, shorter));
      if (number !== undefined) return number;
    }
    return 0;
  }

  #paint(address: Ipv4Address, length: number, colour: (place: number) => number): void {
    this.#paintIn(ROOT, 0, address, length, colour);
  }

  /** @param depth bits of the address that have led to the block */
  #paintIn(
    block: number,
    depth: number,
    address: Ipv4Address,
    length: number,
    colour: (place: number) => number,
  ): void {
    const below = ADDRESS_BITS - BLOCK_BITS - depth;
    const place = block + ((address >>> below) & (BLOCK_SIZE - 1));
    if (length <= depth + BLOCK_BITS) {
      this.#paintRange(place, 1 << (depth + BLOCK_BITS - length), colour);
      return;
    }
    const next = this.#linked(this.#places[place]!);
    this.#places[place] = next | LINK;
    this.#paintIn(next, depth + BLOCK_BITS, address, length, colour);
    this.#places[place] = this.#simplified(next);
  }

  #paintRange(start: number, count: number, colour: (place: number) => number): void {
    for (let index = start; index < start + count; index++) {
      const place = this.#places[index]!;
      this.#places[index] = place < 0 ? this.#painted(place & ~LINK, colour) : colour(place);
    }
  }

  /** Paint a whole block. @returns what the place must hold that leads to it */
  #painted(block: number, colour: (place: number) => number): number {
    this.#paintRange(block, BLOCK_SIZE, colour);
    return this.#simplified(block);
  }

  /** The block that a place leads to; a place that holds a prefix gets a block full of it. */
  #linked(place: number): number {
    if (place < 0) return place & ~LINK;
    const block = this.#freeBlocks.pop() ?? this.#newBlock();
    this.#places.fill(place, block, block + BLOCK_SIZE);
    return block;
  }

  #newBlock(): number {
    const block = this.#used;
    this.#used += BLOCK_SIZE;
    if (this.#used > this.#places.length) {
      const larger = new Int32Array(this.#places.length * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    return block;
  }

  /** What a place must hold that leads to this block: the one prefix that fills it, or the link. */
  #simplified(block: number): number {
    const place = this.#places[block]!;
    if (place < 0) return block | LINK;
    for (let index = block + 1; index < block + BLOCK_SIZE; index++) {
      if (this.#places[index] !== place) return block | LINK;
    }
    this.#freeBlocks.push(block);
    return place;
  }
}
