/** What may be typed behind `ndp`, as on the BSDs. */
import {canonicalName} from '../../names.ts';
import {type ScopedAddress, looksLikeAddress, readScopedAddress} from './address.ts';
import {INET6_FLAG_WORDS, type Inet6Flags, takeInet6Flag} from './inet6-flags.ts';
import {quoted, readMac, usage} from './values.ts';

/** A neighbour, on one interface where that was said. */
export interface OfNeighbour {
  dst: string;
  dev?: string;
}

export type NdpRequest =
  | {kind: 'list' | 'clear'}
  | {kind: 'get' | 'delete'; neighbour: OfNeighbour}
  | {kind: 'set'; neighbour: OfNeighbour; lladdr: string; proxy: boolean; temporary: boolean}
  | {kind: 'show-interface'; ifname: string}
  | {kind: 'change-interface'; ifname: string; inet6: Inet6Flags};

/** How a neighbour is added. */
const MARKS: ReadonlySet<string> = new Set(['proxy', 'temp']);

/** @throws {NetworkError} EUSAGE */
export function parseNdp(words: readonly string[]): NdpRequest {
  const [first, ...rest] = words.filter((word) => word !== '-n');
  const [operand, lladdr, ...further] = rest;
  if (first === undefined || (/^-(?:a|an|na)$/.test(first) && operand === undefined)) return {kind: 'list'};
  if (first === '-c' && operand === undefined) return {kind: 'clear'};
  if (first === '-i' && operand !== undefined) return parseInterface(operand, rest.slice(1));
  if (first === '-d' && operand !== undefined && lladdr === undefined)
    return {kind: 'delete', neighbour: readNeighbour(operand)};
  if (first === '-s' && operand !== undefined && lladdr !== undefined && further.every((word) => MARKS.has(word))) {
    const how = {proxy: further.includes('proxy'), temporary: further.includes('temp')};
    return {kind: 'set', neighbour: readNeighbour(operand), lladdr: readMac(lladdr), ...how};
  }
  if (looksLikeAddress(first) && operand === undefined) return {kind: 'get', neighbour: readNeighbour(first)};
  throw usage(
    `${quoted(words.join(' '))} is not for ndp: -a, ADDRESS, -s ADDRESS MAC [temp] [proxy], -d ADDRESS, -c, or -i INTERFACE [FLAG…]`,
  );
}

function readNeighbour(word: string): OfNeighbour {
  const {address, zone}: ScopedAddress = readScopedAddress(word, 'inet6');
  return {dst: address, ...(zone !== undefined && {dev: canonicalName(zone)})};
}

function parseInterface(name: string, words: readonly string[]): NdpRequest {
  const ifname = canonicalName(name);
  if (words.length === 0) return {kind: 'show-interface', ifname};
  const inet6: Inet6Flags = {};
  for (const word of words) {
    if (takeInet6Flag(inet6, word)) continue;
    throw usage(`${quoted(word)} is not a flag of an interface: ${INET6_FLAG_WORDS.join(', ')}`);
  }
  return {kind: 'change-interface', ifname, inet6};
}
