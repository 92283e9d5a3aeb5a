import {NetworkError} from '../errors.ts';
import type {Ipv4Address} from '../packet/address.ts';
import type {Interface, InterfaceAddress} from './interface.ts';

/** A host's interfaces, in order of creation, and which addresses are the host's own. */
export class InterfaceTable {
  readonly #byName = new Map<string, Interface>();
  /** How many interfaces have an address. Keys are `address | 0`: small integers, which are looked up faster. */
  readonly #own = new Map<number, number>();
  #highestIndex = 0;

  [Symbol.iterator](): IterableIterator<Interface> {
    return this.#byName.values();
  }

  get(name: string): Interface | undefined {
    return this.#byName.get(name);
  }

  /** @throws {NetworkError} ENODEV */
  named(name: string): Interface {
    const iface = this.#byName.get(name);
    if (!iface) throw new NetworkError('ENODEV', `there is no interface ${name}; see: ifconfig -a`);
    return iface;
  }

  add(iface: Interface): void {
    this.#byName.set(iface.name, iface);
    this.#highestIndex = Math.max(this.#highestIndex, iface.index);
  }

  remove(iface: Interface): void {
    this.setAddresses(iface, []);
    this.#byName.delete(iface.name);
  }

  /** Lowest index that no interface has had. */
  nextIndex(): number {
    return this.#highestIndex + 1;
  }

  /** Give an interface other addresses, and tell its device. */
  setAddresses(iface: Interface, addresses: readonly InterfaceAddress[]): void {
    for (const {local} of iface.addresses) this.#count(local, -1);
    for (const {local} of addresses) this.#count(local, 1);
    iface.addresses = addresses;
    iface.device.setAddresses(addresses.map(({local}) => local));
  }

  /** Whether the host has this address, on whatever interface (the weak host model, RFC 1122 §3.3.4.2). */
  isOwn(address: Ipv4Address): boolean {
    return this.#own.has(address | 0);
  }

  /** Whether an address is that of all hosts of a network here. */
  isBroadcast(address: Ipv4Address): boolean {
    for (const iface of this) if (iface.isBroadcast(address)) return true;
    return false;
  }

  #count(address: Ipv4Address, change: number): void {
    const key = address | 0;
    const count = (this.#own.get(key) ?? 0) + change;
    if (count > 0) this.#own.set(key, count);
    else this.#own.delete(key);
  }
}
