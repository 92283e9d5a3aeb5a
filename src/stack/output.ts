import type {Ipv4Address} from '../packet/address.ts';
import {readDestination} from '../packet/ipv4.ts';
import type {Interface} from './interface.ts';
import type {RoutingTable} from './routing-table.ts';
import type {SendFault} from './send-fault.ts';

/** The way out of a host: from a whole IPv4 packet to the device that carries it, or back in. */
export class Output {
  /** Packets that could not be sent, by reason. */
  readonly faults = new Map<SendFault, number>();
  /** Packets that a blackhole route swallowed. */
  swallowed = 0;
  readonly #routes: RoutingTable;
  readonly #deliver: (iface: Interface, packet: Uint8Array) => boolean;

  /** @param deliver takes what is for the host itself, in the name of the interface that has the address; `false`: full */
  constructor(routes: RoutingTable, deliver: (iface: Interface, packet: Uint8Array) => boolean) {
    this.#routes = routes;
    this.#deliver = deliver;
  }

  /**
   * Send a whole IPv4 packet; the buffer is the caller's again when this returns.
   *
   * @param device leave by this interface, whatever the routes say
   */
  send(packet: Uint8Array, device?: Interface): SendFault | undefined {
    const fault = device ? this.transmit(device, packet, readDestination(packet)) : this.#route(packet);
    if (fault) this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
    return fault;
  }

  #route(packet: Uint8Array): SendFault | undefined {
    const destination = readDestination(packet);
    const route = this.#routes.lookup(destination);
    if (!route) return 'no-route';
    if (route.type === 'blackhole') {
      this.swallowed++;
      return undefined;
    }
    if (route.type === 'unreachable' || !route.interface) return 'rejected';
    if (route.type === 'local') return this.#loop(route.interface, packet);
    return this.transmit(route.interface, packet, route.gateway ?? destination);
  }

  /** Send by an interface whose route is known. The sender's own count, and its routes, are left out. */
  transmit(iface: Interface, packet: Uint8Array, nextHop: Ipv4Address): SendFault | undefined {
    const {sent} = iface;
    if (!iface.up) {
      sent.drop('interface-down');
      return 'interface-down';
    }
    if (packet.length > iface.mtu) {
      sent.drop('too-long');
      return 'too-long';
    }
    return iface.link.send(packet, nextHop);
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
