/** ICMPv6 messages to this host (RFC 4443, RFC 4861): echo is answered, the rest goes to whoever waits for it. */
import {
  ICMPV6_TYPE,
  type QuotedPacket6,
  finishIcmpv6,
  icmpv6Fault,
  isIcmpv6Error,
  parseQuoted6,
} from '../../packet/icmpv6.ts';
import {ICMP_FIELD} from '../../packet/icmpv4.ts';
import {type Ipv6Address, UNSPECIFIED, isMulticast6} from '../../packet/ipv6-address.ts';
import {
  IPV6_HEADER_LENGTH,
  NEXT_HEADER,
  readDestination6,
  readHopLimit,
  readSource6,
  readTotalLength6,
  writeIpv6Header,
} from '../../packet/ipv6.ts';
import {readUint16, readUint32} from '../../packet/octets.ts';
import type {Behaviour} from '../behaviour.ts';
import type {EchoEndpoints} from '../endpoint/echo-endpoints.ts';
import type {UdpEndpoints} from '../endpoint/udp-endpoints.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';
import type {PathMtu} from '../routing/path-mtu.ts';
import type {Discovery} from './discovery.ts';

export interface Icmpv6InputParts {
  readonly interfaces: InterfaceTable;
  readonly echo: EchoEndpoints;
  readonly udp: UdpEndpoints;
  readonly behaviour: Behaviour;
  readonly pathMtu: PathMtu<Ipv6Address>;
  readonly discovery: Discovery;
}

export class Icmpv6Input {
  readonly #parts: Icmpv6InputParts;

  constructor(parts: Icmpv6InputParts) {
    this.#parts = parts;
  }

  /**
   * A whole packet for this host, with an ICMPv6 message at `start`.
   *
   * @param wasFragment it had a fragment header
   * @returns the packet to send for it
   */
  receive(iface: Interface, packet: Uint8Array, start: number, wasFragment: boolean): Uint8Array | undefined {
    const fault = icmpv6Fault(packet, start, packet.length);
    if (fault) {
      iface.received.fail(`icmpv6-${fault}`);
      return undefined;
    }
    switch (packet[start]) {
      case ICMPV6_TYPE.echoRequest:
        return this.#echoReply(iface, packet, start);
      case ICMPV6_TYPE.echoReply:
        count(iface, packet, this.#deliverReply(packet, start));
        return undefined;
      case ICMPV6_TYPE.destinationUnreachable:
      case ICMPV6_TYPE.packetTooBig:
      case ICMPV6_TYPE.timeExceeded:
      case ICMPV6_TYPE.parameterProblem:
        count(iface, packet, this.#deliverError(packet, start));
        return undefined;
      case ICMPV6_TYPE.routerSolicitation:
      case ICMPV6_TYPE.routerAdvertisement:
      case ICMPV6_TYPE.neighbourSolicitation:
      case ICMPV6_TYPE.neighbourAdvertisement:
      case ICMPV6_TYPE.redirect:
        // RFC 6980 §5: what is in fragments escapes those that guard a link.
        if (wasFragment) iface.received.drop('fragmented-neighbour-discovery');
        else this.#parts.discovery.receive(iface, packet, start);
        return undefined;
      default:
        // RFC 4443 §2.4: an error that nobody knows is still one for who caused it.
        if (isIcmpv6Error(packet[start]!) && this.#deliverError(packet, start)) iface.received.pass(packet.length);
        else iface.received.drop('icmp-type-ignored');
        return undefined;
    }
  }

  /** RFC 4443 §4.2: the same data, from the address that was asked, or from one of the interface for a group. */
  #echoReply(iface: Interface, packet: Uint8Array, start: number): Uint8Array | undefined {
    const asked = readDestination6(packet);
    const asker = readSource6(packet);
    const source = isMulticast6(asked) ? iface.ipv6.sourceFor(asker) : asked;
    if (asker === UNSPECIFIED || source === undefined) {
      iface.received.drop('no-source');
      return undefined;
    }
    iface.received.pass(packet.length);
    const payloadLength = packet.length - start;
    const reply = new Uint8Array(IPV6_HEADER_LENGTH + payloadLength);
    writeIpv6Header(reply, {
      payloadLength,
      nextHeader: NEXT_HEADER.icmpv6,
      hopLimit: iface.ipv6.hopLimit ?? this.#parts.behaviour.hopLimit,
      source,
      destination: asker,
    });
    reply.set(packet.subarray(start), IPV6_HEADER_LENGTH);
    reply[IPV6_HEADER_LENGTH] = ICMPV6_TYPE.echoReply;
    finishIcmpv6(reply, IPV6_HEADER_LENGTH);
    return reply;
  }

  #deliverReply(packet: Uint8Array, start: number): boolean {
    return this.#parts.echo.deliver(readUint16(packet, start + ICMP_FIELD.identifier), {
      kind: 'reply',
      from: readSource6(packet),
      ttl: readHopLimit(packet),
      sequence: readUint16(packet, start + ICMP_FIELD.sequence),
      octets: packet.length - start,
      data: packet.subarray(start + ICMP_FIELD.data),
    });
  }

  #deliverError(packet: Uint8Array, start: number): boolean {
    const quoted = packet.subarray(start + ICMP_FIELD.data);
    const about = parseQuoted6(quoted);
    // Only who sent the packet can have been told about it.
    if (!about || !this.#parts.interfaces.isOwn(about.source)) return false;
    const tooBig = packet[start] === ICMPV6_TYPE.packetTooBig;
    const mtu = tooBig ? readUint32(packet, start + ICMP_FIELD.rest) : undefined;
    if (mtu !== undefined) this.#parts.pathMtu.learn(about.destination, mtu, readTotalLength6(quoted));
    const wrong = packet[start] === ICMPV6_TYPE.parameterProblem;
    const error = {
      kind: 'error',
      from: readSource6(packet),
      type: packet[start]!,
      code: packet[start + ICMP_FIELD.code]!,
      mtu,
      pointer: wrong ? readUint32(packet, start + ICMP_FIELD.rest) : undefined,
      quoted,
    } as const;
    if (about.protocol === NEXT_HEADER.udp) return this.#deliverUdpError(about, error);
    if (about.icmpType !== ICMPV6_TYPE.echoRequest || about.icmpIdentifier === undefined) return false;
    const ttl = readHopLimit(packet);
    const sequence = about.icmpSequence ?? 0;
    return this.#parts.echo.deliver(about.icmpIdentifier, {...error, ttl, sequence, octets: packet.length - start});
  }

  #deliverUdpError(
    {source, sourcePort, destination, destinationPort}: QuotedPacket6,
    error: {kind: 'error'; from: Ipv6Address; type: number; code: number; mtu: number | undefined; quoted: Uint8Array},
  ): boolean {
    if (sourcePort === undefined || destinationPort === undefined) return false;
    const message = {...error, destination, destinationPort};
    return this.#parts.udp.deliver(source, sourcePort, message) === 'taken';
  }
}

function count({received}: Interface, packet: Uint8Array, delivered: boolean): void {
  if (delivered) received.pass(packet.length);
  else received.drop('no-endpoint');
}
