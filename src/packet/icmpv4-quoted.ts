/** The packet quoted inside an ICMP error: cut short and perhaps altered on its way, so read with other rules. */
import type {Ipv4Address} from './address.ts';
import {
  IPV4_HEADER_LENGTH,
  readDestination,
  readFragmentOffset,
  readHeaderLength,
  readIdentification,
  readProtocol,
  readSource,
} from './ipv4.ts';
import {parseQuotedTransport, type QuotedTransport} from './quoted-transport.ts';

export interface QuotedPacket extends QuotedTransport {
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly protocol: number;
  readonly identification: number;
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
    ...(readFragmentOffset(bytes) === 0 ? parseQuotedTransport(bytes, start, protocol) : {}),
  };
}
