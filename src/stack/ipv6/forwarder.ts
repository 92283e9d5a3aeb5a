/** What a host does with IPv6 packets that are for somebody else: a router passes them on (RFC 8200, RFC 4443, RFC 4861 §8.2). */
import {ICMPV6_TYPE, TIME_EXCEEDED6_CODE, UNREACHABLE6_CODE} from '../../packet/icmpv6.ts';
import {type Ipv6Address, UNSPECIFIED, isLinkLocal6, isMulticast6} from '../../packet/ipv6-address.ts';
import {hopByHopProblem} from '../../packet/ipv6-extension.ts';
import {decrementHopLimit, readDestination6, readHopLimit, readSource6} from '../../packet/ipv6.ts';
import {emitRedirect} from '../../packet/neighbour-discovery.ts';
import type {Interface} from '../interface.ts';
import {EthernetLink} from '../link-layer/ethernet-link.ts';
import type {NextHop} from '../routing/route.ts';
import type {RoutingTable} from '../routing/routing-table.ts';
import type {HostSettings} from '../settings.ts';
import type {Ipv6Errors} from './icmp-errors.ts';
import {type Ipv6Output, mtuOf} from './output.ts';

const {destinationUnreachable, packetTooBig, parameterProblem, timeExceeded} = ICMPV6_TYPE;

export class Ipv6Forwarder {
  readonly #settings: HostSettings;
  readonly #routes: RoutingTable<Ipv6Address>;
  readonly #output: Ipv6Output;
  readonly #errors: Ipv6Errors;

  constructor(settings: HostSettings, routes: RoutingTable<Ipv6Address>, output: Ipv6Output, errors: Ipv6Errors) {
    this.#settings = settings;
    this.#routes = routes;
    this.#output = output;
    this.#errors = errors;
  }

  /**
   * Pass a packet on that came in by `iface`; its header is changed in place.
   *
   * @returns the ICMPv6 error, or the redirect, to send to whoever sent it
   */
  forward(iface: Interface, packet: Uint8Array): Uint8Array | undefined {
    const {received} = iface;
    const destination = readDestination6(packet);
    if (isMulticast6(destination)) {
      received.drop('multicast-not-joined');
      return undefined;
    }
    if (!this.#settings.ipv6Forwarding) return this.#refuse(iface, packet, 'not-local', UNREACHABLE6_CODE.noRoute);
    const source = readSource6(packet);
    if (source === UNSPECIFIED || isLinkLocal6(destination)) {
      received.drop('beyond-scope');
      return undefined;
    }
    const route = this.#routes.lookup(destination);
    if (!route || route.type === 'throw') return this.#refuse(iface, packet, 'no-route', UNREACHABLE6_CODE.noRoute);
    if (route.type === 'blackhole') {
      received.drop('blackhole');
      return undefined;
    }
    if (route.type === 'prohibit') return this.#refuse(iface, packet, 'prohibited', UNREACHABLE6_CODE.prohibited);
    const out = route.interface;
    if (route.type !== 'unicast' || !out) return this.#refuse(iface, packet, 'rejected', UNREACHABLE6_CODE.reject);
    if (!out.up) return this.#refuse(iface, packet, 'interface-down', UNREACHABLE6_CODE.noRoute);
    if (isLinkLocal6(source) && out !== iface) {
      return this.#refuse(iface, packet, 'beyond-scope', UNREACHABLE6_CODE.beyondScope);
    }
    // RFC 4443 §3.1: both ends would send it to each other until its hop limit is used up.
    if (out === iface && iface.device.medium === 'point-to-point' && iface.ipv6.isOnLink(destination)) {
      return this.#refuse(iface, packet, 'not-local', UNREACHABLE6_CODE.address);
    }
    return this.#passOn(iface, out, route, packet);
  }

  #passOn(iface: Interface, out: Interface, route: NextHop<Ipv6Address>, packet: Uint8Array): Uint8Array | undefined {
    const {received} = iface;
    if (readHopLimit(packet) <= 1) {
      received.drop('hop-limit-exceeded');
      return this.#errors.about(iface, packet, {type: timeExceeded, code: TIME_EXCEEDED6_CODE.hopLimit});
    }
    const problem = hopByHopProblem(packet);
    if (problem) {
      received.drop('unknown-option');
      if (typeof problem === 'string' || problem.silent) return undefined;
      const {code, pointer} = problem;
      return this.#errors.about(iface, packet, {type: parameterProblem, code, rest: pointer});
    }
    const mtu = mtuOf(out);
    if (packet.length > mtu) {
      received.drop('forward-too-long');
      return this.#errors.about(iface, packet, {type: packetTooBig, code: 0, rest: mtu, multicastToo: true});
    }
    // Before the hop limit is taken down: a redirect quotes the packet as it was sent.
    const better = iface === out ? this.#redirection(iface, route, packet) : undefined;
    decrementHopLimit(packet);
    const fault = this.#output.transmit(out, packet, route.gateway ?? readDestination6(packet));
    if (fault === undefined) {
      received.pass(packet.length);
      return better;
    }
    received.drop(`forward-${fault}`);
    return undefined;
  }

  /** To a neighbour who could have sent the packet to where it goes next by itself (RFC 4861 §8.2). */
  #redirection(iface: Interface, route: NextHop<Ipv6Address>, packet: Uint8Array): Uint8Array | undefined {
    const {ipv6, link} = iface;
    const destination = readSource6(packet);
    const about = readDestination6(packet);
    const target = route.gateway ?? about;
    const source = ipv6.linkLocal;
    // A router is known by the address of the link, and by no other.
    if (source === undefined || !(link instanceof EthernetLink) || (target !== about && !isLinkLocal6(target))) {
      return undefined;
    }
    const isNeighbour = isLinkLocal6(destination) || ipv6.isOnLink(destination);
    if (!isNeighbour || !this.#settings.ipv6Redirects || !this.#errors.rate.take()) return undefined;
    const targetMac = link.discovery.neighbours.get(target)?.mac;
    return emitRedirect({source, destination, target, about, targetMac, quoted: packet});
  }

  #refuse(iface: Interface, packet: Uint8Array, reason: string, code: number): Uint8Array | undefined {
    iface.received.drop(reason);
    return this.#errors.about(iface, packet, {type: destinationUnreachable, code});
  }
}
