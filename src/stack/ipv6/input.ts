/**
 * The way into a host for IPv6: from a packet that a device received to whoever it is for. What is to be answered is
 * returned as a packet; sending it is the host's.
 */
import {ICMPV6_TYPE, PARAMETER6_CODE, UNREACHABLE6_CODE} from '../../packet/icmpv6.ts';
import {LOOPBACK6, UNSPECIFIED, isLinkLocal6, isMulticast6, multicastScope} from '../../packet/ipv6-address.ts';
import {type Ipv6Walk, upperLayer, walkBehindFragment, walkExtensions} from '../../packet/ipv6-extension.ts';
import {readFragment6} from '../../packet/ipv6-fragment.ts';
import {
  IPV6_FIELD,
  NEXT_HEADER,
  ipv6Fault,
  readDestination6,
  readHopLimit,
  readSource6,
  readTotalLength6,
} from '../../packet/ipv6.ts';
import {readDestinationPort, readSourcePort, udpFault6, udpPayload} from '../../packet/udp.ts';
import type {UdpMessage} from '../endpoint/udp-endpoint.ts';
import type {UdpEndpoints} from '../endpoint/udp-endpoints.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';
import {EthernetLink} from '../link-layer/ethernet-link.ts';
import type {Memberships} from '../membership.ts';
import type {Origin} from '../protocol.ts';
import {LONGEST_FRAGMENT_HEADERS} from '../reassembly/ipv6-fragments.ts';
import type {Reassembly} from '../reassembly/reassembly.ts';
import type {HostSettings} from '../settings.ts';
import type {Ipv6Forwarder} from './forwarder.ts';
import type {Complaint, Ipv6Errors} from './icmp-errors.ts';
import type {Icmpv6Input} from './icmp-input.ts';

export interface InputParts {
  readonly interfaces: InterfaceTable;
  readonly memberships: Memberships;
  readonly settings: HostSettings;
  readonly icmp: Icmpv6Input;
  readonly udp: UdpEndpoints;
  readonly errors: Ipv6Errors;
  readonly forwarder: Ipv6Forwarder;
  readonly reassembly: Reassembly;
}

export class Ipv6Input {
  readonly #parts: InputParts;

  constructor(parts: InputParts) {
    this.#parts = parts;
  }

  /**
   * One IP packet that came in by `iface`; it is in exactly one of the interface's counters after this.
   *
   * @param origin `host`: it never left this host, so that its source needs no distrust
   * @returns the packet to send for it
   */
  receive(iface: Interface, frame: Uint8Array, origin: Origin): Uint8Array | undefined {
    const {received} = iface;
    const fault = ipv6Fault(frame);
    if (fault) {
      received.fail(fault);
      return undefined;
    }
    const length = readTotalLength6(frame);
    const packet = length === frame.length ? frame : frame.subarray(0, length);
    if (origin === 'device') {
      const martian = iface.ipv6.enabled ? martianOf(packet) : 'ipv6-disabled';
      if (martian) {
        received.drop(martian);
        return undefined;
      }
    }
    if (!this.#isForUs(iface, packet, origin)) return this.#parts.forwarder.forward(iface, packet);
    return this.#accept(iface, packet);
  }

  /** Unicast to any of the host's addresses (the weak host model), but one of a link only on that link. */
  #isForUs(iface: Interface, packet: Uint8Array, origin: Origin): boolean {
    const {interfaces, memberships, settings} = this.#parts;
    const destination = readDestination6(packet);
    if (isMulticast6(destination)) {
      return (
        iface.ipv6.hears(destination, settings.ipv6Forwarding) ||
        memberships.joined(iface, destination) ||
        (iface.link instanceof EthernetLink && iface.link.discovery.hears(destination))
      );
    }
    if (origin === 'device' && isLinkLocal6(destination)) return iface.ipv6.has(destination);
    return interfaces.isOwn(destination);
  }

