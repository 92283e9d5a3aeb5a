/** The IP packet inside: read in place, by the few fields that a tunnel has to know. */
import {readUint16} from '../packet/octets.ts';

const IPV4 = {header: 20, totalLength: 2, source: 12, destination: 16} as const;
const IPV6 = {header: 40, payloadLength: 4, source: 8, destination: 24} as const;

/** 4, 6, or 0 for what is no IP packet, or is shorter than its header. */
export function ipVersion(packet: Uint8Array): 0 | 4 | 6 {
  const version = packet.length > 0 ? packet[0]! >>> 4 : 0;
  if (version === 4) return packet.length >= IPV4.header ? 4 : 0;
  return version === 6 && packet.length >= IPV6.header ? 6 : 0;
}

/** How long a packet says that it is, without the padding behind it; -1: that can not be. */
export function ipLength(packet: Uint8Array, version: 4 | 6): number {
  const [least, length] =
    version === 4
      ? [IPV4.header, readUint16(packet, IPV4.totalLength)]
      : [IPV6.header, IPV6.header + readUint16(packet, IPV6.payloadLength)];
  return length >= least && length <= packet.length ? length : -1;
}

/** Offset of the source address. */
export function sourceAt(version: 4 | 6): number {
  return version === 4 ? IPV4.source : IPV6.source;
}

/** Offset of the destination address. */
export function destinationAt(version: 4 | 6): number {
  return version === 4 ? IPV4.destination : IPV6.destination;
}

/** Octets that a packet is padded to: a multiple of 16, but none that the tunnel would not carry. */
export function paddedLength(length: number, mtu: number): number {
  const last = length > mtu ? length % mtu : length;
  return length - last + Math.min((last + 15) & ~15, mtu);
}
