import {type Ipv6Address, UNSPECIFIED, isLinkLocal6, isMulticast6} from '../../packet/ipv6-address.ts';
import {readDestination6} from '../../packet/ipv6.ts';
import type {Interface} from '../interface.ts';
import type {Memberships} from '../membership.ts';
import type {PathMtu} from '../routing/path-mtu.ts';
import type {Route} from '../routing/route.ts';
import type {RoutingTable} from '../routing/routing-table.ts';
import type {SendFault} from '../send-fault.ts';
import {splitIpv6} from './fragment.ts';

export interface SendOptions {
  /** Leave by this interface: by the best of its routes. */
  readonly device?: Interface | undefined;
  /** Rather not at all than in fragments. */
  readonly dontFragment?: boolean | undefined;
}

/** The way out of a host: from a whole IPv6 packet to the device that carries it, or back in. */
export class Ipv6Output {
  /** Packets that could not be sent, by reason. */
  readonly faults = new Map<SendFault, number>();
  /** Packets that a blackhole route swallowed. */
  swallowed = 0;
  /** What the way to a destination takes, as far as somebody has complained. */
  readonly pathMtu: PathMtu<Ipv6Address>;
  readonly #routes: RoutingTable<Ipv6Address>;
  readonly #memberships: Memberships;
  readonly #deliver: (iface: Interface, packet: Uint8Array) => boolean;
  readonly #viaOwn: (owner: Interface) => Interface;
  #identification: number;

  /**
   * @param deliver takes what is for the host itself, in the name of the interface that has the address; `false`: full
   * @param viaOwn by which interface what is for an address of `owner` comes back in
   * @param identification of the first packet that is fragmented
   */
  constructor(
    routes: RoutingTable<Ipv6Address>,
    memberships: Memberships,
    pathMtu: PathMtu<Ipv6Address>,
    deliver: (iface: Interface, packet: Uint8Array) => boolean,
    viaOwn: (owner: Interface) => Interface,
    identification: number,
  ) {
    this.#routes = routes;
    this.#memberships = memberships;
    this.pathMtu = pathMtu;
    this.#deliver = deliver;
    this.#viaOwn = viaOwn;
    this.#identification = identification;
  }

  /** Send a whole IPv6 packet that this host has made; the buffer is the caller's again when this returns. */
  send(packet: Uint8Array, options: SendOptions = {}): SendFault | undefined {
    const fault = this.#route(packet, options);
    if (fault) this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
    return fault;
  }

  /** Send what fits the interface by it, to a neighbour or a group of them. */
  transmit(iface: Interface, packet: Uint8Array, nextHop: Ipv6Address): SendFault | undefined {
    const {sent} = iface;
    const fault = !iface.up ? 'interface-down' : packet.length > mtuOf(iface) ? 'too-long' : undefined;
    if (!fault) return iface.link.send(packet, nextHop);
    sent.drop(fault);
    return fault;
  }

  /** The route of a packet from here: one of an interface's own where that is said. */
  routeTo(destination: Ipv6Address, device?: Interface): Route<Ipv6Address> | undefined {
    const route = this.#routes.routeTo(destination);
    if (!device || route?.interface === device) return route;
    // An address of a link may be somebody else's on another link.
    if (route?.type === 'local' && !isLinkLocal6(destination)) return route;
    return this.#routes.lookupVia(destination, device);
  }

  #route(packet: Uint8Array, {device, dontFragment}: SendOptions): SendFault | undefined {
    const destination = readDestination6(packet);
    if (destination === UNSPECIFIED) return 'no-route';
    if (isMulticast6(destination)) {
      return device ? this.#toGroup(device, packet, destination, dontFragment) : 'no-scope';
    }
    if (!device && isLinkLocal6(destination) && this.#routes.lookup(destination)?.type !== 'local') return 'no-scope';
    const route = this.routeTo(destination, device);
    if (!route || route.type === 'throw') return 'no-route';
    if (route.type === 'blackhole') {
      this.swallowed++;
      return undefined;
    }
    if (route.type === 'prohibit') return 'prohibited';
    if (route.type === 'unreachable' || !route.interface) return 'rejected';
    if (route.type === 'local') {
      // What is of one link only would be of another on the way by the loopback.
      return this.#loop(isLinkLocal6(destination) ? route.interface : this.#viaOwn(route.interface), packet);
    }
    const mtu = Math.min(mtuOf(route.interface), this.pathMtu.lookup(destination) ?? Infinity);
    return this.#fit(route.interface, packet, route.gateway ?? destination, mtu, dontFragment);
  }

  /** A copy comes back in where the host is of the group (RFC 3493 §5.2). */
  #toGroup(
    device: Interface,
    packet: Uint8Array,
    group: Ipv6Address,
    dontFragment: boolean | undefined,
  ): SendFault | undefined {
    const fault = this.#fit(device, packet, group, mtuOf(device), dontFragment);
    const forUsToo = device.ipv6.hears(group, false) || this.#memberships.joined(device, group);
    if (fault === undefined && forUsToo) this.#deliver(device, packet);
    return fault;
  }

  #fit(
    iface: Interface,
    packet: Uint8Array,
    nextHop: Ipv6Address,
    mtu: number,
    dontFragment = false,
  ): SendFault | undefined {
    if (packet.length <= mtu) return this.transmit(iface, packet, nextHop);
    if (dontFragment) {
      iface.sent.drop('too-long');
      return 'too-long';
    }
    this.#identification = (this.#identification + 1) >>> 0;
    return splitIpv6(packet, mtu, this.#identification, (fragment) => this.transmit(iface, fragment, nextHop));
  }

  #loop(iface: Interface, packet: Uint8Array): SendFault | undefined {
    if (!this.#deliver(iface, packet)) {
      iface.sent.drop('backlog-full');
      return 'backlog-full';
    }
    iface.sent.pass(packet.length);
    return undefined;
  }
}

/** What a link takes: less than the interface may where a router has said so (RFC 4861 §6.3.4). */
export function mtuOf({mtu, ipv6}: Interface): number {
  return Math.min(mtu, ipv6.linkMtu ?? Infinity);
}
