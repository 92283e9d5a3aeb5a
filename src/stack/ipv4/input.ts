/**
 * The way into a host: from a frame that a device received to whoever it is for. What is to be answered is returned
 * as a packet; sending it is the host's.
 */
import {type Ipv4Address, isMulticast, LIMITED_BROADCAST} from '../../packet/address.ts';
import {DHCP_CLIENT_PORT} from '../../packet/dhcp.ts';
import {ICMP_TYPE, UNREACHABLE_CODE} from '../../packet/icmpv4.ts';
import {
  IPV4_HEADER_LENGTH,
  IP_PROTOCOL,
  ipv4Fault,
  isFragment,
  readDestination,
  readHeaderLength,
  readProtocol,
  readSource,
  readTotalLength,
  readTtl,
} from '../../packet/ipv4.ts';
import {hasSourceRoute} from '../../packet/ipv4-options.ts';
import {readDestinationPort, readSourcePort, udpFault, udpPayload} from '../../packet/udp.ts';
import type {Origin} from '../protocol.ts';
import type {Forwarder} from './forwarder.ts';
import type {IcmpErrors} from './icmp-errors.ts';
import type {IcmpInput, RecordOptions} from './icmp-input.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';
import type {Memberships} from '../membership.ts';
import type {Reassembly} from '../reassembly/reassembly.ts';
import type {UdpMessage} from '../endpoint/udp-endpoint.ts';
import type {UdpEndpoints} from '../endpoint/udp-endpoints.ts';

export interface InputParts {
  readonly interfaces: InterfaceTable;
  readonly memberships: Memberships;
  readonly icmp: IcmpInput;
  readonly udp: UdpEndpoints;
  readonly errors: IcmpErrors;
  readonly forwarder: Forwarder;
  readonly reassembly: Reassembly;
  readonly record: RecordOptions;
}

export class Input {
  readonly #interfaces: InterfaceTable;
  readonly #memberships: Memberships;
  readonly #icmp: IcmpInput;
  readonly #endpoints: UdpEndpoints;
  readonly #errors: IcmpErrors;
  readonly #forwarder: Forwarder;
  readonly #reassembly: Reassembly;
  readonly #record: RecordOptions;

  constructor({interfaces, memberships, icmp, udp, errors, forwarder, reassembly, record}: InputParts) {
    this.#interfaces = interfaces;
    this.#memberships = memberships;
    this.#icmp = icmp;
    this.#endpoints = udp;
    this.#errors = errors;
    this.#forwarder = forwarder;
    this.#reassembly = reassembly;
    this.#record = record;
  }

  /**
   * One IP packet that came in by `iface`; it is in exactly one of the interface's counters after this.
   *
   * @param origin `host`: it never left this host, so that its source needs no distrust
   * @returns the packet to send for it: a view of a buffer that the next call overwrites
   */
  receive(iface: Interface, frame: Uint8Array, origin: Origin): Uint8Array | undefined {
    const {received} = iface;
    const fault = ipv4Fault(frame);
    if (fault) {
      received.fail(fault);
      return undefined;
    }
    const length = readTotalLength(frame);
    const packet = length === frame.length ? frame : frame.subarray(0, length);
    if (origin === 'device' && isMartian(iface, readSource(packet))) {
      received.drop('martian-source');
      return undefined;
    }
    if (origin === 'device' && isStrayLoopback(iface, readDestination(packet))) {
      received.drop('martian-destination');
      return undefined;
    }
    if (hasSourceRoute(packet)) {
      received.drop('source-route');
      return undefined;
    }
    return this.#accept(iface, packet, origin);
  }

