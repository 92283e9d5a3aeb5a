/** Building ICMP errors about a packet, and when none may be sent (RFC 792, RFC 1122 §3.2.2, RFC 1812 §4.3.2). */
import {isMulticast, type Ipv4Address} from './address.ts';
import {checksum} from './checksum.ts';
import {ICMP_FIELD, ICMP_HEADER_LENGTH, ICMP_TYPE} from './icmpv4-types.ts';
import {
  IPV4_HEADER_LENGTH,
  IP_PROTOCOL,
  readDestination,
  readFragmentOffset,
  readHeaderLength,
  readProtocol,
  readSource,
  readTotalLength,
  writeIpv4Header,
} from './ipv4.ts';
import {writeUint16, writeUint32} from './octets.ts';

/** Octets of data quoted behind the IP header: what RFC 792 asks for at least, and what Haiku sends. */
export const MINIMUM_QUOTED_DATA = 8;

/** The longest an ICMP error gets, IP header included (RFC 1812 §4.3.2.3). */
export const MAXIMUM_ERROR_LENGTH = 576;

/** ICMP types above this one are unknown here, so any may be an error. */
const LAST_KNOWN_TYPE = 18;

export interface IcmpError {
  /** One of ICMP_TYPE. */
  readonly type: number;
  readonly code: number;
  /** Who complains. */
  readonly source: Ipv4Address;
  readonly ttl: number;
  readonly identification: number;
  readonly tos?: number;
  /** In octets, for fragmentation needed (RFC 1191 §4). */
  readonly nextHopMtu?: number;
  /** Offset of the octet complained about, for parameter problem. */
  readonly pointer?: number;
  /** For redirect. */
  readonly gateway?: Ipv4Address;
  /** Octets of data to quote behind the IP header, MINIMUM_QUOTED_DATA unless given; cut at MAXIMUM_ERROR_LENGTH. */
  readonly quotedData?: number;
}

/**
 * A whole IPv4 packet, in a new array, that tells the source of `packet` about it. `packet` must be free of IPv4 faults;
 * ask `mayCauseIcmpError` first.
 */
export function icmpErrorFor(packet: Uint8Array, error: IcmpError): Uint8Array {
  const dataAt = IPV4_HEADER_LENGTH + ICMP_HEADER_LENGTH;
  const wanted = readHeaderLength(packet) + (error.quotedData ?? MINIMUM_QUOTED_DATA);
  const quoted = Math.min(wanted, readTotalLength(packet), MAXIMUM_ERROR_LENGTH - dataAt);
  const bytes = new Uint8Array(dataAt + quoted);
  writeIpv4Header(bytes, {
    totalLength: bytes.length,
    identification: error.identification,
    ttl: error.ttl,
    protocol: IP_PROTOCOL.icmp,
    source: error.source,
    destination: readSource(packet),
    tos: error.tos ?? 0,
  });
  const start = IPV4_HEADER_LENGTH;
  bytes[start] = error.type;
  bytes[start + ICMP_FIELD.code] = error.code;
  writeUint32(bytes, start + ICMP_FIELD.rest, secondWord(error));
  bytes.set(packet.subarray(0, quoted), dataAt);
  writeUint16(bytes, start + ICMP_FIELD.checksum, checksum(bytes, start));
  return bytes;
}

function secondWord(error: IcmpError): number {
  if (error.type === ICMP_TYPE.redirect) return error.gateway ?? 0;
  if (error.type === ICMP_TYPE.parameterProblem) return (error.pointer ?? 0) * 0x100_0000;
  return error.nextHopMtu ?? 0;
}

/**
 * Whether RFC 1122 §3.2.2 allows an ICMP error about a packet free of IPv4 faults: not about an ICMP error or an ICMP type
 * unknown here, a fragment other than the first, a broadcast or multicast, or a source that is not one single host.
 * A directed broadcast can not be told without the network's mask: the caller knows it.
 */
export function mayCauseIcmpError(packet: Uint8Array): boolean {
  const destination = readDestination(packet);
  if (!isSingleHost(destination) || readFragmentOffset(packet) !== 0) return false;
  const source = readSource(packet);
  // A host may well tell itself that its own port is closed.
  if (!isSingleHost(source) || (isLoopback(source) && !isLoopback(destination))) return false;
  if (readProtocol(packet) !== IP_PROTOCOL.icmp) return true;
  const start = readHeaderLength(packet);
  return start < readTotalLength(packet) && isQuery(packet[start]!);
}

/** Whether an address can be that of one host: not 0.0.0.0/8, multicast, class E or the limited broadcast. */
export function isSingleHost(address: Ipv4Address): boolean {
  return address >>> 24 !== 0 && !isMulticast(address) && address >>> 28 !== 0xf;
}

function isLoopback(address: Ipv4Address): boolean {
  return address >>> 24 === 127;
}

function isQuery(type: number): boolean {
  switch (type) {
    case ICMP_TYPE.destinationUnreachable:
    case ICMP_TYPE.sourceQuench:
    case ICMP_TYPE.redirect:
    case ICMP_TYPE.timeExceeded:
    case ICMP_TYPE.parameterProblem:
      return false;
    default:
      return type <= LAST_KNOWN_TYPE;
  }
}
