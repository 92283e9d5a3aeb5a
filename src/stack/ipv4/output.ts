import {type Ipv4Address, isMulticast} from '../../packet/address.ts';
import {dontFragment, readDestination} from '../../packet/ipv4.ts';
import {Fragmenter} from './fragment.ts';
import type {Interface} from '../interface.ts';
import type {Memberships} from '../membership.ts';
import type {PathMtu} from '../routing/path-mtu.ts';
import type {RoutingTable} from '../routing/routing-table.ts';
import type {SendFault} from '../send-fault.ts';

/** The way out of a host: from a whole IPv4 packet to the device that carries it, or back in. */
export class Output {
  /** Packets that could not be sent, by reason. */
  readonly faults = new Map<SendFault, number>();
  /** Packets that a blackhole route swallowed. */
  swallowed = 0;
  /** What the way to a destination takes, as far as somebody has complained. */
  readonly pathMtu: PathMtu<Ipv4Address>;
  readonly #fragmenter = new Fragmenter();
  readonly #routes: RoutingTable<Ipv4Address>;
  readonly #memberships: Memberships;
  readonly #deliver: (iface: Interface, packet: Uint8Array) => boolean;
  readonly #viaOwn: (owner: Interface) => Interface;

  /**
   * @param deliver takes what is for the host itself, in the name of the interface that has the address; `false`: full
   * @param viaOwn by which interface what is for an address of `owner` comes back in
   */
  constructor(
    routes: RoutingTable<Ipv4Address>,
    memberships: Memberships,
    pathMtu: PathMtu<Ipv4Address>,
    deliver: (iface: Interface, packet: Uint8Array) => boolean,
    viaOwn: (owner: Interface) => Interface,
  ) {
    this.#viaOwn = viaOwn;
    this.#routes = routes;
    this.#memberships = memberships;
    this.pathMtu = pathMtu;
    this.#deliver = deliver;
  }

  /**
   * Send a whole IPv4 packet; the buffer is the caller's again when this returns.
   *
   * @param device leave by this interface, whatever the routes say
   */
  send(packet: Uint8Array, device?: Interface): SendFault | undefined {
    const fault = device ? this.#leave(device, packet, readDestination(packet)) : this.#route(packet);
    if (fault) this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
    return fault;
  }

  #route(packet: Uint8Array): SendFault | undefined {
    const destination = readDestination(packet);
    const route = this.#routes.lookup(destination);
    if (!route || route.type === 'throw') return 'no-route';
    if (route.type === 'blackhole') {
      this.swallowed++;
      return undefined;
    }
    if (route.type === 'prohibit') return 'prohibited';
    if (route.type === 'unreachable' || !route.interface) return 'rejected';
    if (route.type === 'local') return this.#loop(this.#viaOwn(route.interface), packet);
    // A group is on the network itself, whoever else the route leads to.
    const nextHop = isMulticast(destination) ? destination : (route.gateway ?? destination);
    return this.#leave(route.interface, packet, nextHop);
  }

  /** By an interface, as long as the path takes. */
  #leave(iface: Interface, packet: Uint8Array, nextHop: Ipv4Address): SendFault | undefined {
    const mtu = Math.min(iface.mtu, this.pathMtu.lookup(readDestination(packet)) ?? Infinity);
    return this.#emit(iface, packet, nextHop, mtu);
  }

  /** Send what this host has made: to a group or to everybody, it is for the host itself as well (RFC 1112 §6.1). */
  #emit(iface: Interface, packet: Uint8Array, nextHop: Ipv4Address, mtu: number): SendFault | undefined {
    const fault = this.transmit(iface, packet, nextHop, mtu);
    if (!fault && this.#isForUsToo(iface, readDestination(packet))) this.#deliver(iface, packet);
    return fault;
  }

  /** Not on the loopback, which brings back everything by itself. */
  #isForUsToo(iface: Interface, destination: Ipv4Address): boolean {
    if (iface.device.medium === 'loopback') return false;
    return isMulticast(destination) ? this.#memberships.joined(iface, destination) : iface.isBroadcast(destination);
  }

  /** Send by an interface that is known, in fragments where it has to be. */
  transmit(iface: Interface, packet: Uint8Array, nextHop: Ipv4Address, mtu = iface.mtu): SendFault | undefined {
    const {sent} = iface;
    if (!iface.up) {
      sent.drop('interface-down');
      return 'interface-down';
    }
    if (packet.length <= mtu) return iface.link.send(packet, nextHop);
    if (dontFragment(packet)) {
      sent.drop('too-long');
      return 'too-long';
    }
    return this.#fragmenter.split(packet, mtu, (fragment) => iface.link.send(fragment, nextHop));
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
