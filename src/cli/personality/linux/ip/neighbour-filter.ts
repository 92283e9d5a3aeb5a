/** Which neighbours `ip neighbour show` and `flush` are about. */
import {type Link, linkFound, linkNamed} from './links.ts';
import type {NeighbourEntry} from './neighbour-text.ts';
import {NEIGHBOUR_USAGE} from './neighbour-usage.ts';
import type {IpFamily} from './options.ts';
import {readProtocol} from './route-numbers.ts';
import {givenTwice, IP_STATUS, IpStop, wrongValue} from './stop.ts';
import {covers, type Family, type IpPrefixWord, readPrefix} from './values.ts';
import {abbreviates, type IpWords, unsigned} from './words.ts';

export interface NeighbourFilter {
  readonly family?: Family;
  readonly dev?: string;
  readonly states: ReadonlySet<string>;
  readonly proxy: boolean;
  readonly prefix?: IpPrefixWord;
  /** Nobody has ever had it, so that nothing is found. */
  readonly nothing: boolean;
}

/** By the bit that each is in the kernel; those without a neighbour's state here are none's. */
const STATES: readonly (readonly [number, string])[] = [
  [0x01, 'incomplete'],
  [0x02, 'reachable'],
  [0x04, 'stale'],
  [0x08, 'delay'],
  [0x10, 'probe'],
  [0x20, 'failed'],
  [0x40, 'noarp'],
  [0x80, 'permanent'],
  [0x00, 'none'],
];
const ABBREVIATED: ReadonlySet<string> = new Set(['permanent', 'reachable', 'failed']);

/** The state that a word names. */
export function readNeighbourState(word: string): string | undefined {
  const named = STATES.find(([, name]) => name === word || (ABBREVIATED.has(name) && abbreviates(word, name)));
  if (named) return named[1];
  const number = unsigned(word);
  return STATES.find(([bit]) => bit === number)?.[1];
}

/** @throws {IpStop} */
export function readNeighbourFilter(
  words: IpWords,
  links: readonly Link[],
  family: IpFamily | undefined,
  flushes: boolean,
): NeighbourFilter {
  const states = new Set<string>();
  let chosen: Family | undefined = family === 'link' ? undefined : family;
  let device: string | undefined;
  let prefix: IpPrefixWord | undefined;
  let [proxy, nothing, all] = [false, family === 'link', false];
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'dev') {
      const value = words.value();
      if (device !== undefined) throw givenTwice('dev', value);
      device = value;
    } else if (word === 'nud') {
      const value = words.value();
      const state = readNeighbourState(value);
      if (state === undefined && value !== 'all') throw wrongValue('nud state is bad', value);
      if (state === undefined) all = true;
      else states.add(state);
    } else if (word === 'proxy') proxy = true;
    else if (word === 'nomaster' || word === 'unused') continue;
    else if (word === 'master' || word === 'vrf') {
      const value = words.value();
      const why = word === 'vrf' ? 'Not a valid VRF name\n' : 'Device does not exist\n';
      if (word === 'vrf' || !linkNamed(links, value)) throw wrongValue(why, value);
      nothing = true;
    } else if (abbreviates(word, 'protocol')) {
      const value = words.value();
      const protocol = readProtocol(value);
      if (protocol === undefined && value !== 'all') throw wrongValue('invalid "protocol"\n', value);
      // Neighbours are of nobody in particular.
      nothing ||= (protocol ?? 0) !== 0;
    } else {
      const value = word === 'to' ? words.value() : word;
      if (abbreviates(value, 'help')) throw new IpStop(NEIGHBOUR_USAGE, IP_STATUS.usage);
      prefix = readPrefix(value, chosen);
      if (!['all', 'any', 'default'].includes(value)) chosen ??= prefix.family;
    }
  }
  const usual = STATES.map(([, name]) => name).filter((name) => !flushes || name !== 'permanent');
  return {
    ...(chosen && {family: chosen}),
    ...(device !== undefined && {dev: linkFound(links, device).name}),
    states: states.size > 0 && !all ? states : new Set(all ? STATES.map(([, name]) => name) : usual),
    proxy,
    ...(prefix && {prefix}),
    nothing,
  };
}

export function isNeighbourAsked(filter: NeighbourFilter, entry: NeighbourEntry): boolean {
  const {family, dev, proxy, state} = entry;
  const {prefix} = filter;
  return (
    !filter.nothing &&
    filter.proxy === proxy &&
    (proxy || filter.states.has(state.state)) &&
    (filter.dev === undefined || filter.dev === dev) &&
    (prefix === undefined || prefix.length === 0 || covers(prefix, family, state.dst))
  );
}
