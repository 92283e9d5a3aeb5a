/**
 * The way into a host: from a frame that a device received to whoever it is for. What is to be answered is returned
 * as a packet; sending it is the host's.
 */
import {type Ipv4Address, isMulticast, LIMITED_BROADCAST} from '../packet/address.ts';
import {
  ICMP_FIELD,
  ICMP_TYPE,
  UNREACHABLE_CODE,
  icmpv4Fault,
  parseQuoted,
  turnEchoIntoReply,
} from '../packet/icmpv4.ts';
import {
  IP_PROTOCOL,
  IPV4_HEADER_LENGTH,
  IPV4_MAXIMUM_LENGTH,
  ipv4Fault,
  isFragment,
  readDestination,
  readHeaderLength,
  readProtocol,
  readSource,
  readTos,
  readTotalLength,
  readTtl,
  writeIpv4Header,
} from '../packet/ipv4.ts';
import {readUint16} from '../packet/octets.ts';
import {udpFault} from '../packet/udp.ts';
import type {Behaviour} from './behaviour.ts';
import type {EchoEndpoints} from './echo-endpoints.ts';
import type {Forwarder} from './forwarder.ts';
import type {IcmpErrors} from './icmp-errors.ts';
import type {Interface} from './interface.ts';
import type {InterfaceTable} from './interface-table.ts';

/** Where a packet came from: out of a device, or from this host itself by one of its local routes. */
export type Origin = 'device' | 'host';

export interface InputParts {
  readonly interfaces: InterfaceTable;
  readonly echo: EchoEndpoints;
  readonly behaviour: Behaviour;
  readonly errors: IcmpErrors;
  readonly forwarder: Forwarder;
  readonly nextIpId: () => number;
}

export class Input {
  readonly #interfaces: InterfaceTable;
  readonly #echo: EchoEndpoints;
  readonly #behaviour: Behaviour;
  readonly #errors: IcmpErrors;
  readonly #forwarder: Forwarder;
  readonly #nextIpId: () => number;
  /** Replies are made here: one is sent before the next is made. */
  readonly #reply = new Uint8Array(IPV4_MAXIMUM_LENGTH);

  constructor(parts: InputParts) {
    this.#interfaces = parts.interfaces;
    this.#echo = parts.echo;
    this.#behaviour = parts.behaviour;
    this.#errors = parts.errors;
    this.#forwarder = parts.forwarder;
    this.#nextIpId = parts.nextIpId;
  }

  /**
   * One IP packet that came in by `iface`; it is in exactly one of the interface's counters after this.
   *
   * @param origin `host`: it never left this host, so that its source needs no distrust
   * @returns the packet to send for it: a view of a buffer that the next call overwrites
   */
  receive(iface: Interface, frame: Uint8Array, origin: Origin): Uint8Array | undefined {
    const {received} = iface;
    if (frame.length > 0 && frame[0]! >>> 4 === 6) {
      received.drop('ipv6-not-supported');
      return undefined;
    }
    const fault = ipv4Fault(frame);
    if (fault) {
      received.fail(fault);
      return undefined;
    }
    const packet = frame.subarray(0, readTotalLength(frame));
    if (origin === 'device' && isMartian(iface, readSource(packet))) {
      received.drop('martian-source');
      return undefined;
    }
    if (origin === 'device' && isStrayLoopback(iface, readDestination(packet))) {
      received.drop('martian-destination');
      return undefined;
    }
    return this.#accept(iface, packet);
  }

  #accept(iface: Interface, packet: Uint8Array): Uint8Array | undefined {
    const destination = readDestination(packet);
    const here = this.#interfaces.isOwn(destination) || iface.isBroadcast(destination) || isLoopback(iface, destination);
    if (!here) return this.#forwarder.forward(iface, packet);
    if (isFragment(packet)) {
      iface.received.drop('fragment-not-supported');
      return undefined;
    }
    switch (readProtocol(packet)) {
      case IP_PROTOCOL.icmp:
        return this.#icmp(iface, packet);
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
    iface.received.drop('port-unreachable');
    return this.#unreachable(iface, packet, UNREACHABLE_CODE.port);
  }

  #icmp(iface: Interface, packet: Uint8Array): Uint8Array | undefined {
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
        if (iface.isBroadcast(destination)) {
          iface.received.drop('broadcast-echo');
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
        count(iface, packet, this.#deliverError(packet, start));
        return undefined;
      default:
        iface.received.drop('icmp-type-ignored');
        return undefined;
    }
  }

  /** RFC 792 and RFC 1122 §3.2.2.6: the same identifier, sequence number and data, from the address that was asked. */
  #echoReply(packet: Uint8Array, start: number): Uint8Array {
    const length = IPV4_HEADER_LENGTH + packet.length - start;
    const reply = this.#reply.subarray(0, length);
    reply.set(packet.subarray(start), IPV4_HEADER_LENGTH);
    writeIpv4Header(reply, {
      totalLength: length,
      tos: readTos(packet),
      identification: this.#nextIpId(),
      ttl: this.#behaviour.ttl,
      protocol: IP_PROTOCOL.icmp,
      source: readSource(packet),
      destination: readDestination(packet),
    });
    turnEchoIntoReply(reply);
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
    });
  }

  #deliverError(packet: Uint8Array, start: number): boolean {
    const quoted = packet.subarray(start + ICMP_FIELD.data);
    const about = parseQuoted(quoted);
    if (about?.icmpType !== ICMP_TYPE.echoRequest || about.icmpIdentifier === undefined) return false;
    const type = packet[start]!;
    const code = packet[start + 1]!;
    const tooLong = type === ICMP_TYPE.destinationUnreachable && code === UNREACHABLE_CODE.fragmentationNeeded;
    return this.#echo.deliver(about.icmpIdentifier, {
      kind: 'error',
      from: readSource(packet),
      ttl: readTtl(packet),
      sequence: about.icmpSequence ?? 0,
      octets: packet.length - start,
      type,
      code,
      // RFC 1191 §4: the low half of the word behind the checksum.
      mtu: tooLong ? readUint16(packet, start + ICMP_FIELD.rest + 2) : undefined,
      quoted,
    });
  }

  #unreachable(iface: Interface, packet: Uint8Array, code: number): Uint8Array | undefined {
    return this.#errors.about(iface, packet, {type: ICMP_TYPE.destinationUnreachable, code});
  }
}

function count({received}: Interface, packet: Uint8Array, delivered: boolean): void {
  if (delivered) received.pass(packet.length);
  else received.drop('no-endpoint');
}

/** All of 127/8 is the host itself on its loopback (RFC 1122 §3.2.1.3). */
function isLoopback(iface: Interface, address: Ipv4Address): boolean {
  return address >>> 24 === 127 && iface.device.medium === 'loopback';
}

/** Sources that no packet from outside can have (RFC 1122 §3.2.1.3). */
function isMartian(iface: Interface, source: Ipv4Address): boolean {
  if (isMulticast(source) || source === LIMITED_BROADCAST || source >>> 24 === 0) return true;
  return isStrayLoopback(iface, source);
}

/** The loopback network is never seen outside a host. */
function isStrayLoopback(iface: Interface, address: Ipv4Address): boolean {
  return address >>> 24 === 127 && !isLoopback(iface, address);
}
