/**
 * What stands in front of a packet at a device node: nothing, an Ethernet header, Linux's packet information (`pi`: flags
 * and EtherType, 16 bits each) or BSD's address family (`af`: 32 bits). All in network byte order.
 */
import {ETHERNET_HEADER_LENGTH, ETHERTYPE_IPV4, ETHERTYPE_IPV6, readEtherType} from './ethernet.ts';
import type {IpAddress} from './ip-address.ts';
import {readIpv6Address} from './ipv6-address.ts';
import {IPV6_FIELD, IPV6_HEADER_LENGTH} from './ipv6.ts';
import {readUint16, readUint32} from './octets.ts';

export type LinkHeader = 'none' | 'ethernet' | 'pi' | 'af';

/** In octets. */
export const LINK_HEADER_LENGTH = {none: 0, ethernet: ETHERNET_HEADER_LENGTH, pi: 4, af: 4} as const;

export const AF_INET = 2;

/** AF_INET6 is another number on each system: NetBSD and OpenBSD, FreeBSD, macOS. */
const AF_INET6: ReadonlySet<number> = new Set([24, 28, 30]);

/**
 * The EtherType of the packet behind the link header. Without a link header, and for an address family, it is told by
 * version or family; `undefined` where neither says IPv4 or IPv6, or the frame is shorter than its link header.
 */
export function packetType(frame: Uint8Array, header: LinkHeader): number | undefined {
  if (frame.length < LINK_HEADER_LENGTH[header]) return undefined;
  switch (header) {
    case 'none':
      return typeOfVersion(frame[0]);
    case 'ethernet':
      return readEtherType(frame);
    case 'pi':
      return readUint16(frame, 2);
    case 'af':
      return typeOfFamily(readUint32(frame, 0));
  }
}

function typeOfVersion(first: number | undefined): number | undefined {
  if (first === undefined) return undefined;
  if (first >>> 4 === 4) return ETHERTYPE_IPV4;
  return first >>> 4 === 6 ? ETHERTYPE_IPV6 : undefined;
}

function typeOfFamily(family: number): number | undefined {
  if (family === AF_INET) return ETHERTYPE_IPV4;
  return AF_INET6.has(family) ? ETHERTYPE_IPV6 : undefined;
}

/** Octets of a fixed IPv4 header, and where in it the destination stands (RFC 791 §3.1). */
const SHORTEST_IPV4 = 20;
const DESTINATION = 16;

/** The destination of the IP packet behind a link header; `undefined` where there is none. Reads in place. */
export function destinationBehind(frame: Uint8Array, header: LinkHeader): IpAddress | undefined {
  const start = LINK_HEADER_LENGTH[header];
  const type = typeOfVersion(frame[start]);
  if (header === 'ethernet' && frame.length >= start && readEtherType(frame) !== type) return undefined;
  if (type === ETHERTYPE_IPV4 && frame.length >= start + SHORTEST_IPV4) return readUint32(frame, start + DESTINATION);
  if (type !== ETHERTYPE_IPV6 || frame.length < start + IPV6_HEADER_LENGTH) return undefined;
  return readIpv6Address(frame, start + IPV6_FIELD.destination);
}
