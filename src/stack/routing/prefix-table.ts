/**
 * Longest-prefix match over IPv4 prefixes, compiled into arrays that are read once per 16, 8 and 8 bits of the
 * address (DIR-16-8-8), so that a look-up costs the same whatever the number of prefixes.
 *
 * Each place of the arrays holds the most specific prefix that covers it. Adding a prefix paints its range over less
 * specific ones; removing it paints the next less specific one back.
 */
import {type Ipv4Address, networkOf} from '../../packet/address.ts';
import type {PrefixLookup} from './routing-table.ts';

const ROOT_BITS = 16;
const BLOCK_BITS = 8;
const BLOCK_SIZE = 1 << BLOCK_BITS;
/** A place with this bit leads to a block; others hold the number of a prefix, 0 for none. */
const LINK = 0x8000_0000;

interface Entry<Value> {
  readonly address: Ipv4Address;
  readonly length: number;
  value: Value;
}

export class PrefixTable<Value> implements PrefixLookup<Ipv4Address, Value> {
  readonly #root = new Uint32Array(1 << ROOT_BITS);
  #blocks = new Uint32Array(16 * BLOCK_SIZE);
  #blocksUsed = 0;
  readonly #freeBlocks: number[] = [];
  /** By number; 0 is none. */
  readonly #entries: (Entry<Value> | undefined)[] = [undefined];
  readonly #freeNumbers: number[] = [];
  /** `address → number`, one map a prefix length. */
  readonly #numbers: readonly Map<Ipv4Address, number>[] = Array.from(
    {length: 33},
    () => new Map<Ipv4Address, number>(),
  );
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** What belongs to the most specific prefix that covers `address`. */
  lookup(address: Ipv4Address): Value | undefined {
    let place = this.#root[address >>> 16]!;
    if (place >= LINK) {
      place = this.#blocks[(place - LINK) * BLOCK_SIZE + ((address >>> 8) & 255)]!;
      if (place >= LINK) place = this.#blocks[(place - LINK) * BLOCK_SIZE + (address & 255)]!;
    }
    return this.#entries[place]?.value;
  }

  *covering(address: Ipv4Address): Generator<Value> {
    for (let length = 32; length >= 0; length--) {
      const value = this.get(networkOf(address, length), length);
      if (value !== undefined) yield value;
    }
  }

  /** What belongs to exactly this prefix. */
  get(address: Ipv4Address, length: number): Value | undefined {
    return this.#entries[this.#numbers[length]!.get(address) ?? 0]?.value;
  }

  /** @param address no host bits set */
  set(address: Ipv4Address, length: number, value: Value): void {
    const known = this.#entries[this.#numbers[length]!.get(address) ?? 0];
    if (known) {
      known.value = value;
      return;
    }
    const number = this.#freeNumbers.pop() ?? this.#entries.length;
    this.#entries[number] = {address, length, value};
    this.#numbers[length]!.set(address, number);
    this.#size++;
    this.#paint(address, length, (place) => ((this.#entries[place]?.length ?? -1) < length ? number : place));
  }

  delete(address: Ipv4Address, length: number): void {
    const number = this.#numbers[length]!.get(address);
    if (number === undefined) return;
    this.#numbers[length]!.delete(address);
    const cover = this.#cover(address, length);
    this.#paint(address, length, (place) => (place === number ? cover : place));
    this.#entries[number] = undefined;
    this.#freeNumbers.push(number);
    this.#size--;
  }

  /** All values, the most specific prefix first, those of one length in the order they were added. */
  *values(): Generator<Value> {
    for (let length = 32; length >= 0; length--) {
      for (const number of this.#numbers[length]!.values()) yield this.#entries[number]!.value;
    }
  }

  /** Number of the most specific prefix shorter than `length` that covers `address`. */
  #cover(address: Ipv4Address, length: number): number {
    for (let shorter = length - 1; shorter >= 0; shorter--) {
      const number = this.#numbers[shorter]!.get(networkOf(address, shorter));
      if (number !== undefined) return number;
    }
    return 0;
  }

  #paint(address: Ipv4Address, length: number, colour: (place: number) => number): void {
    const first = address >>> 16;
    if (length <= ROOT_BITS) {
      for (let index = first; index < first + (1 << (ROOT_BITS - length)); index++) {
        this.#root[index] = this.#painted(this.#root[index]!, colour);
      }
      return;
    }
    const block = this.#linked(this.#root[first]!);
    this.#root[first] = LINK + block;
    const second = block * BLOCK_SIZE + ((address >>> 8) & 255);
    if (length <= ROOT_BITS + BLOCK_BITS) {
      this.#paintRange(second, 1 << (ROOT_BITS + BLOCK_BITS - length), colour);
    } else {
      const last = this.#linked(this.#blocks[second]!);
      this.#blocks[second] = LINK + last;
      this.#paintRange(last * BLOCK_SIZE + (address & 255), 1 << (32 - length), colour);
      this.#blocks[second] = this.#simplified(last);
    }
    this.#root[first] = this.#simplified(block);
  }

  #paintRange(start: number, count: number, colour: (place: number) => number): void {
    for (let index = start; index < start + count; index++) {
      this.#blocks[index] = this.#painted(this.#blocks[index]!, colour);
    }
  }

  #painted(place: number, colour: (place: number) => number): number {
    if (place < LINK) return colour(place);
    const block = place - LINK;
    this.#paintRange(block * BLOCK_SIZE, BLOCK_SIZE, colour);
    return this.#simplified(block);
  }

  /** The block that a place leads to; a place that holds a prefix gets a block full of it. */
  #linked(place: number): number {
    if (place >= LINK) return place - LINK;
    const block = this.#freeBlocks.pop() ?? this.#blocksUsed++;
    if ((block + 1) * BLOCK_SIZE > this.#blocks.length) {
      const larger = new Uint32Array(this.#blocks.length * 2);
      larger.set(this.#blocks);
      this.#blocks = larger;
    }
    this.#blocks.fill(place, block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE);
    return block;
  }

  /** What a place must hold that leads to this block: the one prefix that fills it, or the link. */
  #simplified(block: number): number {
    const start = block * BLOCK_SIZE;
    const place = this.#blocks[start]!;
    if (place >= LINK) return LINK + block;
    for (let index = start + 1; index < start + BLOCK_SIZE; index++) {
      if (this.#blocks[index] !== place) return LINK + block;
    }
    this.#freeBlocks.push(block);
    return place;
  }
}
