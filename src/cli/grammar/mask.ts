/** Masks, which Haiku has of both versions of IP; everything here throws EUSAGE with what would be right. */
import type {Family} from '../../api/schema/scalars.ts';
import type {NetworkError} from '../../errors.ts';
import {formatAddress, parseAddress, prefixLengthOf} from '../../packet/address.ts';
import {isMulticast6, networkOf6, parseIpv6} from '../../packet/ipv6-address.ts';
import {quoted, usage} from './values.ts';

const ALL_ONES = (1n << 128n) - 1n;

/**
 * The prefix length of a mask written 255.255.255.0, 0xffffff00 or ffff:ffff:ffff:ffff::; `undefined`: no mask without
 * holes. A mask of IPv6 begins with ff: what does not may be an address.
 */
export function maskLength(word: string, family: Family): number | undefined {
  if (family === 'inet6') return ipv6MaskLength(word);
  const mask = /^0x[\da-f]{8}$/i.test(word) ? Number(word) : parseAddress(word);
  return mask === undefined ? undefined : prefixLengthOf(mask);
}

function ipv6MaskLength(word: string): number | undefined {
  const mask = parseIpv6(word);
  if (mask === undefined || !isMulticast6(mask)) return undefined;
  const length = mask.toString(2).replace(/0+$/, '').length;
  return networkOf6(ALL_ONES, length) === mask ? length : undefined;
}

/** The prefix length of a mask. */
export function readMask(word: string, family: Family): number {
  const length = maskLength(word, family);
  if (length !== undefined) return length;
  if (family === 'inet6') {
    throw usage(`${quoted(word)} is not a mask of IPv6, such as ffff:ffff:ffff:ffff::; or write: prefixlen 64`);
  }
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
