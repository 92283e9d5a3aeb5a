/** The words of `ip route add`, `change`, `replace`, `append` and `delete`. */
import {type KernelRouteType, readProtocol, readRouteType, readTable, TABLE} from './route-numbers.ts';
import {ROUTE_USAGE} from './route-usage.ts';
import {type IpFamily} from './options.ts';
import {readScope, SCOPE} from './scopes.ts';
import {answered, garbage, IP_STATUS, IpStop, wrongValue} from './stop.ts';
import {type Family, type IpPrefixWord, readAddress, readPrefix} from './values.ts';
import {abbreviates, type IpWords, unsigned} from './words.ts';

export interface RouteWords {
  readonly family: Family;
  readonly prefix: IpPrefixWord;
  readonly type?: KernelRouteType;
  readonly gateway?: string;
  readonly dev?: string;
  readonly source?: string;
  readonly metric?: number;
  readonly protocol?: number;
  readonly scope?: number;
  readonly table?: number;
  /** The gateway is on the link, whatever the addresses say. */
  readonly onlink: boolean;
}

type Draft = {-readonly [Key in keyof RouteWords]?: RouteWords[Key] | undefined} & {unsupported?: boolean};

/** What iproute2 knows and no route of a lab has, with a value behind it. */
const METRICS = [
  'mtu',
  'hoplimit',
  'advmss',
  'reordering',
  'rtt',
  'rto_min',
  'window',
  'cwnd',
  'initcwnd',
  'initrwnd',
  'features',
  'quickack',
  'congctl',
  'rttvar',
  'ssthresh',
  'fastopen_no_cookie',
] as const;
const EXACT_METRICS: ReadonlySet<string> = new Set(['mtu', 'hoplimit', 'advmss', 'rtt', 'rto_min']);
const OTHERS: ReadonlySet<string> = new Set(['from', 'as', 'tos', 'expires', 'nhid', 'encap', 'ttl-propagate']);

/** @throws {IpStop} */
export function readRouteWords(words: IpWords, family: IpFamily | undefined): RouteWords {
  const draft: Draft = {...(family !== undefined && family !== 'link' && {family})};
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'nexthop') {
      words.rest();
      draft.unsupported = true;
    } else readWord(word, words, draft);
  }
  const {prefix, unsupported, family: found = 'inet', onlink = false, ...rest} = draft;
  if (!prefix) throw new IpStop(ROUTE_USAGE, IP_STATUS.usage);
  if (unsupported === true) throw answered('Operation not supported', 'EOPNOTSUPP');
  return {...defined(rest), prefix: ofFamily(prefix, found), family: found, onlink};
}

/** `default` is of the family that the other words are of. */
function ofFamily(prefix: IpPrefixWord, family: Family): IpPrefixWord {
  return prefix.family === family ? prefix : {...prefix, family, address: family === 'inet' ? '0.0.0.0' : '::'};
}

function defined<Shape extends object>(shape: Shape): {[Key in keyof Shape]: Exclude<Shape[Key], undefined>} {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as never;
}

function readWord(word: string, words: IpWords, draft: Draft): void {
  if (word === 'src') draft.source = addressOf(words.value(), draft);
  else if (word === 'via') readGateway(words, draft);
  else if (OTHERS.has(word) || ['dsfield', 'realms', 'vrf'].some((name) => abbreviates(word, name))) {
    words.value();
    draft.unsupported = true;
  } else if (abbreviates(word, 'metric') || abbreviates(word, 'priority') || word === 'preference') {
    draft.metric = valued(words, (value) => unsigned(value, 2 ** 31), '"metric" value is invalid\n');
  } else if (word === 'scope') draft.scope = valued(words, readScope, 'invalid "scope" value\n');
  else if (METRICS.some((name) => (EXACT_METRICS.has(name) ? word === name : abbreviates(word, name)))) {
    readMetric(word, words);
    draft.unsupported = true;
  } else if (word === 'onlink') draft.onlink = true;
  else if (abbreviates(word, 'protocol')) draft.protocol = valued(words, readProtocol, '"protocol" value is invalid\n');
  else if (abbreviates(word, 'table')) draft.table = valued(words, readTable, '"table" value is invalid\n');
  else if (word === 'dev' || word === 'oif') draft.dev = words.value();
  else if (abbreviates(word, 'pref')) {
    const value = words.value();
    const known = ['low', 'medium', 'high'].includes(value) || unsigned(value, 256) !== undefined;
    if (!known) throw wrongValue('"pref" value is invalid\n', value);
    draft.unsupported ||= value !== 'medium';
  } else readDestination(word, words, draft);
}

/** What is wrong is told as such, also where nothing goes by it. */
function readMetric(word: string, words: IpWords): void {
  const first = words.value();
  const value = first === 'lock' ? words.value() : first;
  const isNumber = unsigned(value) !== undefined;
  const name = word === 'advmss' ? 'mss' : word;
  if (!isNumber && ['mtu', 'hoplimit', 'advmss', 'window', 'cwnd', 'initcwnd', 'ssthresh'].includes(word)) {
    throw wrongValue(`"${name}" value is invalid\n`, value);
  }
}

function valued<Value>(words: IpWords, read: (value: string) => Value | undefined, why: string): Value {
  const value = words.value();
  const found = read(value);
  if (found === undefined) throw wrongValue(why, value);
  return found;
}

function readGateway(words: IpWords, draft: Draft): void {
  if (draft.gateway !== undefined) throw wrongValue('use nexthop syntax to specify multiple via\n', 'via');
  const value = words.value();
  const named = value === 'inet' || value === 'inet6' ? value : undefined;
  const {family, address} = readAddress(named ? words.value() : value, named ?? draft.family);
  // Nobody is a gateway as good as none, but for how far the destination is taken to be.
  if (address === '0.0.0.0' || address === '::') draft.scope ??= SCOPE.global;
  else draft.gateway = address;
  draft.family ??= family;
  // A gateway of the other version is one of no route here.
  if (family !== draft.family) draft.unsupported = true;
}

function readDestination(word: string, words: IpWords, draft: Draft): void {
  let value = word === 'to' ? words.value() : word;
  const type = /^\d/.test(value) ? undefined : readRouteType(value);
  if (type) {
    draft.type = type;
    value = words.value();
  }
  if (abbreviates(value, 'help')) throw new IpStop(ROUTE_USAGE, IP_STATUS.usage);
  if (draft.prefix) throw garbage('to', value);
  draft.prefix = readPrefix(value, draft.family);
  // What says "everything" says nothing of its family.
  if (!['default', 'any', 'all'].includes(value)) draft.family ??= draft.prefix.family;
}

function addressOf(word: string, draft: Draft): string {
  const {family, address} = readAddress(word, draft.family);
  draft.family ??= family;
  return address;
}

/** The table that is meant. */
export function tableOf({table, type}: RouteWords): number {
  return table ?? (type === 'local' || type === 'broadcast' || type === 'anycast' ? TABLE.local : TABLE.main);
}
