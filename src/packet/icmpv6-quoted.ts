/** The packet quoted inside an ICMPv6 error: cut short and perhaps altered on its way, so read with other rules. */
import type {Ipv6Address} from './ipv6-address.ts';
import {upperLayer} from './ipv6-extension.ts';
import {IPV6_HEADER_LENGTH, readDestination6, readSource6, readTotalLength6} from './ipv6.ts';
import {parseQuotedTransport, type QuotedTransport} from './quoted-transport.ts';

export interface QuotedPacket6 extends QuotedTransport {
  readonly source: Ipv6Address;
  readonly destination: Ipv6Address;
  /** The upper layer, or the header as far as which the quotation goes. */
  readonly protocol: number;
}

/**
 * What can be told of a quoted packet; no checksum is looked at (RFC 4443 §3). `undefined` where not even an IPv6 header is
 * there. What is cut off, or not in a later fragment, is absent.
 */
export function parseQuoted6(quoted: Uint8Array): QuotedPacket6 | undefined {
  if (quoted.length < IPV6_HEADER_LENGTH || quoted[0]! >>> 4 !== 6) return undefined;
  const bytes = quoted.subarray(0, readTotalLength6(quoted));
  const {protocol, start} = upperLayer(bytes, bytes.length);
  return {
    source: readSource6(bytes),
    destination: readDestination6(bytes),
    protocol,
    ...(start === undefined ? {} : parseQuotedTransport(bytes, start, protocol)),
  };
}
