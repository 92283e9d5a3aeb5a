/**
 * The IPv4 header (RFC 791 §3.1). The `read…` and `set…` functions work in place on octets whose header starts at 0 and
 * which `ipv4Fault` has found no fault in; they allocate nothing. `Ipv4Packet` is the record form, for everything not hot.
 */
import type {Ipv4Address} from './address.ts';
import {checksum, updateChecksum} from './checksum.ts';
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

/** Octets of a header without options. */
export const IPV4_HEADER_LENGTH = 20;
export const IPV4_MAXIMUM_LENGTH = 65_535;

/** Protocol numbers this code knows (IANA "Assigned Internet Protocol Numbers"). */
export const IP_PROTOCOL = {icmp: 1, tcp: 6, udp: 17, icmpv6: 58} as const;

/** Bits of the 16-bit word that holds flags and fragment offset; the offset counts units of 8 octets. */
export const DONT_FRAGMENT = 0x4000;
export const MORE_FRAGMENTS = 0x2000;
export const FRAGMENT_OFFSET = 0x1fff;

/** Offset of each field, in octets from the start of the header. */
const FIELD = {
  tos: 1,
  totalLength: 2,
  identification: 4,
  flagsAndOffset: 6,
  ttl: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
} as const;

export type Ipv4Fault =
  'truncated-header' | 'bad-version' | 'bad-header-length' | 'bad-total-length' | 'bad-header-checksum';

/**
 * The first reason why `bytes` is not a whole IPv4 packet, `undefined` for none (RFC 1122 §3.2.1.1, §3.2.1.2).
 * More octets than the total length are no fault: they are padding, which the caller cuts.
 */
export function ipv4Fault(bytes: Uint8Array): Ipv4Fault | undefined {
  const {length} = bytes;
  if (length < IPV4_HEADER_LENGTH) return 'truncated-header';
  const first = bytes[0]!;
  if (first >>> 4 !== 4) return 'bad-version';
  const headerLength = (first & 15) * 4;
  if (headerLength < IPV4_HEADER_LENGTH) return 'bad-header-length';
  if (headerLength > length) return 'truncated-header';
  const totalLength = readUint16(bytes, FIELD.totalLength);
  if (totalLength < headerLength || totalLength > length) return 'bad-total-length';
  return checksum(bytes, 0, headerLength) === 0 ? undefined : 'bad-header-checksum';
}

/** In octets, options included: 20…60. */
export function readHeaderLength(bytes: Uint8Array): number {
  return (bytes[0]! & 15) * 4;
}

export function readTos(bytes: Uint8Array): number {
  return bytes[FIELD.tos]!;
}

/** In octets, header included. */
export function readTotalLength(bytes: Uint8Array): number {
  return readUint16(bytes, FIELD.totalLength);
}

export function readIdentification(bytes: Uint8Array): number {
  return readUint16(bytes, FIELD.identification);
}

/** The word of DONT_FRAGMENT, MORE_FRAGMENTS and FRAGMENT_OFFSET. */
export function readFlagsAndOffset(bytes: Uint8Array): number {
  return readUint16(bytes, FIELD.flagsAndOffset);
}

export function dontFragment(bytes: Uint8Array): boolean {
  return (bytes[FIELD.flagsAndOffset]! & (DONT_FRAGMENT >>> 8)) !== 0;
}

export function moreFragments(bytes: Uint8Array): boolean {
  return (bytes[FIELD.flagsAndOffset]! & (MORE_FRAGMENTS >>> 8)) !== 0;
}

/** Where this fragment's data belongs in the whole packet's, in octets. */
export function readFragmentOffset(bytes: Uint8Array): number {
  return (readFlagsAndOffset(bytes) & FRAGMENT_OFFSET) * 8;
}