  #accept(iface: Interface, packet: Uint8Array, origin: Origin): Uint8Array | undefined {
    if (iface.dhcp && isForDhcp(packet)) {
      iface.received.pass(packet.length);
      iface.dhcp(udpPayload(packet));
      return undefined;
    }
    const destination = readDestination(packet);
    const here =
      this.#interfaces.isOwn(destination) ||
      iface.isBroadcast(destination) ||
      isLoopback(iface, destination) ||
      this.#memberships.joined(iface, destination);
    if (!here) return this.#forwarder.forward(iface, packet);
    // The address of everybody on a network here is nobody's own, and an answer would go to all of them.
    if (origin === 'device' && this.#interfaces.isBroadcast(readSource(packet))) {
      iface.received.drop('martian-source');
      return undefined;
    }
    if (readHeaderLength(packet) > IPV4_HEADER_LENGTH) {
      const own = this.#interfaces.isOwn(destination) ? destination : iface.sourceFor(readSource(packet));
      this.#record(packet, own ?? destination);
    }
    return isFragment(packet) ? this.#fragment(iface, packet) : this.#deliver(iface, packet);
  }

  /** What becomes of the whole datagram becomes of its last fragment; the others are waiting till then. */
  #fragment(iface: Interface, fragment: Uint8Array): Uint8Array | undefined {
    const {received} = iface;
    const result = this.#reassembly.add(fragment);
    if (result.kind === 'dropped') received.drop(`fragment-${result.reason}`);
    if (result.kind === 'waiting') received.pass(fragment.length);
    if (result.kind !== 'complete') return undefined;
    const before = received.bytes;
    const answer = this.#deliver(iface, result.packet);
    received.bytes = Math.min(received.bytes, before + fragment.length);
    return answer;
  }

  #deliver(iface: Interface, packet: Uint8Array): Uint8Array | undefined {
    switch (readProtocol(packet)) {
      case IP_PROTOCOL.icmp:
        return this.#icmp.receive(iface, packet);
      case IP_PROTOCOL.udp:
        return this.#udp(iface, packet);
      default:
        iface.received.drop('unknown-protocol');
        return this.#unreachable(iface, packet, UNREACHABLE_CODE.protocol);
    }
  }

  #udp(iface: Interface, packet: Uint8Array): Uint8Array | undefined {
    const fault = udpFault(packet);
    if (fault) {
      iface.received.fail(`udp-${fault}`);
      return undefined;
    }
    const to = readDestination(packet);
    const message: UdpMessage = {
      kind: 'datagram',
      from: readSource(packet),
      fromPort: readSourcePort(packet),
      to,
      ttl: readTtl(packet),
      data: udpPayload(packet),
    };
    const port = readDestinationPort(packet);
    const toAll = isMulticast(to) || iface.isBroadcast(to);
    const outcome = toAll
      ? this.#endpoints.deliverToAll(iface, to, port, message)
      : this.#endpoints.deliver(to, port, message);
    if (outcome === 'taken') iface.received.pass(packet.length);
    if (outcome === 'full') iface.received.drop('udp-buffer-full');
    if (outcome !== 'nobody') return undefined;
    iface.received.drop('port-unreachable');
    return this.#unreachable(iface, packet, UNREACHABLE_CODE.port);
  }

  #unreachable(iface: Interface, packet: Uint8Array, code: number): Uint8Array | undefined {
    return this.#errors.about(iface, packet, {type: ICMP_TYPE.destinationUnreachable, code});
  }
}

/** A whole datagram for a client of DHCP (RFC 2131 §4.1). */
function isForDhcp(packet: Uint8Array): boolean {
  if (readProtocol(packet) !== IP_PROTOCOL.udp || isFragment(packet)) return false;
  return udpFault(packet) === undefined && readDestinationPort(packet) === DHCP_CLIENT_PORT;
}

/** All of 127/8 is the host itself on its loopback (RFC 1122 §3.2.1.3). */
function isLoopback(iface: Interface, address: Ipv4Address): boolean {
  return address >>> 24 === 127 && iface.device.medium === 'loopback';
}

/** Sources that no packet from outside can have (RFC 1122 §3.2.1.3). */
function isMartian(iface: Interface, source: Ipv4Address): boolean {
  if (isMulticast(source) || source === LIMITED_BROADCAST || source >>> 24 === 0) return true;
  // An answer to it would go to everybody.
  if (iface.isBroadcast(source)) return true;
  return isStrayLoopback(iface, source);
}

/** The loopback network is never seen outside a host. */
function isStrayLoopback(iface: Interface, address: Ipv4Address): boolean {
  return address >>> 24 === 127 && !isLoopback(iface, address);
}
