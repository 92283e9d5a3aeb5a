/** Single words turned into values; everything here throws EUSAGE (or EAFNOSUPPORT) with what would be right. */
import {NetworkError} from '../../errors.ts';
import {parseMac} from '../../packet/ethernet.ts';
import {formatAddress, parseAddress, prefixLengthOf} from '../../packet/address.ts';

export function usage(message: string): NetworkError {
  return new NetworkError('EUSAGE', message);
}

/** A word as messages show it: on one line, and not longer than a line. */
export function quoted(word: string): string {
  return JSON.stringify(word.length > 64 ? `${word.slice(0, 64)}…` : word);
}

const IPV4_WORDS: ReadonlySet<string> = new Set(['inet', 'AF_INET', 'ipv4']);
const IPV6_WORDS: ReadonlySet<string> = new Set(['inet6', 'AF_INET6', 'ipv6']);

/**
 * Whether `word` names the address family IPv4.
 *
 * @throws {NetworkError} EAFNOSUPPORT: it names IPv6.
 */
export function isFamilyWord(word: string | undefined): boolean {
  if (word === undefined) return false;
  if (IPV6_WORDS.has(word)) throw ipv6(word);
  return IPV4_WORDS.has(word);
}

export function ipv6(word: string): NetworkError {
  return new NetworkError('EAFNOSUPPORT', `IPv6 is not supported yet: ${quoted(word)}`);
}

/** Whether `word` can only be meant as an address: no keyword and no interface looks like one. */
export function looksLikeAddress(word: string): boolean {
  return /^\d/.test(word) || isIpv6(word);
}

function isIpv6(word: string): boolean {
  return /^[\da-f.]*:[\da-f:.]*(?:[/%]|$)/i.test(word);
}

/** A strict dotted quad, as it was written. */
export function readAddress(word: string): string {
  if (parseAddress(word) === undefined) throw notAnAddress(word);
  return word;
}

function notAnAddress(word: string): NetworkError {
  if (isIpv6(word)) return ipv6(word);
  if (/^[\d.]+\/\d*$/.test(word)) return usage(`${quoted(word)} has a prefix length, where an address alone belongs`);
  const parts = word.split('.');
  if (!/^[\d.]+$/.test(word) || parts.includes(''))
    return usage(`${quoted(word)} is not an IPv4 address such as 10.8.0.2`);
  const plain = parts.map(Number).join('.');
  if (parseAddress(plain) !== undefined) return usage(`${quoted(word)} has leading zeros: write ${plain}`);
  if (parts.length < 4 && parts.every((part) => Number(part) < 256)) {
    return usage(`${quoted(word)} is not a whole address: write all four numbers, such as ${spellings(parts)}`);
  }
  return usage(`${quoted(word)} is not an IPv4 address: four numbers from 0 to 255`);
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

/** A hardware address, as it was written. */
export function readMac(word: string): string {
  if (parseMac(word) !== undefined) return word;
  throw usage(`${quoted(word)} is not a hardware address such as 02:00:00:00:00:07`);
}

/** `address` or `address/length`. */
export function readPrefixed(word: string): {address: string; length?: number} {
  const slash = word.indexOf('/');
  if (slash < 0 || isIpv6(word)) return {address: readAddress(word)};
  const address = readAddress(word.slice(0, slash));
  return {address, length: readPrefixLength(word.slice(slash + 1), word)};
}

/** 0…32; `whole` is the word it was part of. */
export function readPrefixLength(word: string, whole = word): number {
  if (/^\d{1,9}$/.test(word) && Number(word) <= 32) return Number(word);
  throw usage(`${quoted(whole)}: a prefix length is a number from 0 to 32`);
}

/** The prefix length of a mask written 255.255.255.0 or 0xffffff00; `undefined`: no mask without holes. */
export function maskLength(word: string): number | undefined {
  const mask = /^0x[\da-f]{8}$/i.test(word) ? Number(word) : parseAddress(word);
  return mask === undefined ? undefined : prefixLengthOf(mask);
}

/** The prefix length of a mask. */
export function readMask(word: string): number {
  const length = maskLength(word);
  if (length !== undefined) return length;
  if (/^0x[\da-f]{8}$/i.test(word)) throw holes(formatAddress(Number(word)));
  if (parseAddress(word) !== undefined) throw holes(word);
  if (/^\/?\d{1,2}$/.test(word)) {
    throw usage(
      `${quoted(word)} is not a mask: write it as 255.255.255.0, or write: prefixlen ${word.replace('/', '')}`,
    );
  }
  throw usage(`${quoted(word)} is not a mask such as 255.255.255.0 or 0xffffff00`);
}

function holes(mask: string): NetworkError {
  return usage(`${mask} is not a mask: its ones must come first, without holes, as in 255.255.255.0`);
}

/** A whole number, decimal or 0x…; whether it is allowed there is the lab's business. */
export function readNumber(word: string, keyword: string): number {
  const value = /^(?:-?(?:0|[1-9]\d*)|0x[\da-f]+)$/i.test(word) ? Number(word) : NaN;
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw usage(`${quoted(word)} is not a number, and ${quoted(keyword)} needs one`);
}

/** `application` or `interface`. */
export function readQueueName(word: string): 'application' | 'interface' {
  if (word === 'application' || word === 'interface') return word;
  throw usage(
    `${quoted(word)} is not a queue: application (what programs read) or interface (what the stack receives)`,
  );
}

/** A number behind which one of `units` stands, times what the unit is worth; `undefined` for anything else. */
export function quantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([a-z%]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (number === '' || factor === undefined) return undefined;
  // Without the noise of binary fractions: 9us are 0.009 ms.
  return Number((Number(number) * factor).toPrecision(15));
}
