/**
 * The IPv6 header (RFC 8200 §3). The `read…` and `set…` functions work in place on octets whose header starts at 0 and
 * which `ipv6Fault` has found no fault in. `Ipv6Packet` is the record form, for everything not hot.
 */
import {sum} from './checksum.ts';
import {readIpv6Address, writeIpv6Address, type Ipv6Address} from './ipv6-address.ts';
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

/** Octets of the fixed header. */
export const IPV6_HEADER_LENGTH = 40;

/** The packet every link carries, in octets (RFC 8200 §5). */
export const IPV6_MINIMUM_MTU = 1280;

/** Header and the largest payload 16 bits can tell; jumbograms (RFC 2675) are not supported. */
export const IPV6_MAXIMUM_LENGTH = 65_575;

/** Values of the next header field: extension headers and upper layers (IANA "Assigned Internet Protocol Numbers"). */
export const NEXT_HEADER = {
  hopByHop: 0,
  tcp: 6,
  udp: 17,
  routing: 43,
  fragment: 44,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  none: 59,
  destinationOptions: 60,
} as const;

/** Offset of each field, in octets from the start of the header. */
export const IPV6_FIELD = {payloadLength: 4, nextHeader: 6, hopLimit: 7, source: 8, destination: 24} as const;

export type Ipv6Fault = 'truncated-header' | 'bad-version' | 'bad-payload-length';

/**
 * The first reason why `bytes` is not a whole IPv6 packet, `undefined` for none. More octets than header and payload are
 * no fault: they are padding, which the caller cuts.
 */
export function ipv6Fault(bytes: Uint8Array): Ipv6Fault | undefined {
  if (bytes.length < IPV6_HEADER_LENGTH) return 'truncated-header';
  if (bytes[0]! >>> 4 !== 6) return 'bad-version';
  return readTotalLength6(bytes) > bytes.length ? 'bad-payload-length' : undefined;
}

/** In octets, extension headers included, the fixed header not. */
export function readPayloadLength(bytes: Uint8Array): number {
  return readUint16(bytes, IPV6_FIELD.payloadLength);
}

/** In octets, the fixed header included. */
export function readTotalLength6(bytes: Uint8Array): number {
  return IPV6_HEADER_LENGTH + readPayloadLength(bytes);
}

/** What stands behind the fixed header: an extension header or an upper layer. */
export function readNextHeader(bytes: Uint8Array): number {
  return bytes[IPV6_FIELD.nextHeader]!;
}

export function readHopLimit(bytes: Uint8Array): number {
  return bytes[IPV6_FIELD.hopLimit]!;
}

/** DSCP and ECN (RFC 2474, RFC 3168): 8 bits. */
export function readTrafficClass(bytes: Uint8Array): number {
  return (readUint16(bytes, 0) >>> 4) & 0xff;
}

/** 20 bits (RFC 6437). */
export function readFlowLabel(bytes: Uint8Array): number {
  return readUint32(bytes, 0) & 0xf_ffff;
}

export function readSource6(bytes: Uint8Array): Ipv6Address {
  return readIpv6Address(bytes, IPV6_FIELD.source);
}

export function readDestination6(bytes: Uint8Array): Ipv6Address {
  return readIpv6Address(bytes, IPV6_FIELD.destination);
}

/** Takes one from the hop limit, which must not be 0. Returns what is left. */
export function decrementHopLimit(bytes: Uint8Array): number {
  const left = bytes[IPV6_FIELD.hopLimit]! - 1;
  bytes[IPV6_FIELD.hopLimit] = left;
  return left;
}

export function setHopLimit(bytes: Uint8Array, hopLimit: number): void {
  bytes[IPV6_FIELD.hopLimit] = hopLimit;
}

/** In octets, as `readPayloadLength` gives it. */
export function setPayloadLength(bytes: Uint8Array, payloadLength: number): void {
  writeUint16(bytes, IPV6_FIELD.payloadLength, payloadLength);
}

