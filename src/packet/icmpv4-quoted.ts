/** The packet quoted inside an ICMP error: cut short and perhaps altered on its way, so read with other rules. */
import type {Ipv4Address} from './address.ts';
import {ICMP_FIELD, ICMP_HEADER_LENGTH, ICMP_TYPE} from './icmpv4-types.ts';
import {
  IPV4_HEADER_LENGTH,
  IP_PROTOCOL,
  readDestination,
  readFragmentOffset,
  readHeaderLength,
  readIdentification,
  readProtocol,
  readSource,
} from './ipv4.ts';
import {readUint16} from './octets.ts';

export interface QuotedPacket {
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly protocol: number;
  readonly identification: number;
  /** Of a quoted ICMP message. */
  readonly icmpType?: number;
  /** Of a quoted echo request or reply. */
  readonly icmpIdentifier?: number;
  readonly icmpSequence?: number;
  /** Of a quoted UDP or TCP header. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

/**
 * What can be told of a quoted packet: neither its total length nor any checksum is looked at (RFC 792, RFC 1122 §3.2.2).
 * `undefined` where not even an IPv4 header is there. What is cut off, or not in a later fragment, is absent.
 */
export function parseQuoted(bytes: Uint8Array): QuotedPacket | undefined {
  if (bytes.length < IPV4_HEADER_LENGTH || bytes[0]! >>> 4 !== 4) return undefined;
  const start = readHeaderLength(bytes);
  if (start < IPV4_HEADER_LENGTH) return undefined;
  const protocol = readProtocol(bytes);
  return {
    source: readSource(bytes),
    destination: readDestination(bytes),
    protocol,
    identification: readIdentification(bytes),
    ...(readFragmentOffset(bytes) === 0 ? parseTransport(bytes, start, protocol) : {}),
  };
}

function parseTransport(bytes: Uint8Array, start: number, protocol: number): Partial<QuotedPacket> {
  if (protocol === IP_PROTOCOL.icmp) return parseIcmp(bytes, start);
  const hasPorts = protocol === IP_PROTOCOL.udp || protocol === IP_PROTOCOL.tcp;
  if (!hasPorts || bytes.length < start + 4) return {};
  return {sourcePort: readUint16(bytes, start), destinationPort: readUint16(bytes, start + 2)};
}

function parseIcmp(bytes: Uint8Array, start: number): Partial<QuotedPacket> {
  const icmpType = bytes[start];
  if (icmpType === undefined) return {};
  const isEcho = icmpType === ICMP_TYPE.echoRequest || icmpType === ICMP_TYPE.echoReply;
  if (!isEcho || bytes.length < start + ICMP_HEADER_LENGTH) return {icmpType};
  return {
    icmpType,
    icmpIdentifier: readUint16(bytes, start + ICMP_FIELD.identifier),
    icmpSequence: readUint16(bytes, start + ICMP_FIELD.sequence),
  };
}