/** Whether it is a piece of a packet: any but the first, or one with more to come. */
export function isFragment(bytes: Uint8Array): boolean {
  return (readFlagsAndOffset(bytes) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0;
}

export function readTtl(bytes: Uint8Array): number {
  return bytes[FIELD.ttl]!;
}

export function readProtocol(bytes: Uint8Array): number {
  return bytes[FIELD.protocol]!;
}

export function readHeaderChecksum(bytes: Uint8Array): number {
  return readUint16(bytes, FIELD.checksum);
}

export function readSource(bytes: Uint8Array): Ipv4Address {
  return readUint32(bytes, FIELD.source);
}

export function readDestination(bytes: Uint8Array): Ipv4Address {
  return readUint32(bytes, FIELD.destination);
}

/** Sets the TTL and updates the checksum. */
export function setTtl(bytes: Uint8Array, ttl: number): void {
  setWord(bytes, FIELD.ttl, (ttl << 8) | bytes[FIELD.protocol]!);
}

/** Takes one from the TTL, which must not be 0, and updates the checksum. Returns what is left. */
export function decrementTtl(bytes: Uint8Array): number {
  const left = bytes[FIELD.ttl]! - 1;
  setTtl(bytes, left);
  return left;
}

/** Sets the identification and updates the checksum. */
export function setIdentification(bytes: Uint8Array, identification: number): void {
  setWord(bytes, FIELD.identification, identification);
}

/** Sets total length and the word of flags and offset, and updates the checksum: what makes a packet a fragment. */
export function setFragment(bytes: Uint8Array, totalLength: number, flagsAndOffset: number): void {
  setWord(bytes, FIELD.totalLength, totalLength);
  setWord(bytes, FIELD.flagsAndOffset, flagsAndOffset);
}

/** Exchanges source and destination; no checksum changes, as a sum does not depend on the order. */
export function swapAddresses(bytes: Uint8Array): void {
  const source = readSource(bytes);
  writeUint32(bytes, FIELD.source, readDestination(bytes));
  writeUint32(bytes, FIELD.destination, source);
}

function setWord(bytes: Uint8Array, at: number, word: number): void {
  writeUint16(bytes, FIELD.checksum, updateChecksum(readUint16(bytes, FIELD.checksum), readUint16(bytes, at), word));
  writeUint16(bytes, at, word);
}

export interface Ipv4Header {
  /** In octets, header included. */
  readonly totalLength: number;
  readonly identification: number;
  /** DONT_FRAGMENT, MORE_FRAGMENTS and FRAGMENT_OFFSET in one 16-bit word; 0 unless given. */
  readonly flagsAndOffset?: number;
  readonly ttl: number;
  readonly protocol: number;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  /** Type of service (RFC 791), or DSCP and ECN (RFC 2474, RFC 3168); 0 unless given. */
  readonly tos?: number;
  /** Padded to a multiple of 4, at most 40 octets; none unless given. */
  readonly options?: Uint8Array;
}

/** Writes a header at the start of `bytes`, checksum included: 20 octets, and the options. */
export function writeIpv4Header(bytes: Uint8Array, header: Ipv4Header): void {
  const {options} = header;
  const headerLength = IPV4_HEADER_LENGTH + (options ? options.length : 0);
  writeFields(bytes, header, headerLength);
  if (options) bytes.set(options, IPV4_HEADER_LENGTH);
  writeUint16(bytes, FIELD.checksum, checksum(bytes, 0, headerLength));
}

/** Writes the checksum of a header that has changed. */
export function finishIpv4Header(bytes: Uint8Array): void {
  writeUint16(bytes, FIELD.checksum, 0);
  writeUint16(bytes, FIELD.checksum, checksum(bytes, 0, readHeaderLength(bytes)));
}

function writeFields(bytes: Uint8Array, header: Ipv4Header, headerLength: number): void {
  bytes[0] = 0x40 | (headerLength >>> 2);
  bytes[FIELD.tos] = header.tos ?? 0;
  writeUint16(bytes, FIELD.totalLength, header.totalLength);
  writeUint16(bytes, FIELD.identification, header.identification);
  writeUint16(bytes, FIELD.flagsAndOffset, header.flagsAndOffset ?? 0);
  bytes[FIELD.ttl] = header.ttl;
  bytes[FIELD.protocol] = header.protocol;
  writeUint16(bytes, FIELD.checksum, 0);
  writeUint32(bytes, FIELD.source, header.source);
  writeUint32(bytes, FIELD.destination, header.destination);
}

/** A whole packet as a record; its lengths and its checksum follow from the rest. */
export interface Ipv4Packet extends Required<Omit<Ipv4Header, 'totalLength'>> {
  /** Padded to a multiple of 4, at most 40 octets. After parsing a view, not a copy. */
  readonly options: Uint8Array;
  /** After parsing a view, not a copy; padding behind the total length is not in it. */
  readonly payload: Uint8Array;
}

/** @throws {MalformedPacketError} for whatever `ipv4Fault` finds. */
export function parseIpv4(bytes: Uint8Array): Ipv4Packet {
  const fault = ipv4Fault(bytes);
  if (fault) throw new MalformedPacketError('ipv4', fault);
  const headerLength = readHeaderLength(bytes);
  return {
    tos: readTos(bytes),
    identification: readIdentification(bytes),
    flagsAndOffset: readFlagsAndOffset(bytes),
    ttl: readTtl(bytes),
    protocol: readProtocol(bytes),
    source: readSource(bytes),
    destination: readDestination(bytes),
    options: bytes.subarray(IPV4_HEADER_LENGTH, headerLength),
    payload: bytes.subarray(headerLength, readTotalLength(bytes)),
  };
}

/**
 * The octets of a packet, in a new array.
 * @throws {MalformedPacketError} options that are no multiple of 4 or above 40 octets, or more than 65,535 in all.
 */
export function emitIpv4(packet: Ipv4Packet): Uint8Array {
  const {options, payload} = packet;
  const headerLength = IPV4_HEADER_LENGTH + options.length;
  if (options.length % 4 !== 0 || options.length > 40) throw new MalformedPacketError('ipv4', 'bad-header-length');
  const totalLength = headerLength + payload.length;
  if (totalLength > IPV4_MAXIMUM_LENGTH) throw new MalformedPacketError('ipv4', 'bad-total-length');
  const bytes = new Uint8Array(totalLength);
  writeFields(bytes, {...packet, totalLength}, headerLength);
  bytes.set(options, IPV4_HEADER_LENGTH);
  bytes.set(payload, headerLength);
  writeUint16(bytes, FIELD.checksum, checksum(bytes, 0, headerLength));
  return bytes;
}
