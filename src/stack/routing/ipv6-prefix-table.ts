/**
 * Longest-prefix match over IPv6 prefixes: a hash map for each prefix length in use, looked into from the longest to the
 * shortest. A look-up costs as many of them as there are different lengths, however many prefixes there are.
 */
import {type Ipv6Address, networkOf6} from '../../packet/ipv6-address.ts';
import type {PrefixLookup} from './routing-table.ts';

interface Length<Value> {
  readonly length: number;
  readonly values: Map<Ipv6Address, Value>;
}

export class Ipv6PrefixTable<Value, Found = Value> implements PrefixLookup<Ipv6Address, Value, Found> {
  readonly #foundOf: (value: Value) => Found;
  /** Those in use, the longest first. */
  #lengths: Length<Value>[] = [];

  /** @param foundOf what a look-up shall find of a value */
  constructor(foundOf: (value: Value) => Found) {
    this.#foundOf = foundOf;
  }

  lookup(address: Ipv6Address): Found | undefined {
    const value = this.match(address);
    return value === undefined ? undefined : this.#foundOf(value);
  }

  match(address: Ipv6Address): Value | undefined {
    for (const {length, values} of this.#lengths) {
      const value = values.get(networkOf6(address, length));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  *covering(address: Ipv6Address): Generator<Value> {
    for (const {length, values} of this.#lengths) {
      const value = values.get(networkOf6(address, length));
      if (value !== undefined) yield value;
    }
  }

  get(address: Ipv6Address, length: number): Value | undefined {
    return this.#of(length)?.values.get(address);
  }

  /** @param address no host bits set */
  set(address: Ipv6Address, length: number, value: Value): void {
    const known = this.#of(length);
    if (known) {
      known.values.set(address, value);
      return;
    }
    const place = this.#lengths.findIndex((other) => other.length < length);
    this.#lengths.splice(place < 0 ? this.#lengths.length : place, 0, {length, values: new Map([[address, value]])});
  }

  delete(address: Ipv6Address, length: number): void {
    const known = this.#of(length);
    known?.values.delete(address);
    if (known?.values.size === 0) this.#lengths = this.#lengths.filter((other) => other !== known);
  }

  /** All values, the most specific prefix first, those of one length in the order they were added. */
  *values(): Generator<Value> {
    for (const {values} of this.#lengths) yield* values.values();
  }

  #of(length: number): Length<Value> | undefined {
    return this.#lengths.find((other) => other.length === length);
  }
}
