/** The fragment header of IPv6 (RFC 8200 §4.5). */
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

/** In octets. */
export const FRAGMENT_HEADER_LENGTH = 8;

/** Offset of each field, in octets from the start of the fragment header. */
const FRAGMENT_FIELD = {nextHeader: 0, reserved: 1, offset: 2, identification: 4} as const;

/** The fields of a fragment header (RFC 8200 §4.5). */
export interface FragmentHeader {
  /** The first header of the part that was cut into fragments. */
  readonly nextHeader: number;
  /** Where this fragment's data belongs in that part, in octets: a multiple of 8. */
  readonly offset: number;
  /** Whether this is not the last one. */
  readonly more: boolean;
  /** 32 bits. */
  readonly identification: number;
}

/** In octets; `at` is where the fragment header begins, as for the readers below. */
export function readFragmentOffset6(packet: Uint8Array, at: number): number {
  return readUint16(packet, at + FRAGMENT_FIELD.offset) & 0xfff8;
}

export function moreFragments6(packet: Uint8Array, at: number): boolean {
  return (readUint16(packet, at + FRAGMENT_FIELD.offset) & 1) !== 0;
}

export function readIdentification6(packet: Uint8Array, at: number): number {
  return readUint32(packet, at + FRAGMENT_FIELD.identification);
}

export function readFragment6(packet: Uint8Array, at: number): FragmentHeader {
  return {
    nextHeader: packet[at + FRAGMENT_FIELD.nextHeader]!,
    offset: readFragmentOffset6(packet, at),
    more: moreFragments6(packet, at),
    identification: readIdentification6(packet, at),
  };
}

/** Writes the 8 octets of a fragment header at `at`. */
export function writeFragmentHeader(bytes: Uint8Array, at: number, header: FragmentHeader): void {
  bytes[at + FRAGMENT_FIELD.nextHeader] = header.nextHeader;
  bytes[at + FRAGMENT_FIELD.reserved] = 0;
  writeUint16(bytes, at + FRAGMENT_FIELD.offset, header.offset + (header.more ? 1 : 0));
  writeUint32(bytes, at + FRAGMENT_FIELD.identification, header.identification);
}
