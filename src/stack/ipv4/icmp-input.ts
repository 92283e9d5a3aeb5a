/** ICMP messages to this host (RFC 792, RFC 1122 §3.2.2): echo is answered, the rest goes to whoever waits for it. */
import {type Ipv4Address, isMulticast} from '../../packet/address.ts';
import {
  ICMP_FIELD,
  ICMP_TYPE,
  UNREACHABLE_CODE,
  icmpv4Fault,
  type QuotedPacket,
  parseQuoted,
  turnEchoIntoReply,
} from '../../packet/icmpv4.ts';
import {
  IP_PROTOCOL,
  IPV4_HEADER_LENGTH,
  readDestination,
  readHeaderLength,
  readSource,
  readTos,
  readTotalLength,
  readTtl,
  writeIpv4Header,
} from '../../packet/ipv4.ts';
import {repliedOptions} from '../../packet/ipv4-options.ts';
import {readUint16, readUint32} from '../../packet/octets.ts';
import {Scratch} from '../../packet/scratch.ts';
import type {Behaviour} from '../behaviour.ts';
import type {EchoError} from '../endpoint/echo-endpoint.ts';
import type {EchoEndpoints} from '../endpoint/echo-endpoints.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';
import type {PathMtu} from '../routing/path-mtu.ts';
import type {UdpEndpoints} from '../endpoint/udp-endpoints.ts';

/** Writes the host's address and time into the options of a packet that has some. */
export type RecordOptions = (packet: Uint8Array, address: Ipv4Address) => void;

export interface IcmpInputParts {
  readonly interfaces: InterfaceTable;
  readonly echo: EchoEndpoints;
  readonly udp: UdpEndpoints;
  readonly behaviour: Behaviour;
  readonly pathMtu: PathMtu<Ipv4Address>;
  readonly nextIpId: () => number;
  readonly record: RecordOptions;
}

export class IcmpInput {
  readonly #interfaces: InterfaceTable;
  readonly #echo: EchoEndpoints;
  readonly #udp: UdpEndpoints;
  readonly #behaviour: Behaviour;
  readonly #pathMtu: PathMtu<Ipv4Address>;
  readonly #nextIpId: () => number;
  readonly #record: RecordOptions;
  /** Replies are made here: one is sent before the next is made. */
  readonly #reply = new Scratch();

  constructor({interfaces, echo, udp, behaviour, pathMtu, nextIpId, record}: IcmpInputParts) {
    this.#interfaces = interfaces;
    this.#echo = echo;
    this.#udp = udp;
    this.#behaviour = behaviour;
    this.#pathMtu = pathMtu;
    this.#nextIpId = nextIpId;
    this.#record = record;
  }

