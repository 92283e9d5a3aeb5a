/** Addresses of both versions of IP, as words; everything here throws EUSAGE with what would be right. */
import type {Family} from '../../api/schema/scalars.ts';
import {NetworkError} from '../../errors.ts';
import {canonicalName} from '../../names.ts';
import {parseAddress} from '../../packet/address.ts';
import {formatIpv6, isLinkLocal6, isMulticast6, parseIpv6} from '../../packet/ipv6-address.ts';
import {quoted, usage} from './values.ts';

const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ...['inet', 'AF_INET', 'ipv4'].map((word) => [word, 'inet'] as const),
  ...['inet6', 'AF_INET6', 'ipv6'].map((word) => [word, 'inet6'] as const),
]);

export const FAMILY_NAME: Readonly<Record<Family, string>> = {inet: 'IPv4', inet6: 'IPv6'};

/** Bits of an address. */
export const ADDRESS_BITS: Readonly<Record<Family, number>> = {inet: 32, inet6: 128};

/** The address family that `word` names. */
export function familyNamed(word: string | undefined): Family | undefined {
  return word === undefined ? undefined : FAMILIES.get(word);
}

/** The family of an address (right or wrong): no IPv6 address is without a colon, no IPv4 address has one. */
export function familyOf(address: string): Family {
  return address.includes(':') ? 'inet6' : 'inet';
}

/** Whether `word` can only be meant as an address: no keyword and no interface looks like one. */
export function looksLikeAddress(word: string): boolean {
  return /^\d/.test(word) || looksLikeIpv6(word);
}

function looksLikeIpv6(word: string): boolean {
  return /^[\da-f.]*:[\da-f:.]*(?:[/%]|$)/i.test(word);
}

/**
 * The address alone, in its canonical text.
 *
 * @param family the one that belongs here, where not either does
 */
export function readAddress(word: string, family?: Family): string {
  if (looksLikeIpv6(word)) {
    if (family === 'inet') throw otherFamily(word, family);
    const address = parseIpv6(word);
    if (address === undefined) throw notAnIpv6Address(word);
    return formatIpv6(address);
  }
  const isIpv4 = parseAddress(word) !== undefined;
  if (family === 'inet6') throw isIpv4 ? otherFamily(word, family) : notOfIpv6(word);
  if (!isIpv4) throw notAnIpv4Address(word, family);
  return word;
}

/** An address with what may stand behind it. */
export interface ScopedAddress {
  readonly address: string;
  /** The interface behind `%`, as it was typed (RFC 4007 §11). */
  readonly zone?: string;
}

/** `address`, or `address%interface` where it is of one link. */
export function readScopedAddress(word: string, family?: Family): ScopedAddress {
  const [text = '', ...zones] = word.split('%');
  const [zone] = zones;
  if (zone === undefined || !looksLikeIpv6(word)) return {address: readAddress(word, family)};
  const address = readAddress(text, family);
  if (zone === '' || zones.length > 1)
    throw usage(`${quoted(word)}: behind "%" stands one interface, as in fe80::1%eth0`);
  const number = parseIpv6(address)!;
  if (isLinkLocal6(number) || isMulticast6(number)) return {address, zone};
  throw usage(
    `${quoted(word)}: ${address} is not an address of one link, so no interface belongs to it: leave out %${zone}`,
  );
}

/** `address` or `address/length`, with a zone in between where there is one. */
export function readPrefixed(word: string, family?: Family): ScopedAddress & {readonly length?: number} {
  const slash = isZoneAtEnd(word) ? -1 : word.lastIndexOf('/');
  if (slash < 0) return readScopedAddress(word, family);
  const scoped = readScopedAddress(word.slice(0, slash), family);
  return {...scoped, length: readPrefixLength(word.slice(slash + 1), familyOf(scoped.address), word)};
}

