import {NetworkError} from '../errors.ts';
import {type Ipv4Address, broadcastOf} from '../packet/address.ts';
import {type IpAddress, isIpv6} from '../packet/ip-address.ts';
import type {Interface, InterfaceAddress} from './interface.ts';

/** A host's interfaces, in order of creation, and which addresses are the host's own. */
export class InterfaceTable {
  readonly #byName = new Map<string, Interface>();
  /** How many interfaces have an address. Those of IPv4 are `address | 0`: small integers, which are looked up faster. */
  readonly #own = new Map<IpAddress, number>();
  /** What each interface has been counted with. */
  readonly #counted = new Map<Interface, readonly IpAddress[]>();
  #highestIndex = 0;

  [Symbol.iterator](): IterableIterator<Interface> {
    return this.#byName.values();
  }

  get(name: string): Interface | undefined {
    return this.#byName.get(name);
  }

  get loopback(): Interface | undefined {
    for (const iface of this) if (iface.device.medium === 'loopback') return iface;
    return undefined;
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
    iface.addresses = [];
    iface.ipv6.addresses = [];
    this.readdress(iface);
    this.#byName.delete(iface.name);
  }

  /** Call an interface by another name, which none has; the order stays. */
  rename(iface: Interface, name: string): void {
    rekey(this.#byName, iface.name, name);
    iface.device.name = name;
  }

  /** Lowest index that no interface has had. */
  nextIndex(): number {
    return this.#highestIndex + 1;
  }

  /** Give an interface other IPv4 addresses, and tell its device. */
  setAddresses(iface: Interface, addresses: readonly InterfaceAddress[]): void {
    iface.addresses = addresses;
    this.readdress(iface);
  }

  /** An interface has other addresses in use than before: its device is told. */
  readdress(iface: Interface): void {
    const now = [...iface.addresses, ...iface.ipv6.assigned()].map(({local}) => local);
    for (const address of this.#counted.get(iface) ?? []) this.#count(address, -1);
    for (const address of now) this.#count(address, 1);
    if (now.length > 0) this.#counted.set(iface, now);
    else this.#counted.delete(iface);
    iface.link.setAddresses(now);
  }

  /** Whether the host has this address, on whatever interface (the weak host model, RFC 1122 §3.3.4.2). */
  isOwn(address: IpAddress): boolean {
    return this.#own.has(keyOf(address));
  }

  /** The interface that has an address. */
  owner(address: IpAddress): Interface | undefined {
    for (const iface of this) {
      const has = isIpv6(address) ? iface.ipv6.has(address) : iface.addresses.some(({local}) => local === address);
      if (has) return iface;
    }
    return undefined;
  }

  /** Whether an address is that of all hosts of a network here. */
  isBroadcast(address: IpAddress): boolean {
    if (isIpv6(address)) return false;
    for (const iface of this) if (iface.isBroadcast(address)) return true;
    return false;
  }

  /** Whether an address is the last of a network here, whether or not its medium can send to everybody. */
  endsNetwork(address: Ipv4Address): boolean {
    for (const {addresses} of this) {
      if (addresses.some(({local, prefixLength}) => prefixLength < 31 && broadcastOf(local, prefixLength) === address))
        return true;
    }
    return false;
  }

  #count(address: IpAddress, change: number): void {
    const key = keyOf(address);
    const count = (this.#own.get(key) ?? 0) + change;
    if (count > 0) this.#own.set(key, count);
    else this.#own.delete(key);
  }
}

/** Puts the value of one key under another, at the same place. */
export function rekey<Value>(map: Map<string, Value>, from: string, to: string): void {
  if (!map.has(from)) return;
  const entries = [...map].map(([key, value]) => [key === from ? to : key, value] as const);
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

function keyOf(address: IpAddress): IpAddress {
  return isIpv6(address) ? address : address | 0;
}