  /**
   * A whole ICMP packet for this host.
   *
   * @returns the packet to send for it: a view of a buffer that the next call overwrites
   */
  receive(iface: Interface, packet: Uint8Array): Uint8Array | undefined {
    const start = readHeaderLength(packet);
    const fault = icmpv4Fault(packet, start, packet.length);
    if (fault) {
      iface.received.fail(`icmp-${fault}`);
      return undefined;
    }
    const destination = readDestination(packet);
    switch (packet[start]) {
      case ICMP_TYPE.echoRequest:
        // RFC 1122 §3.2.2.6: a request to everybody need not be answered, and real systems do not.
        if (iface.isBroadcast(destination) || isMulticast(destination)) {
          iface.received.drop(isMulticast(destination) ? 'multicast-echo' : 'broadcast-echo');
          return undefined;
        }
        iface.received.pass(packet.length);
        return this.#echoReply(packet, start);
      case ICMP_TYPE.echoReply:
        count(iface, packet, this.#deliverReply(packet, start));
        return undefined;
      case ICMP_TYPE.destinationUnreachable:
      case ICMP_TYPE.timeExceeded:
      case ICMP_TYPE.parameterProblem:
      case ICMP_TYPE.redirect:
      case ICMP_TYPE.sourceQuench:
        this.#error(iface, packet, start);
        return undefined;
      default:
        if (this.#overhear(packet, start)) iface.received.pass(packet.length);
        else iface.received.drop('icmp-type-ignored');
        return undefined;
    }
  }

  /** RFC 792 and RFC 1122 §3.2.2.6: the same identifier, sequence number and data, from the address that was asked. */
  #echoReply(packet: Uint8Array, start: number): Uint8Array {
    const options = start > IPV4_HEADER_LENGTH ? repliedOptions(packet) : undefined;
    const headerLength = IPV4_HEADER_LENGTH + (options ? options.length : 0);
    const length = headerLength + packet.length - start;
    const reply = this.#reply.take(length);
    reply.set(packet.subarray(start), headerLength);
    writeIpv4Header(reply, {
      totalLength: length,
      tos: readTos(packet),
      identification: this.#nextIpId(),
      ttl: this.#behaviour.ttl,
      protocol: IP_PROTOCOL.icmp,
      source: readSource(packet),
      destination: readDestination(packet),
      ...(options && {options}),
    });
    turnEchoIntoReply(reply);
    if (options && this.#behaviour.recordsSent) this.#record(reply, readSource(reply));
    return reply;
  }

  #deliverReply(packet: Uint8Array, start: number): boolean {
    return this.#echo.deliver(readUint16(packet, start + ICMP_FIELD.identifier), {
      kind: 'reply',
      from: readSource(packet),
      ttl: readTtl(packet),
      sequence: readUint16(packet, start + ICMP_FIELD.sequence),
      octets: packet.length - start,
      data: packet.subarray(start + ICMP_FIELD.data),
      ...(start > IPV4_HEADER_LENGTH && {options: packet.subarray(IPV4_HEADER_LENGTH, start)}),
    });
  }

  #deliverError(packet: Uint8Array, start: number): boolean {
    const quoted = packet.subarray(start + ICMP_FIELD.data);
    const about = parseQuoted(quoted);
    // Only who sent the packet can have been told about it.
    if (!about || !this.#interfaces.isOwn(about.source)) return false;
    // RFC 1191 §4: the next hop's MTU is the low half of the word behind the checksum.
    const mtu = isTooLong(packet, start) ? readUint16(packet, start + ICMP_FIELD.rest + 2) : undefined;
    if (mtu !== undefined) this.#pathMtu.learn(about.destination, mtu, readTotalLength(quoted));
    if (about.protocol === IP_PROTOCOL.udp) return this.#deliverUdpError(packet, start, about, mtu);
    if (about.icmpType !== ICMP_TYPE.echoRequest || about.icmpIdentifier === undefined) return false;
    return this.#echo.deliver(about.icmpIdentifier, errorOf(packet, start, about.icmpSequence, mtu));
  }

  #error(iface: Interface, packet: Uint8Array, start: number): void {
    const delivered = this.#deliverError(packet, start);
    count(iface, packet, this.#overhear(packet, start) || delivered);
  }

  /** @returns whether anybody listened */
  #overhear(packet: Uint8Array, start: number): boolean {
    if (!this.#echo.overheard) return false;
    const mtu = isTooLong(packet, start) ? readUint16(packet, start + ICMP_FIELD.rest + 2) : undefined;
    const about = parseQuoted(packet.subarray(start + ICMP_FIELD.data));
    const identifier = about?.icmpType === ICMP_TYPE.echoRequest ? about.icmpIdentifier : undefined;
    this.#echo.overhear(errorOf(packet, start, undefined, mtu), identifier);
    return true;
  }

  #deliverUdpError(packet: Uint8Array, start: number, about: QuotedPacket, mtu: number | undefined): boolean {
    const {source, sourcePort, destination, destinationPort} = about;
    if (sourcePort === undefined || destinationPort === undefined) return false;
    const outcome = this.#udp.deliver(source, sourcePort, {
      kind: 'error',
      from: readSource(packet),
      type: packet[start]!,
      code: packet[start + ICMP_FIELD.code]!,
      mtu,
      destination,
      destinationPort,
      quoted: packet.subarray(start + ICMP_FIELD.data),
    });
    return outcome === 'taken';
  }
}

function errorOf(packet: Uint8Array, start: number, sequence = 0, mtu?: number): EchoError {
  const type = packet[start]!;
  return {
    kind: 'error',
    from: readSource(packet),
    ttl: readTtl(packet),
    sequence,
    octets: packet.length - start,
    type,
    code: packet[start + ICMP_FIELD.code]!,
    mtu,
    gateway: type === ICMP_TYPE.redirect ? readUint32(packet, start + ICMP_FIELD.rest) : undefined,
    pointer: type === ICMP_TYPE.parameterProblem ? packet[start + ICMP_FIELD.rest] : undefined,
    quoted: packet.subarray(start + ICMP_FIELD.data),
  };
}

function isTooLong(packet: Uint8Array, start: number): boolean {
  return (
    packet[start] === ICMP_TYPE.destinationUnreachable &&
    packet[start + ICMP_FIELD.code] === UNREACHABLE_CODE.fragmentationNeeded
  );
}

function count({received}: Interface, packet: Uint8Array, delivered: boolean): void {
  if (delivered) received.pass(packet.length);
  else received.drop('no-endpoint');
}
