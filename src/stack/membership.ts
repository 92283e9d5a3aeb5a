/** Which groups a host listens to on which interface (RFC 1112 §7.1, RFC 4291 §2.8). */
import type {IpAddress} from '../packet/ip-address.ts';
import type {Interface} from './interface.ts';

/** One group on one interface. */
export interface Membership {
  readonly iface: Interface;
  readonly group: IpAddress;
}

/** 224.0.0.1: every host is a member on every interface, and never leaves (RFC 1112 §4). */
const ALL_HOSTS = 0xe000_0001;

/** Counts who has joined: a host is a member for as long as one of them is. */
export class Memberships {
  readonly #groups = new Map<Interface, Map<IpAddress, number>>();

  /** Whether what comes to `group` by `iface` is for this host. */
  joined(iface: Interface, group: IpAddress): boolean {
    return group === ALL_HOSTS || this.#groups.get(iface)?.has(group) === true;
  }

  join({iface, group}: Membership): void {
    const groups = this.#groups.get(iface) ?? new Map<IpAddress, number>();
    groups.set(group, (groups.get(group) ?? 0) + 1);
    this.#groups.set(iface, groups);
  }

  leave({iface, group}: Membership): void {
    const groups = this.#groups.get(iface);
    const members = (groups?.get(group) ?? 1) - 1;
    if (members > 0) groups?.set(group, members);
    else groups?.delete(group);
    if (groups?.size === 0) this.#groups.delete(iface);
  }
}
