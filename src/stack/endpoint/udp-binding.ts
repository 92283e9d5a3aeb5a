/** One port on one address of a host, or on all, and the groups that who has it has joined. */
import {NetworkError} from '../../errors.ts';
import {ANY, LIMITED_BROADCAST} from '../../packet/address.ts';
import {type IpAddress, formatIp, isMulticastIp} from '../../packet/ip-address.ts';
import type {Interface} from '../interface.ts';
import type {Membership, Memberships} from '../membership.ts';
import type {UdpEndpoint, UdpReceiver} from './udp-endpoint.ts';

/** As many as Linux allows (IP_MAX_MEMBERSHIPS). */
const MOST_GROUPS = 20;

export class UdpBinding implements UdpEndpoint {
  readonly address: IpAddress;
  readonly port: number;
  readonly receive: UdpReceiver;
  readonly #memberships: Memberships;
  readonly #released: () => void;
  #groups: readonly Membership[] = [];
  #closed = false;

  /** @param released called once, when it is closed */
  constructor(
    {address, port, receive}: Pick<UdpBinding, 'address' | 'port' | 'receive'>,
    memberships: Memberships,
    released: () => void,
  ) {
    this.address = address;
    this.port = port;
    this.receive = receive;
    this.#memberships = memberships;
    this.#released = released;
  }

  get groups(): readonly Membership[] {
    return this.#groups;
  }

  join(iface: Interface, group: IpAddress): void {
    const shown = formatIp(group);
    if (!isMulticastIp(group)) {
      throw new NetworkError('EINVAL', `${shown} is no group: groups are 224.0.0.0 to 239.255.255.255, and ff00::/8`);
    }
    if (this.hasJoined(iface, group)) {
      throw new NetworkError('EADDRINUSE', `UDP port ${this.port} has joined ${shown} on ${iface.name} already`);
    }
    if (this.#groups.length >= MOST_GROUPS) {
      throw new NetworkError('ENOBUFS', `a UDP port joins ${MOST_GROUPS} groups at most`);
    }
    const membership: Membership = {iface, group};
    this.#groups = [...this.#groups, membership];
    this.#memberships.join(membership);
  }

  hasJoined(iface: Interface, group: IpAddress): boolean {
    return this.#groups.some((membership) => membership.iface === iface && membership.group === group);
  }

  /** Leave all groups, or those of one interface. */
  leaveAll(iface?: Interface): void {
    const left = this.#groups.filter((membership) => iface === undefined || membership.iface === iface);
    this.#groups = this.#groups.filter((membership) => !left.includes(membership));
    for (const membership of left) this.#memberships.leave(membership);
  }

  /** Whether what came to everybody by `iface` is for it: bound to an address, it hears that network's (as on Haiku). */
  hearsBroadcast(iface: Interface, to: IpAddress): boolean {
    if (this.address === ANY) return true;
    return iface.addresses.some(
      (own) => own.local === this.address && (to === LIMITED_BROADCAST || iface.broadcastFor(own) === to),
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.leaveAll();
    this.#released();
  }
}