  /** @param wasFragment it was put together here, or is all that its fragment header speaks of */
  #accept(
    iface: Interface,
    packet: Uint8Array,
    walk = walkExtensions(packet),
    wasFragment = false,
  ): Uint8Array | undefined {
    const {received} = iface;
    if (walk.fault) {
      received.fail(walk.fault);
      return undefined;
    }
    // Headers are looked at in the order they come (RFC 8200 §4).
    if (walk.problem && (walk.routingAt === 0 || walk.problem.pointer < walk.routingAt)) {
      const {code, pointer, silent, multicastToo} = walk.problem;
      received.drop('unknown-option');
      return silent ? undefined : this.#problem(iface, packet, code, pointer, multicastToo);
    }
    if (walk.routingAt > 0) {
      // RFC 5095 §3, RFC 8200 §4.4: no type of routing is supported; the pointer is at the type.
      received.drop('source-route');
      return this.#problem(iface, packet, PARAMETER6_CODE.field, walk.routingAt + 2);
    }
    if (walk.fragmentAt > 0) {
      if (!wasFragment) return this.#fragment(iface, packet, walk);
      received.drop('fragment-nested');
      return undefined;
    }
    return this.#deliver(iface, packet, walk, wasFragment);
  }

  /** What becomes of the whole datagram becomes of its last fragment; the others are waiting till then. */
  #fragment(iface: Interface, fragment: Uint8Array, walk: Ipv6Walk): Uint8Array | undefined {
    const {received} = iface;
    const {offset, more} = readFragment6(fragment, walk.fragmentAt);
    // RFC 6946: a packet in one fragment has nothing to do with others of the same identification.
    if (offset === 0 && !more) return this.#accept(iface, fragment, walkBehindFragment(fragment, walk), true);
    if (offset === 0 && !hasWholeChain(fragment)) {
      received.drop('fragment-headers-incomplete');
      return undefined;
    }
    if (walk.start > LONGEST_FRAGMENT_HEADERS) {
      received.drop('fragment-headers-too-long');
      return undefined;
    }
    const result = this.#parts.reassembly.add(fragment);
    if (result.kind === 'dropped') {
      received.drop(`fragment-${result.reason}`);
      return this.#fragmentProblem(iface, fragment, walk, result.reason);
    }
    if (result.kind === 'waiting') {
      received.pass(fragment.length);
      return undefined;
    }
    const before = received.bytes;
    const answer = this.#accept(iface, result.packet, walkExtensions(result.packet), true);
    received.bytes = Math.min(received.bytes, before + fragment.length);
    return answer;
  }

  /** RFC 8200 §4.5: lengths that can not be are told to the sender. */
  #fragmentProblem(iface: Interface, packet: Uint8Array, walk: Ipv6Walk, reason: string): Uint8Array | undefined {
    const {field} = PARAMETER6_CODE;
    if (reason === 'bad-length') return this.#problem(iface, packet, field, IPV6_FIELD.payloadLength);
    if (reason === 'too-long') return this.#problem(iface, packet, field, walk.fragmentAt + 2);
    return undefined;
  }

  #deliver(iface: Interface, packet: Uint8Array, walk: Ipv6Walk, wasFragment: boolean): Uint8Array | undefined {
    const {protocol, start} = walk;
    switch (protocol) {
      case NEXT_HEADER.icmpv6:
        return this.#parts.icmp.receive(iface, packet, start, wasFragment);
      case NEXT_HEADER.udp:
        return this.#udp(iface, packet, start);
      case NEXT_HEADER.none:
        iface.received.pass(packet.length);
        return undefined;
      default:
        iface.received.drop('unknown-protocol');
        return this.#problem(iface, packet, PARAMETER6_CODE.nextHeader, walk.previousNextHeaderAt);
    }
  }

  #udp(iface: Interface, packet: Uint8Array, start: number): Uint8Array | undefined {
    const fault = udpFault6(packet, start);
    if (fault) {
      iface.received.fail(`udp-${fault}`);
      return undefined;
    }
    const to = readDestination6(packet);
    const port = readDestinationPort(packet, start);
    const message: UdpMessage = {
      kind: 'datagram',
      from: readSource6(packet),
      fromPort: readSourcePort(packet, start),
      to,
      ttl: readHopLimit(packet),
      data: udpPayload(packet, start),
    };
    const {udp} = this.#parts;
    const outcome = isMulticast6(to) ? udp.deliverToAll(iface, to, port, message) : udp.deliver(to, port, message);
    if (outcome === 'taken') iface.received.pass(packet.length);
    if (outcome === 'full') iface.received.drop('udp-buffer-full');
    if (outcome !== 'nobody') return undefined;
    iface.received.drop('port-unreachable');
    const {destinationUnreachable: type} = ICMPV6_TYPE;
    return this.#complain(iface, packet, {type, code: UNREACHABLE6_CODE.port});
  }

  #problem(
    iface: Interface,
    packet: Uint8Array,
    code: number,
    pointer: number,
    multicastToo = false,
  ): Uint8Array | undefined {
    return this.#complain(iface, packet, {type: ICMPV6_TYPE.parameterProblem, code, rest: pointer, multicastToo});
  }

  #complain(iface: Interface, packet: Uint8Array, complaint: Complaint): Uint8Array | undefined {
    return this.#parts.errors.about(iface, packet, complaint);
  }
}

/** Whether a first fragment tells what the packet is (RFC 7112 §5): nobody could filter it else. */
function hasWholeChain(fragment: Uint8Array): boolean {
  const {protocol, start} = upperLayer(fragment);
  return start !== undefined && (start < fragment.length || protocol === NEXT_HEADER.none);
}

/** Addresses that no packet from outside can have (RFC 4291 §2.5.2, §2.5.3, §2.7). */
function martianOf(packet: Uint8Array): 'martian-source' | 'martian-destination' | undefined {
  // Most addresses begin with another octet than any of these.
  const [source, destination] = [packet[IPV6_FIELD.source]!, packet[IPV6_FIELD.destination]!];
  if (source === 0xff) return 'martian-source';
  if (source === 0 && readSource6(packet) === LOOPBACK6) return 'martian-source';
  if (destination === 0xff) return multicastScope(readDestination6(packet)) < 2 ? 'martian-destination' : undefined;
  if (destination !== 0) return undefined;
  const address = readDestination6(packet);
  return address === LOOPBACK6 || address === UNSPECIFIED ? 'martian-destination' : undefined;
}
