/** Values of ping's options. */
import type {Family} from '../../api/schema/scalars.ts';
import {canonicalName} from '../../names.ts';
import {familyOf, looksLikeAddress, readScopedAddress} from './address.ts';
import {quoted, usage} from './values.ts';

/** Octets of data that fit into the largest packet, behind the header of ICMP and, of IPv4, its own. */
export const LARGEST_DATA: Readonly<Record<Family, number>> = {inet: 65_507, inet6: 65_527};

/** `-s`, once it is clear to where; a name that may stand for an IPv6 address is looked up later. */
export function checkSize(size: number | undefined, destination: string, asked: Family | undefined): void {
  const family = asked ?? (looksLikeAddress(destination) ? familyOf(destination) : 'inet6');
  const most = LARGEST_DATA[family];
  if (size !== undefined && size > most) throw usage(`--size takes a whole number from 0 to ${most}, not "${size}"`);
}

/** `-p`: hex, an odd digit becomes an octet of its own, at most 16 octets. */
export function readPattern(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[\da-f]{1,32}$/i.test(text)) throw usage(`${quoted(text)} is not a pattern: 1 to 32 hex digits, such as ff00`);
  return text.length % 2 === 0 ? text : `${text.slice(0, -1)}0${text.slice(-1)}`;
}

/** `--stamp`: microseconds that fit in 64 bits. */
export function readStamp(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 1n << 64n) {
    throw usage(`${quoted(text)} is not a time stamp: microseconds since 1970, a whole number below 2^64`);
  }
  return text;
}

/** `-I`: an address of the host, or one of its interfaces; both at once where the address is of one link. */
export function readSource(text: string | undefined): {source?: string; device?: string} {
  if (text === undefined) return {};
  if (!looksLikeAddress(text)) return {device: canonicalName(text)};
  const {address, zone} = readScopedAddress(text);
  return {source: address, ...(zone !== undefined && {device: canonicalName(zone)})};
}
