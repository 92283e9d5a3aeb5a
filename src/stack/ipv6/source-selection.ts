/** Which of several addresses a packet comes from (RFC 6724 §5), as far as the rules know of anything here. */
import {type Ipv6Address, isLinkLocal6, isMulticast6, multicastScope} from '../../packet/ipv6-address.ts';
import type {Ipv6InterfaceAddress} from './ipv6-interface.ts';

/** Scopes of RFC 4007 §5, as multicast addresses number them. */
const LINK_LOCAL = 2;
const SITE_LOCAL = 5;
const GLOBAL = 14;

/** The policy table (§2.1): prefix, its length, label. The first that covers an address labels it. */
const LABELS: readonly (readonly [prefix: bigint, length: number, label: number])[] = [
  [1n, 128, 0],
  [0xffffn, 96, 4],
  [0n, 96, 3],
  [0x2001_0000n, 32, 5],
  [0x2002n, 16, 2],
  [0xfc00n >> 9n, 7, 13],
  [0xfec0n >> 6n, 10, 11],
  [0x3ffen, 16, 12],
];
const DEFAULT_LABEL = 1;

/** The one that the rules prefer; of equals the first. `undefined` where there is none. */
export function bestSource(
  destination: Ipv6Address,
  candidates: readonly Ipv6InterfaceAddress[],
): Ipv6Address | undefined {
  let best: Ipv6InterfaceAddress | undefined;
  for (const candidate of candidates) {
    if (!best || isBetter(destination, candidate, best)) best = candidate;
  }
  return best?.local;
}

/** Whether `one` is better than `other`; rules 4 to 5.5 and 7 know of nothing that is here. */
function isBetter(destination: Ipv6Address, one: Ipv6InterfaceAddress, other: Ipv6InterfaceAddress): boolean {
  const order =
    Number(one.local === destination) - Number(other.local === destination) ||
    byScope(scopeOf(destination), scopeOf(one.local), scopeOf(other.local)) ||
    standing(one) - standing(other) ||
    Number(sameLabel(destination, one.local)) - Number(sameLabel(destination, other.local)) ||
    commonPrefix(destination, one) - commonPrefix(destination, other);
  return order > 0;
}

/** Rule 2: the smallest scope that reaches the destination. */
function byScope(wanted: number, one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? (one < wanted ? -1 : 1) : other < wanted ? 1 : -1;
}

/** Rule 3, and RFC 4429 §3.3: what is being checked is to be avoided as what is deprecated. */
function standing({state}: Ipv6InterfaceAddress): number {
  return state === 'preferred' ? 1 : 0;
}

function scopeOf(address: Ipv6Address): number {
  if (isMulticast6(address)) return multicastScope(address);
  if (isLinkLocal6(address) || address === 1n) return LINK_LOCAL;
  return address >> 118n === 0xfec0n >> 6n ? SITE_LOCAL : GLOBAL;
}

function sameLabel(one: Ipv6Address, other: Ipv6Address): boolean {
  return labelOf(one) === labelOf(other);
}

function labelOf(address: Ipv6Address): number {
  const entry = LABELS.find(([prefix, length]) => address >> BigInt(128 - length) === prefix);
  return entry ? entry[2] : DEFAULT_LABEL;
}

/** Rule 8: leading bits in common, not more than the source's prefix has. */
function commonPrefix(destination: Ipv6Address, {local, prefixLength}: Ipv6InterfaceAddress): number {
  const difference = destination ^ local;
  const common = difference === 0n ? 128 : 128 - difference.toString(2).length;
  return Math.min(common, prefixLength);
}
