import {type IpAddress, isIpv6} from '../packet/ip-address.ts';
import {LOOPBACK6} from '../packet/ipv6-address.ts';

/** The names that a host knows, as `/etc/hosts` has them: at most one address of each version of IP a name. */
export class HostNames {
  readonly #names = new Map<string, IpAddress[]>([['localhost', [0x7f00_0001, LOOPBACK6]]]);

  /** Each name with each of its addresses. */
  *[Symbol.iterator](): Generator<readonly [name: string, address: IpAddress]> {
    for (const [name, addresses] of this.#names) for (const address of addresses) yield [name, address];
  }

  /** Each name with all of its addresses. */
  byName(): readonly (readonly [name: string, addresses: readonly IpAddress[]])[] {
    return [...this.#names];
  }

  /** The address of that version of IP, or the first if none is asked for. */
  get(name: string, version?: 4 | 6): IpAddress | undefined {
    return this.#names.get(name)?.find((address) => version === undefined || isIpv6(address) === (version === 6));
  }

  /** The first name that has that address. */
  nameOf(address: IpAddress): string | undefined {
    for (const [name, addresses] of this.#names) if (addresses.includes(address)) return name;
    return undefined;
  }

  /** In place of the one of the same version, if there is one; IPv4 comes first. */
  add(name: string, address: IpAddress): void {
    const others = (this.#names.get(name) ?? []).filter((known) => isIpv6(known) !== isIpv6(address));
    this.#names.set(name, isIpv6(address) ? [...others, address] : [address, ...others]);
  }

  delete(name: string): void {
    this.#names.delete(name);
  }

  clear(): void {
    this.#names.clear();
  }
}
