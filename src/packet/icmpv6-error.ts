/** Building ICMPv6 errors about a packet, and when none may be sent (RFC 4443 §2.4, §3). */
import {ICMP_FIELD, ICMP_HEADER_LENGTH} from './icmpv4-types.ts';
import {ICMPV6_TYPE, finishIcmpv6, isIcmpv6Error} from './icmpv6-types.ts';
import {UNSPECIFIED, isMulticast6, type Ipv6Address} from './ipv6-address.ts';
import {upperLayer} from './ipv6-extension.ts';
import {
  IPV6_HEADER_LENGTH,
  IPV6_MINIMUM_MTU,
  NEXT_HEADER,
  readDestination6,
  readSource6,
  readTotalLength6,
  writeIpv6Header,
} from './ipv6.ts';
import {writeUint32} from './octets.ts';

export interface Icmpv6Error {
  /** One of ICMPV6_TYPE. */
  readonly type: number;
  readonly code: number;
  /** The second 32-bit word: MTU of packet too big, pointer of parameter problem, both in octets; 0 unless given. */
  readonly rest?: number;
  /** Who complains. */
  readonly source: Ipv6Address;
  readonly hopLimit: number;
}

/**
 * A whole IPv6 packet, in a new array, that tells the source of `packet` about it and quotes as much of it as fits into
 * 1280 octets. `packet` must be free of IPv6 faults; ask `mayCauseIcmpv6Error` first.
 */
export function icmpv6ErrorFor(packet: Uint8Array, error: Icmpv6Error): Uint8Array {
  const start = IPV6_HEADER_LENGTH;
  const dataAt = start + ICMP_HEADER_LENGTH;
  const quoted = Math.min(readTotalLength6(packet), IPV6_MINIMUM_MTU - dataAt);
  const bytes = new Uint8Array(dataAt + quoted);
  writeIpv6Header(bytes, {
    payloadLength: bytes.length - start,
    nextHeader: NEXT_HEADER.icmpv6,
    hopLimit: error.hopLimit,
    source: error.source,
    destination: readSource6(packet),
  });
  bytes[start] = error.type;
  bytes[start + ICMP_FIELD.code] = error.code;
  writeUint32(bytes, start + ICMP_FIELD.rest, error.rest ?? 0);
  bytes.set(packet.subarray(0, quoted), dataAt);
  finishIcmpv6(bytes, start);
  return bytes;
}

export interface Icmpv6ErrorCircumstances {
  /** The error is packet too big, or parameter problem of an option that wants it: one may be about a multicast. */
  readonly multicastToo?: boolean;
}

/**
 * Whether RFC 4443 §2.4 (e) allows an ICMPv6 error about a packet free of IPv6 faults: not about an ICMPv6 error or a
 * redirect, a fragment other than the first, what has no upper layer to be found, a multicast, or a source that is not one
 * single node. A multicast on the link layer can not be told here.
 */
export function mayCauseIcmpv6Error(
  packet: Uint8Array,
  {multicastToo = false}: Icmpv6ErrorCircumstances = {},
): boolean {
  const source = readSource6(packet);
  if (source === UNSPECIFIED || isMulticast6(source)) return false;
  if (!multicastToo && isMulticast6(readDestination6(packet))) return false;
  const {protocol, start} = upperLayer(packet);
  if (start === undefined) return false;
  if (protocol !== NEXT_HEADER.icmpv6) return true;
  if (start >= readTotalLength6(packet)) return false;
  const type = packet[start]!;
  return !isIcmpv6Error(type) && type !== ICMPV6_TYPE.redirect;
}
