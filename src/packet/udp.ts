/** UDP over IPv4 (RFC 768, RFC 1122 §4.1). `packet` is a whole IPv4 packet, free of IPv4 faults and not a fragment. */
import type {Ipv4Address} from './address.ts';
import {checksum, sum} from './checksum.ts';
import {
  IPV4_HEADER_LENGTH,
  IP_PROTOCOL,
  readDestination,
  readHeaderLength,
  readSource,
  readTotalLength,
} from './ipv4.ts';
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, writeUint16} from './octets.ts';

export const UDP_HEADER_LENGTH = 8;
/** Octets of data that fit into one datagram over IPv4 without options. */
export const UDP_MAXIMUM_PAYLOAD = 65_535 - IPV4_HEADER_LENGTH - UDP_HEADER_LENGTH;

/** Offset of each field, in octets from the start of the UDP header. */
const FIELD = {sourcePort: 0, destinationPort: 2, length: 4, checksum: 6, data: 8} as const;

export type UdpFault = 'truncated' | 'bad-length' | 'bad-checksum';

/**
 * The first reason why `packet` does not hold a whole UDP datagram, `undefined` for none. A checksum of 0 was not computed
 * and is not checked. Octets behind the UDP length are no fault: they are not part of the datagram.
 */
export function udpFault(packet: Uint8Array): UdpFault | undefined {
  const start = readHeaderLength(packet);
  const available = readTotalLength(packet) - start;
  if (available < UDP_HEADER_LENGTH) return 'truncated';
  const length = readUint16(packet, start + FIELD.length);
  if (length < UDP_HEADER_LENGTH || length > available) return 'bad-length';
  if (readUint16(packet, start + FIELD.checksum) === 0) return undefined;
  // The addresses are summed where they stand in the IPv4 header.
  const pseudoHeader = sum(packet, 12, 20) + IP_PROTOCOL.udp + length;
  return checksum(packet, start, start + length, pseudoHeader) === 0 ? undefined : 'bad-checksum';
}

export function readSourcePort(packet: Uint8Array): number {
  return readUint16(packet, readHeaderLength(packet) + FIELD.sourcePort);
}

export function readDestinationPort(packet: Uint8Array): number {
  return readUint16(packet, readHeaderLength(packet) + FIELD.destinationPort);
}

/** In octets, UDP header included. */
export function readUdpLength(packet: Uint8Array): number {
  return readUint16(packet, readHeaderLength(packet) + FIELD.length);
}

/** 0 where none was computed. */
export function readUdpChecksum(packet: Uint8Array): number {
  return readUint16(packet, readHeaderLength(packet) + FIELD.checksum);
}

/** The data, as a view and not a copy. */
export function udpPayload(packet: Uint8Array): Uint8Array {
  const start = readHeaderLength(packet);
  return packet.subarray(start + FIELD.data, start + readUint16(packet, start + FIELD.length));
}

export interface UdpDatagram {
  /** The addresses are those of the IP header: the checksum covers them. */
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
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
    sourcePort: readSourcePort(packet),
    destinationPort: readDestinationPort(packet),
    payload: udpPayload(packet),
  };
}

/**
 * UDP header and data in a new array: what is the payload of an `Ipv4Packet` of the same addresses.
 * @throws {MalformedPacketError} a payload above UDP_MAXIMUM_PAYLOAD.
 */
export function emitUdp(datagram: UdpDatagram): Uint8Array {
  if (datagram.payload.length > UDP_MAXIMUM_PAYLOAD) throw new MalformedPacketError('udp', 'bad-length');
  const bytes = new Uint8Array(UDP_HEADER_LENGTH + datagram.payload.length);
  writeUdp(bytes, 0, datagram);
  return bytes;
}

/** Writes UDP header, data and checksum at `start`; the data is copied. Returns where it ends. */
export function writeUdp(bytes: Uint8Array, start: number, datagram: UdpDatagram): number {
  const {source, destination, payload} = datagram;
  const length = UDP_HEADER_LENGTH + payload.length;
  writeUint16(bytes, start + FIELD.sourcePort, datagram.sourcePort);
  writeUint16(bytes, start + FIELD.destinationPort, datagram.destinationPort);
  writeUint16(bytes, start + FIELD.length, length);
  writeUint16(bytes, start + FIELD.checksum, 0);
  bytes.set(payload, start + FIELD.data);
  const addresses = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
  const computed = checksum(bytes, start, start + length, addresses + IP_PROTOCOL.udp + length);
  // 0 would say that none was computed; both mean the same in ones' complement.
  writeUint16(bytes, start + FIELD.checksum, computed === 0 ? 0xffff : computed);
  return start + length;
}
