/** Which routes `ip route show` and `flush` are about. */
import type {Link} from './links.ts';
import {linkFound} from './links.ts';
import type {IpFamily} from './options.ts';
import {type KernelRouteType, readProtocol, readRouteType, readTable, TABLE} from './route-numbers.ts';
import {ROUTE_USAGE} from './route-usage.ts';
import type {KernelRoute} from './route-view.ts';
import {readScope} from './scopes.ts';
import {answered, IP_STATUS, IpStop, wrongValue} from './stop.ts';
import {covers, type Family, type IpPrefixWord, readPrefix} from './values.ts';
import {abbreviates, type IpWords, unsigned} from './words.ts';

export interface RouteFilter {
  /** Of one, or of both. */
  readonly family?: Family;
  readonly table: number;
  /** Kernels have had no cache of IPv4's routes since 3.6. */
  readonly cached: boolean;
  readonly dev?: string;
  readonly protocol?: number;
  readonly scope?: number;
  readonly type?: KernelRouteType;
  readonly metric?: number;
  readonly via?: IpPrefixWord;
  readonly source?: IpPrefixWord;
  /** Networks inside of this one, and networks that it is inside of. */
  readonly root?: IpPrefixWord;
  readonly match?: IpPrefixWord;
}

type Draft = {-readonly [Key in keyof RouteFilter]: RouteFilter[Key]};

/** @throws {IpStop} */
export function readRouteFilter(words: IpWords, links: readonly Link[], family: IpFamily | undefined): RouteFilter {
  const draft: Draft = {table: TABLE.main, cached: false};
  let device: string | undefined;
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'dev' || word === 'oif') device = words.value();
    else readWord(word, words, draft, family);
  }
  const chosen = family === 'link' ? undefined : family;
  // Without a family, one table is one of IPv4.
  const asked = chosen ?? (draft.table === TABLE.all ? undefined : 'inet');
  const dev = device === undefined ? undefined : linkFound(links, device).name;
  return {...draft, ...(asked && {family: asked}), ...(dev !== undefined && {dev})};
}

export function isRouteAsked(filter: RouteFilter, route: KernelRoute): boolean {
  const {family, address, length} = route;
  const {via, source, root, match} = filter;
  return (
    !filter.cached &&
    (filter.table === TABLE.all || filter.table === route.table) &&
    (filter.dev === undefined || filter.dev === route.dev) &&
    (filter.protocol === undefined || filter.protocol === route.protocol) &&
    (filter.scope === undefined || filter.scope === route.scope) &&
    (filter.type === undefined || filter.type === route.type) &&
    (filter.metric === undefined || filter.metric === route.metric) &&
    (via === undefined || covers(via, family, route.gateway ?? nowhere(family))) &&
    (source === undefined || covers(source, family, route.source ?? nowhere(family))) &&
    (root === undefined || (root.length <= length && covers(root, family, address))) &&
    (match === undefined || (match.length >= length && covers({family, address, length}, match.family, match.address)))
  );
}

function nowhere(family: Family): string {
  return family === 'inet' ? '0.0.0.0' : '::';
}

function readWord(word: string, words: IpWords, draft: Draft, family: IpFamily | undefined): void {
  if (abbreviates(word, 'table')) readTableWord(words.value(), draft);
  else if (abbreviates(word, 'cached') || abbreviates(word, 'cloned')) draft.cached = true;
  else if (abbreviates(word, 'protocol')) {
    const value = words.value();
    const protocol = readProtocol(value);
    if (protocol === undefined && value !== 'all') throw wrongValue('invalid "protocol"\n', value);
    if (protocol !== undefined) draft.protocol = protocol;
  } else if (abbreviates(word, 'scope')) {
    const value = words.value();
    const scope = readScope(value);
    if (scope === undefined && value !== 'all') throw wrongValue('invalid "scope"\n', value);
    if (scope !== undefined) draft.scope = scope;
  } else if (abbreviates(word, 'type')) {
    const value = words.value();
    const type = readRouteType(value);
    if (!type) throw wrongValue('node type value is invalid\n', value);
    draft.type = type;
  } else if (abbreviates(word, 'metric') || abbreviates(word, 'priority') || word === 'preference') {
    const value = words.value();
    const metric = unsigned(value);
    if (metric === undefined) throw wrongValue('"metric" value is invalid\n', value);
    draft.metric = metric;
  } else if (word === 'via') draft.via = readPrefix(gatewayWord(words), family);
  else if (word === 'src') draft.source = readPrefix(words.value(), family);
  else if (EXACT.has(word) || UNSUPPORTED.some((name) => abbreviates(word, name))) {
    words.value();
    throw answered('Operation not supported', 'EOPNOTSUPP');
  } else readDestination(word, words, draft, family);
}

/** What no route of a lab has, so that none can be looked for by it. */
const UNSUPPORTED = ['vrf', 'dsfield', 'realms', 'from'] as const;
const EXACT: ReadonlySet<string> = new Set(['tos', 'iif', 'mark']);

function gatewayWord(words: IpWords): string {
  const value = words.value();
  return value === 'inet' || value === 'inet6' ? words.value() : value;
}

function readTableWord(value: string, draft: Draft): void {
  const table = readTable(value);
  if (table !== undefined) draft.table = table;
  else if (value === 'all') draft.table = TABLE.all;
  else if (value === 'cache') draft.cached = true;
  else if (value === 'help') throw new IpStop(ROUTE_USAGE, IP_STATUS.usage);
  else throw wrongValue('table id value is invalid\n', value);
}

function readDestination(word: string, words: IpWords, draft: Draft, family: IpFamily | undefined): void {
  let how = abbreviates(word, 'to') ? words.value() : word;
  const kind = (['root', 'match', 'exact'] as const).find((name) => abbreviates(how, name));
  if (kind) how = words.value();
  const prefix = readPrefix(how, family);
  if (kind !== 'match') draft.root = prefix;
  if (kind !== 'root') draft.match = prefix;
}
