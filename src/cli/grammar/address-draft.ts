import type {AddressSpec, InterfaceChange} from '../../api/schema/interface.ts';
import type {Family} from '../../api/schema/scalars.ts';
import {ADDRESS_BITS, readPrefixLength} from './address.ts';
import {readMask} from './mask.ts';
import {quoted, twice, usage} from './values.ts';

/** An address of an interface as it is typed, word by word; what contradicts itself is refused as EUSAGE. */
export class AddressDraft {
  readonly family: Family;
  readonly #spec: Partial<AddressSpec> = {};

  constructor(family: Family) {
    this.family = family;
  }

  get local(): string | undefined {
    return this.#spec.local;
  }

  get isEmpty(): boolean {
    return Object.keys(this.#spec).length === 0;
  }

  setLocal(address: string): void {
    this.#spec.local = address;
  }

  setMask(word: string): void {
    this.#setLength(readMask(word, this.family));
  }

  setPrefixLength(length: number): void {
    this.#setLength(length);
  }

  readPrefixLength(word: string): void {
    this.#setLength(readPrefixLength(word, this.family));
  }

  setPeer(address: string): void {
    if (this.#spec.peer !== undefined) throw twice('the address of the other end');
    this.#spec.peer = address;
  }

  setBroadcast(address: string): void {
    if (this.family === 'inet6') throw usage('IPv6 has no broadcast addresses: leave it out');
    if (this.#spec.broadcast !== undefined) throw twice('the broadcast address');
    this.#spec.broadcast = address;
  }

  /** The address as the lab takes it; `undefined` where none was typed, only what belongs to one. */
  spec(): AddressSpec | undefined {
    const {local, ...rest} = this.#spec;
    if (local === undefined) return undefined;
    const {peer, ...alone} = rest;
    // macOS and Solaris write the own address once more where there is no other end, only a mask.
    if (peer === local) return {local, prefixlen: ADDRESS_BITS[this.family], ...alone};
    return {local, ...rest};
  }

  /** The address, to be added by `word`: Linux's `add` means one IPv6 address where no length is given. */
  addedBy(word: string): AddressSpec {
    const spec = this.spec()!;
    return this.family === 'inet6' && word === 'add' ? {prefixlen: 128, ...spec} : spec;
  }

  /** What is to become of the first address; without an address of its own. */
  amendment(): Omit<Partial<AddressSpec>, 'local'> {
    return this.#spec;
  }

  /** The address to take away. */
  alone(): string {
    const {local = '', ...further} = this.#spec;
    // See readAddressToRemove.
    if (this.family === 'inet6') delete further.prefixlen;
    if (Object.keys(further).length === 0) return local;
    throw usage(`an address is taken away by itself, without mask or other end: delete ${local}`);
  }

  #setLength(length: number): void {
    if (this.#spec.prefixlen !== undefined) throw twice(this.family === 'inet6' ? 'the prefix length' : 'the mask');
    this.#spec.prefixlen = length;
  }

  /** Why `word` can not be what follows: a bare number, where a prefix length needs its slash or its word. */
  refuseNumber(word: string): void {
    if (this.local === undefined || !/^\d{1,3}$/.test(word) || this.family === 'inet') return;
    throw usage(`${quoted(word)} is not an address; a prefix length is written ${this.local}/${word}`);
  }
}

/** What was said of the first address of each family: `set` has room for one, of either. */
export function firstAddresses({inet, inet6}: Readonly<Record<Family, AddressDraft>>): InterfaceChange {
  const [first, second] = [inet.spec(), inet6.spec()];
  if (!second && !inet6.isEmpty) {
    throw usage('an interface has no first IPv6 address: write the address too, such as fd00::2/64');
  }
  if (first && second) return {set: first, inet6: {set: [second]}};
  const set = first ?? second;
  return {...(set && {set}), ...(!first && !inet.isEmpty && {amend: inet.amendment()})};
}
