/**
 * UDP (RFC 768, RFC 1122 §4.1, RFC 8200 §8.1). `packet` is a whole IP packet, free of faults and not a fragment. The readers
 * find the UDP header of an IPv4 packet themselves; for IPv6, which has to be walked for it, they are told where it begins.
 */
import type {Ipv4Address} from './address.ts';
import {checksum, sum} from './checksum.ts';
import {isIpv6, type IpAddress} from './ip-address.ts';
import {
  IPV4_HEADER_LENGTH,
  IP_PROTOCOL,
  readDestination,
  readHeaderLength,
  readSource,
  readTotalLength,
} from './ipv4.ts';
import {sumIpv6Address, type Ipv6Address} from './ipv6-address.ts';
import {pseudoHeaderSum6, readDestination6, readSource6, readTotalLength6} from './ipv6.ts';
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, writeUint16} from './octets.ts';

export const UDP_HEADER_LENGTH = 8;
/** Octets of data that fit into one datagram over IPv4 without options. */
export const UDP_MAXIMUM_PAYLOAD = 65_535 - IPV4_HEADER_LENGTH - UDP_HEADER_LENGTH;
/** The same over IPv6 without extension headers. */
export const UDP_MAXIMUM_PAYLOAD6 = 65_535 - UDP_HEADER_LENGTH;

/** Offset of each field, in octets from the start of the UDP header. */
const FIELD = {sourcePort: 0, destinationPort: 2, length: 4, checksum: 6, data: 8} as const;

export type UdpFault = 'truncated' | 'bad-length' | 'bad-checksum';

/**
 * The first reason why an IPv4 packet does not hold a whole UDP datagram, `undefined` for none. A checksum of 0 was not
 * computed and is not checked. Octets behind the UDP length are no fault: they are not part of the datagram.
 */
export function udpFault(packet: Uint8Array): UdpFault | undefined {
  const start = readHeaderLength(packet);
  const fault = lengthFault(packet, start, readTotalLength(packet));
  if (fault || readUdpChecksum(packet, start) === 0) return fault;
  // The addresses are summed where they stand in the IPv4 header.
  return checksumFault(packet, start, sum(packet, 12, 20) + IP_PROTOCOL.udp + readUdpLength(packet, start));
}

/** The same for an IPv6 packet with a UDP header at `start`; there a checksum has to be computed (RFC 8200 §8.1). */
export function udpFault6(packet: Uint8Array, start: number, end = readTotalLength6(packet)): UdpFault | undefined {
  const fault = lengthFault(packet, start, end);
  if (fault) return fault;
  if (readUdpChecksum(packet, start) === 0) return 'bad-checksum';
  return checksumFault(packet, start, pseudoHeaderSum6(packet, IP_PROTOCOL.udp, readUdpLength(packet, start)));
}

function lengthFault(packet: Uint8Array, start: number, end: number): UdpFault | undefined {
  if (end - start < UDP_HEADER_LENGTH) return 'truncated';
  const length = readUdpLength(packet, start);
  return length < UDP_HEADER_LENGTH || length > end - start ? 'bad-length' : undefined;
}

function checksumFault(packet: Uint8Array, start: number, pseudoHeader: number): UdpFault | undefined {
  const end = start + readUdpLength(packet, start);
  return checksum(packet, start, end, pseudoHeader) === 0 ? undefined : 'bad-checksum';
}

export function readSourcePort(packet: Uint8Array, start = readHeaderLength(packet)): number {
  return readUint16(packet, start + FIELD.sourcePort);
}

export function readDestinationPort(packet: Uint8Array, start = readHeaderLength(packet)): number {
  return readUint16(packet, start + FIELD.destinationPort);
}

/** In octets, UDP header included. */
export function readUdpLength(packet: Uint8Array, start = readHeaderLength(packet)): number {
  return readUint16(packet, start + FIELD.length);
}

/** 0 where none was computed. */
export function readUdpChecksum(packet: Uint8Array, start = readHeaderLength(packet)): number {
  return readUint16(packet, start + FIELD.checksum);
}

/** The data, as a view and not a copy. */
export function udpPayload(packet: Uint8Array, start = readHeaderLength(packet)): Uint8Array {
  return packet.subarray(start + FIELD.data, start + readUdpLength(packet, start));
}

export interface UdpDatagram<Address extends IpAddress = Ipv4Address> {
  /** The addresses are those of the IP header, both of one version: the checksum covers them. */
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** After parsing a view, not a copy. */
  readonly payload: Uint8Array;
}

/** @throws {MalformedPacketError} for whatever `udpFault` finds in a whole IPv4 packet. */
export function parseUdp(packet: Uint8Array): UdpDatagram {
  const fault = udpFault(packet);
  if (fault) throw new MalformedPacketError('udp', fault);
  return {
    source: readSource(packet),
    destination: readDestination(packet),
    ...parseAt(packet, readHeaderLength(packet)),
  };
}

/** @throws {MalformedPacketError} for whatever `udpFault6` finds in a whole IPv6 packet with a UDP header at `start`. */
export function parseUdp6(packet: Uint8Array, start: number): UdpDatagram<Ipv6Address> {
  const fault = udpFault6(packet, start);
  if (fault) throw new MalformedPacketError('udp', fault);
  return {source: readSource6(packet), destination: readDestination6(packet), ...parseAt(packet, start)};
}

function parseAt(packet: Uint8Array, start: number): Omit<UdpDatagram, 'source' | 'destination'> {
  return {
    sourcePort: readSourcePort(packet, start),
    destinationPort: readDestinationPort(packet, start),
    payload: udpPayload(packet, start),
  };
}

/**
 * UDP header and data in a new array: what is the payload of an `Ipv4Packet` or `Ipv6Packet` of the same addresses.
 * @throws {MalformedPacketError} a payload above UDP_MAXIMUM_PAYLOAD, or for IPv6 UDP_MAXIMUM_PAYLOAD6.
 */
export function emitUdp(datagram: UdpDatagram<IpAddress>): Uint8Array {
  const longest = isIpv6(datagram.source) ? UDP_MAXIMUM_PAYLOAD6 : UDP_MAXIMUM_PAYLOAD;
  if (datagram.payload.length > longest) throw new MalformedPacketError('udp', 'bad-length');
  const bytes = new Uint8Array(UDP_HEADER_LENGTH + datagram.payload.length);
  writeUdp(bytes, 0, datagram);
  return bytes;
}

/** Writes UDP header, data and checksum at `start`; the data is copied. Returns where it ends. */
export function writeUdp(bytes: Uint8Array, start: number, datagram: UdpDatagram<IpAddress>): number {
  const {source, destination, payload} = datagram;
  const length = UDP_HEADER_LENGTH + payload.length;
  writeUint16(bytes, start + FIELD.sourcePort, datagram.sourcePort);
  writeUint16(bytes, start + FIELD.destinationPort, datagram.destinationPort);
  writeUint16(bytes, start + FIELD.length, length);
  writeUint16(bytes, start + FIELD.checksum, 0);
  bytes.set(payload, start + FIELD.data);
  const addresses = sumAddress(source) + sumAddress(destination);
  const computed = checksum(bytes, start, start + length, addresses + IP_PROTOCOL.udp + length);
  // 0 would say that none was computed; both mean the same in ones' complement.
  writeUint16(bytes, start + FIELD.checksum, computed === 0 ? 0xffff : computed);
  return start + length;
}

/** As 32-bit words: folded, that comes to the same as 16-bit ones. */
function sumAddress(address: IpAddress): number {
  return isIpv6(address) ? sumIpv6Address(address) : address;
}
