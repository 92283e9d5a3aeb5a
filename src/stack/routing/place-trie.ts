/**
 * A set of IPv4 prefixes compiled into nodes, one for each 8 bits of the address, as deep as prefixes go. Each place
 * holds the most specific prefix that covers it: which number it leads to, and how long it is. A prefix that is added
 * is painted over shorter ones; one that is removed is painted over with the next shorter one.
 */
import type {Ipv4Address} from '../../packet/address.ts';
import {NODE_BITS, NODE_SIZE, PackedNodes, Runs} from './packed-nodes.ts';

/** A place with this bit leads to a node; the rest is which. */
const LINK = 0x8000_0000;
const LENGTH_BITS = 6;
const ADDRESS_BITS = 32;

/** Told of addresses that lead to the same number, as far as `bits` of them tell; `undefined`: more bits are needed. */
export type Visit = (first: number, end: number, number: number | undefined) => void;

export class PlaceTrie {
  readonly #root = new Int32Array(NODE_SIZE);
  readonly #nodes = new PackedNodes();

  /** Number at the most specific prefix that covers `address`; 0 for none. */
  lookup(address: Ipv4Address): number {
    const nodes = this.#nodes;
    let place = this.#root[address >>> 24]!;
    if (place < 0) {
      place = nodes.at(place & ~LINK, (address >>> 16) & 255);
      if (place < 0) {
        place = nodes.at(place & ~LINK, (address >>> 8) & 255);
        if (place < 0) place = nodes.at(place & ~LINK, address & 255);
      }
    }
    return place >> LENGTH_BITS;
  }

  /**
   * Give another number to all that a prefix covers and no longer prefix does.
   *
   * @param address no host bits set
   * @param length 1…32
   * @param by how long the prefix is that the number is of: `length`, or shorter where that one is removed
   */
  paint(address: Ipv4Address, length: number, number: number, by = length): void {
    const place = (number << LENGTH_BITS) | by;
    const index = address >>> (ADDRESS_BITS - NODE_BITS);
    const end = index + spread(length, NODE_BITS);
    for (let at = index; at < end; at++) {
      const old = this.#root[at]!;
      this.#root[at] =
        length > NODE_BITS
          ? this.#paintedPart(old, NODE_BITS, address, length, place)
          : this.#painted(old, length, place);
    }
  }

  /** Tell all that a prefix covers, in steps of the first 24 bits of addresses. */
  visit(address: Ipv4Address, length: number, visit: Visit): void {
    const [first, end] = [address >>> 8, (address >>> 8) + spread(length, 24)];
    const index = address >>> (ADDRESS_BITS - NODE_BITS);
    for (let at = index + 1; at < index + spread(length, NODE_BITS); at++) {
      this.#visit(this.#root[at]!, NODE_BITS, at << 16, first, end, visit);
    }
    let place = this.#root[index]!;
    let depth = NODE_BITS;
    for (; place < 0 && depth < 24 && length >= depth + NODE_BITS; depth += NODE_BITS) {
      place = this.#nodes.at(place & ~LINK, this.#indexAt(address, depth));
    }
    this.#visit(place, depth, (first >>> (24 - depth)) << (24 - depth), first, end, visit);
  }

  /** @param base what the place begins with, @param first and @param end what to tell of: 24 bits each */
  #visit(place: number, depth: number, base: number, first: number, end: number, visit: Visit): void {
    const size = 1 << (24 - depth);
    if (place >= 0 || size === 1) {
      visit(Math.max(base, first), Math.min(base + size, end), place < 0 ? undefined : place >> LENGTH_BITS);
      return;
    }
    const runs = this.#nodes.read(place & ~LINK);
    const step = size >>> NODE_BITS;
    for (let run = 0; run < runs.starts.length; run++) {
      const start = base + runs.starts[run]! * step;
      const stop = base + runs.end(run) * step;
      if (stop <= first || start >= end) continue;
      const value = runs.values[run]!;
      if (value < 0) this.#visit(value, depth + NODE_BITS, start, first, end, visit);
      else visit(Math.max(start, first), Math.min(stop, end), value >> LENGTH_BITS);
    }
  }

  /** A place all of which is painted. */
  #painted(old: number, length: number, place: number): number {
    if (old >= 0) return (old & ((1 << LENGTH_BITS) - 1)) <= length ? place : old;
    const {starts, values} = this.#nodes.read(old & ~LINK);
    const runs = new Runs();
    for (let run = 0; run < starts.length; run++) {
      runs.add(starts[run]!, this.#painted(values[run]!, length, place));
    }
    return this.#replaced(old, runs);
  }

  /** A place of which the prefix covers a part. @param depth bits of the address that have led to it */
  #paintedPart(old: number, depth: number, address: Ipv4Address, length: number, place: number): number {
    const below = depth + NODE_BITS;
    const first = this.#indexAt(address, depth);
    if (length <= below) {
      return this.#replacedPart(old, first, first + spread(length, below), (value) =>
        this.#painted(value, length, place),
      );
    }
    const value = old < 0 ? this.#nodes.at(old & ~LINK, first) : old;
    const next = this.#paintedPart(value, below, address, length, place);
    if (next === value) return old;
    if (next >= 0 || value >= 0) return this.#replacedPart(old, first, first + 1, () => next);
    this.#nodes.replace(old & ~LINK, first, next);
    return old;
  }

  /** What stands for a place that is changed from its part `first` to the one before `end`. */
  #replacedPart(old: number, first: number, end: number, change: (value: number) => number): number {
    const before = old < 0 ? this.#nodes.read(old & ~LINK) : Runs.of(old);
    const runs = new Runs();
    for (let run = 0; run < before.starts.length; run++) {
      const start = before.starts[run]!;
      const stop = before.end(run);
      const value = before.values[run]!;
      if (start < first) runs.add(start, value);
      if (start < end && stop > first) runs.add(Math.max(start, first), change(value));
      if (stop > end) runs.add(Math.max(start, end), value);
    }
    return this.#replaced(old, runs);
  }

  /** Which part of a place an address is in, after so many bits of it. */
  #indexAt(address: Ipv4Address, depth: number): number {
    return (address >>> (ADDRESS_BITS - NODE_BITS - depth)) & (NODE_SIZE - 1);
  }

  /** What stands for these runs instead of the old place. */
  #replaced(old: number, runs: Runs): number {
    if (old < 0) this.#nodes.free(old & ~LINK);
    const [first] = runs.values;
    return runs.values.length === 1 && first! >= 0 ? first! : this.#nodes.make(runs) | LINK;
  }
}

/** How many values of the first `bits` bits a prefix covers. */
function spread(length: number, bits: number): number {
  return length < bits ? 1 << (bits - length) : 1;
}