/** Whether the word ends with a zone: there are interfaces with a slash in their names, such as tun/0. */
function isZoneAtEnd(word: string): boolean {
  const percent = word.indexOf('%');
  if (percent < 0) return false;
  try {
    return canonicalName(word.slice(percent + 1)) !== '';
  } catch {
    return false;
  }
}

/** An address that an interface is to lose: Linux and FreeBSD write the length behind one of IPv6, FreeBSD without use. */
export function readAddressToRemove(word: string, family?: Family): ScopedAddress {
  return familyOf(word) === 'inet6' ? readPrefixed(word, family) : readScopedAddress(word, family);
}

/** The address alone, if the interface behind its `%` is the one it is for. */
export function addressOn(ifname: string, {address, zone}: ScopedAddress): string {
  if (zone === undefined || canonicalName(zone) === ifname) return address;
  throw usage(`${quoted(`${address}%${zone}`)} is an address on ${zone}, and this is ${ifname}: leave out %${zone}`);
}

/** 0…32, or 0…128 for IPv6; `whole` is the word it was part of. */
export function readPrefixLength(word: string, family: Family, whole = word): number {
  const bits = ADDRESS_BITS[family];
  if (/^\d{1,9}$/.test(word) && Number(word) <= bits) return Number(word);
  throw usage(`${quoted(whole)}: a prefix length is a number from 0 to ${bits}`);
}

function otherFamily(word: string, wanted: Family): NetworkError {
  const found = FAMILY_NAME[familyOf(word)];
  return usage(`${quoted(word)} is an ${found} address, and an ${FAMILY_NAME[wanted]} address belongs here`);
}

function notOfIpv6(word: string): NetworkError {
  return usage(`${quoted(word)} is not an IPv6 address such as fd00::2`);
}

function notAnIpv6Address(word: string): NetworkError {
  if (word.includes('/')) return withPrefixLength(word);
  if (word.includes('%')) return usage(`${quoted(word)} names an interface, where an address alone belongs`);
  const parts = word.split('::');
  if (parts.length > 2) return usage(`${quoted(word)} has "::" more than once: it stands for one run of zeros`);
  const groups = word.split(':').filter((group) => !group.includes('.'));
  const long = groups.find((group) => group.length > 4);
  if (long !== undefined) return usage(`${quoted(word)}: ${long} is too long: a group has at most four hex digits`);
  return usage(`${quoted(word)} is not an IPv6 address: eight groups, or "::" in place of the zeros, as in fd00::2`);
}

function notAnIpv4Address(word: string, family: Family | undefined): NetworkError {
  if (/^[\d.]+\/\d*$/.test(word)) return withPrefixLength(word);
  const parts = word.split('.');
  if (!/^[\d.]+$/.test(word) || parts.includes('')) {
    const either = family === undefined ? ', nor an IPv6 address such as fd00::2' : '';
    return usage(`${quoted(word)} is not an IPv4 address such as 10.8.0.2${either}`);
  }
  const plain = parts.map(Number).join('.');
  if (parseAddress(plain) !== undefined) return usage(`${quoted(word)} has leading zeros: write ${plain}`);
  if (parts.length < 4 && parts.every((part) => Number(part) < 256)) {
    return usage(`${quoted(word)} is not a whole address: write all four numbers, such as ${spellings(parts)}`);
  }
  return usage(`${quoted(word)} is not an IPv4 address: four numbers from 0 to 255`);
}

function withPrefixLength(word: string): NetworkError {
  return usage(`${quoted(word)} has a prefix length, where an address alone belongs`);
}

/** Both ways a short address is read: zeros before the last number (inet_aton) and at the end (a network). */
function spellings(parts: readonly string[]): string {
  const numbers = parts.map((part) => String(Number(part)));
  const zeros = Array<string>(4 - numbers.length).fill('0');
  return [
    [...numbers.slice(0, -1), ...zeros, ...numbers.slice(-1)],
    [...numbers, ...zeros],
  ]
    .map((quad) => quad.join('.'))
    .join(' or ');
}
