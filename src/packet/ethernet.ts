/** The Ethernet II header (IEEE 802.3 §3.1, RFC 894) and MAC addresses. */
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

export const ETHERNET_HEADER_LENGTH = 14;

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;

/** 48 bits as one number, most significant octet first: to be compared, and to be the key of a map. */
export type MacAddress = number;

export const MAC_BROADCAST: MacAddress = 0xffff_ffff_ffff;

/** Offset of each field, in octets from the start of the frame. */
const FIELD = {destination: 0, source: 6, etherType: 12} as const;

export interface EthernetFrame {
  readonly destination: MacAddress;
  readonly source: MacAddress;
  readonly etherType: number;
  /** After parsing a view, not a copy; a short frame's padding is in it. */
  readonly payload: Uint8Array;
}

/** `02:00:00:00:00:01`, or with hyphens; of either case. `undefined` for anything else. */
export function parseMac(text: string): MacAddress | undefined {
  if (!/^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text)) return undefined;
  return Number.parseInt(text.replaceAll(/[:-]/g, ''), 16);
}

/** Six lower-case octets joined by colons. */
export function formatMac(address: MacAddress): string {
  return address
    .toString(16)
    .padStart(12, '0')
    .replaceAll(/(..)(?!$)/g, '$1:');
}

export function isGroupMac(address: MacAddress): boolean {
  return (Math.floor(address / 2 ** 40) & 1) !== 0;
}

/** The address at an offset, read in place. */
export function readMac(bytes: Uint8Array, at: number): MacAddress {
  return readUint16(bytes, at) * 2 ** 32 + readUint32(bytes, at + 2);
}

export function writeMac(bytes: Uint8Array, at: number, address: MacAddress): void {
  writeUint16(bytes, at, Math.floor(address / 2 ** 32));
  writeUint32(bytes, at + 2, address % 2 ** 32);
}

export function readMacDestination(frame: Uint8Array): MacAddress {
  return readMac(frame, FIELD.destination);
}

export function readMacSource(frame: Uint8Array): MacAddress {
  return readMac(frame, FIELD.source);
}

export function readEtherType(frame: Uint8Array): number {
  return readUint16(frame, FIELD.etherType);
}

/** Writes the 14 octets of the header at the start of `frame`. */
export function writeEthernetHeader(frame: Uint8Array, header: Omit<EthernetFrame, 'payload'>): void {
  writeMac(frame, FIELD.destination, header.destination);
  writeMac(frame, FIELD.source, header.source);
  writeUint16(frame, FIELD.etherType, header.etherType);
}

/** Exchanges destination and source in place. */
export function swapMacs(frame: Uint8Array): void {
  const destination = readMacDestination(frame);
  writeMac(frame, FIELD.destination, readMacSource(frame));
  writeMac(frame, FIELD.source, destination);
}

/** @throws {MalformedPacketError} fewer than 14 octets. */
export function parseEthernet(frame: Uint8Array): EthernetFrame {
  if (frame.length < ETHERNET_HEADER_LENGTH) throw new MalformedPacketError('ethernet', 'truncated-header');
  return {
    destination: readMacDestination(frame),
    source: readMacSource(frame),
    etherType: readEtherType(frame),
    payload: frame.subarray(ETHERNET_HEADER_LENGTH),
  };
}

/** The octets of a frame, in a new array; neither padded to 60 octets nor followed by a check sequence. */
export function emitEthernet(frame: EthernetFrame): Uint8Array {
  const bytes = new Uint8Array(ETHERNET_HEADER_LENGTH + frame.payload.length);
  writeEthernetHeader(bytes, frame);
  bytes.set(frame.payload, ETHERNET_HEADER_LENGTH);
  return bytes;
}
