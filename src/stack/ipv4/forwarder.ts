/** What a host does with packets that are for somebody else: a router passes them on (RFC 1812 §5.2, §5.3). */
import {ANY, type Ipv4Address, isMulticast} from '../../packet/address.ts';
import {ICMP_TYPE, REDIRECT_CODE, TIME_EXCEEDED_CODE, UNREACHABLE_CODE} from '../../packet/icmpv4.ts';
import {
  IPV4_HEADER_LENGTH,
  decrementTtl,
  readDestination,
  readHeaderLength,
  readSource,
  readTtl,
} from '../../packet/ipv4.ts';
import type {IcmpErrors} from './icmp-errors.ts';
import type {RecordOptions} from './icmp-input.ts';
import type {Interface} from '../interface.ts';
import type {Output} from './output.ts';
import type {NextHop} from '../routing/route.ts';
import type {RoutingTable} from '../routing/routing-table.ts';
import type {HostSettings} from '../settings.ts';

const {destinationUnreachable, redirect, timeExceeded} = ICMP_TYPE;

export class Forwarder {
  readonly #settings: HostSettings;
  readonly #routes: RoutingTable<Ipv4Address>;
  readonly #output: Output;
  readonly #errors: IcmpErrors;
  readonly #record: RecordOptions;

  constructor(
    settings: HostSettings,
    routes: RoutingTable<Ipv4Address>,
    output: Output,
    errors: IcmpErrors,
    record: RecordOptions,
  ) {
    this.#settings = settings;
    this.#routes = routes;
    this.#output = output;
    this.#errors = errors;
    this.#record = record;
  }

  /**
   * Pass a packet on that came in by `iface`; its header is changed in place.
   *
   * @returns the ICMP error to send to whoever sent it
   */
  forward(iface: Interface, packet: Uint8Array): Uint8Array | undefined {
    const {received} = iface;
    const destination = readDestination(packet);
    if (isMulticast(destination)) {
      received.drop('multicast-not-joined');
      return undefined;
    }
    if (!this.#settings.forwarding) {
      received.drop('not-local');
      return this.#errors.about(iface, packet, {type: destinationUnreachable, code: UNREACHABLE_CODE.host});
    }
    const route = this.#routes.lookup(destination);
    if (!route || route.type === 'throw') return this.#refuse(iface, packet, 'no-route', UNREACHABLE_CODE.network);
    if (route.type === 'blackhole') {
      received.drop('blackhole');
      return undefined;
    }
    if (route.type === 'prohibit') return this.#refuse(iface, packet, 'prohibited', UNREACHABLE_CODE.prohibited);
    const out = route.interface;
    if (route.type !== 'unicast' || !out) return this.#refuse(iface, packet, 'rejected', UNREACHABLE_CODE.host);
    if (!out.up) return this.#refuse(iface, packet, 'interface-down', UNREACHABLE_CODE.network);
    if (out.isBroadcast(destination)) {
      received.drop('directed-broadcast');
      return undefined;
    }
    if (readTtl(packet) <= 1) {
      received.drop('ttl-exceeded');
      return this.#errors.about(iface, packet, {type: timeExceeded, code: TIME_EXCEEDED_CODE.inTransit});
    }
    return this.#passOn(iface, out, route, packet);
  }

  #passOn(iface: Interface, out: Interface, route: NextHop<Ipv4Address>, packet: Uint8Array): Uint8Array | undefined {
    // Before the TTL is taken down: an error quotes the packet as it was sent.
    const better = iface === out ? this.#redirection(iface, route, packet) : undefined;
    decrementTtl(packet);
    const nextHop = route.gateway ?? readDestination(packet);
    if (readHeaderLength(packet) > IPV4_HEADER_LENGTH) this.#record(packet, out.sourceFor(nextHop) ?? ANY);
    const fault = this.#output.transmit(out, packet, nextHop);
    if (fault === undefined) {
      iface.received.pass(packet.length);
      return better;
    }
    iface.received.drop(`forward-${fault}`);
    if (fault !== 'too-long') return undefined;
    const code = UNREACHABLE_CODE.fragmentationNeeded;
    return this.#errors.about(iface, packet, {type: destinationUnreachable, code, nextHopMtu: out.mtu});
  }

  /** To a sender on the very network that the packet goes back into (RFC 1812 §5.2.7.2). */
  #redirection(iface: Interface, route: NextHop<Ipv4Address>, packet: Uint8Array): Uint8Array | undefined {
    const gateway = route.gateway ?? readDestination(packet);
    const near = iface.haveOneNetwork(readSource(packet), gateway);
    if (!near || !this.#settings.redirects || iface.device.medium !== 'ethernet') return undefined;
    return this.#errors.about(iface, packet, {type: redirect, code: REDIRECT_CODE.host, gateway});
  }

  #refuse(iface: Interface, packet: Uint8Array, reason: string, code: number): Uint8Array | undefined {
    iface.received.drop(reason);
    return this.#errors.about(iface, packet, {type: destinationUnreachable, code});
  }
}