export function setNextHeader(bytes: Uint8Array, nextHeader: number): void {
  bytes[IPV6_FIELD.nextHeader] = nextHeader;
}

/** Exchanges source and destination; no checksum changes, as a sum does not depend on the order. */
export function swapAddresses6(bytes: Uint8Array): void {
  const {source, destination} = IPV6_FIELD;
  for (let at = 0; at < 16; at += 4) {
    const word = readUint32(bytes, source + at);
    writeUint32(bytes, source + at, readUint32(bytes, destination + at));
    writeUint32(bytes, destination + at, word);
  }
}

/**
 * The pseudo header of an upper layer (RFC 8200 §8.1), summed up to be the initial value of `checksum`. The addresses are
 * summed where they stand: a packet with a routing header that has segments left, whose last destination is elsewhere,
 * is not supported. `length` is that of the upper layer's header and data, in octets.
 */
export function pseudoHeaderSum6(packet: Uint8Array, protocol: number, length: number): number {
  return sum(packet, IPV6_FIELD.source, IPV6_HEADER_LENGTH) + protocol + length;
}

export interface Ipv6Header {
  /** In octets, extension headers included, the fixed header not. */
  readonly payloadLength: number;
  /** One of NEXT_HEADER, or another protocol number. */
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly source: Ipv6Address;
  readonly destination: Ipv6Address;
  /** 8 bits; 0 unless given. */
  readonly trafficClass?: number;
  /** 20 bits; 0 unless given. */
  readonly flowLabel?: number;
}

/** Writes the 40 octets of the fixed header at the start of `bytes`. */
export function writeIpv6Header(bytes: Uint8Array, header: Ipv6Header): void {
  writeUint32(bytes, 0, 0x6000_0000 + ((header.trafficClass ?? 0) << 20) + (header.flowLabel ?? 0));
  writeUint16(bytes, IPV6_FIELD.payloadLength, header.payloadLength);
  bytes[IPV6_FIELD.nextHeader] = header.nextHeader;
  bytes[IPV6_FIELD.hopLimit] = header.hopLimit;
  writeIpv6Address(bytes, IPV6_FIELD.source, header.source);
  writeIpv6Address(bytes, IPV6_FIELD.destination, header.destination);
}

/** A whole packet as a record; its length follows from the payload. */
export interface Ipv6Packet extends Required<Omit<Ipv6Header, 'payloadLength'>> {
  /** Extension headers and upper layer. After parsing a view, not a copy; padding behind the packet is not in it. */
  readonly payload: Uint8Array;
}

/** @throws {MalformedPacketError} for whatever `ipv6Fault` finds. */
export function parseIpv6Packet(bytes: Uint8Array): Ipv6Packet {
  const fault = ipv6Fault(bytes);
  if (fault) throw new MalformedPacketError('ipv6', fault);
  return {
    trafficClass: readTrafficClass(bytes),
    flowLabel: readFlowLabel(bytes),
    nextHeader: readNextHeader(bytes),
    hopLimit: readHopLimit(bytes),
    source: readSource6(bytes),
    destination: readDestination6(bytes),
    payload: bytes.subarray(IPV6_HEADER_LENGTH, readTotalLength6(bytes)),
  };
}

/**
 * The octets of a packet, in a new array.
 * @throws {MalformedPacketError} a payload above 65,535 octets.
 */
export function emitIpv6Packet(packet: Ipv6Packet): Uint8Array {
  const {payload} = packet;
  const length = IPV6_HEADER_LENGTH + payload.length;
  if (length > IPV6_MAXIMUM_LENGTH) throw new MalformedPacketError('ipv6', 'bad-payload-length');
  const bytes = new Uint8Array(length);
  writeIpv6Header(bytes, {...packet, payloadLength: payload.length});
  bytes.set(payload, IPV6_HEADER_LENGTH);
  return bytes;
}
