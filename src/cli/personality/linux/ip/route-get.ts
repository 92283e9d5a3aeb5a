/** `ip route get`: the route that a packet takes. */
import type {RouteState} from '../../../../api/schema/route.ts';
import {NetworkError} from '../../../../errors.ts';
import {Answer} from './answer.ts';
import {type Link, linkFound, linksOf} from './links.ts';
import {PROTOCOL, TABLE} from './route-numbers.ts';
import {routesOf} from './route-list.ts';
import {routeAnswer} from './route-text.ts';
import {ROUTE_USAGE} from './route-usage.ts';
import {type KernelRoute, kernelRoutes} from './route-view.ts';
import {type IpRun, kernelRefusal, printList} from './run.ts';
import {answered, IP_STATUS, IpStop} from './stop.ts';
import {BITS, type IpPrefixWord, readPrefix} from './values.ts';
import {abbreviates, type IpWords} from './words.ts';

interface GetWords {
  readonly destination: IpPrefixWord;
  readonly from?: IpPrefixWord;
  readonly dev?: string;
  readonly fibmatch: boolean;
}

/** @returns the exit status */
export async function getRoute(run: IpRun, words: IpWords): Promise<number> {
  const {session, options} = run;
  const wanted = readGetWords(run, words);
  const {family, address, length} = wanted.destination;
  if (length !== BITS[family]) {
    const text = `Warning: /${length} as prefix is invalid, only /${BITS[family]} (or none) is supported.\n`;
    session.err(text);
  }
  const links = await linksOf(session);
  const link = wanted.dev === undefined ? undefined : linkFound(links, wanted.dev);
  if (wanted.from) checkSource(links, wanted.from);
  const state = await lookedUp(run, address, link);
  if (wanted.fibmatch) {
    const found = (await routesOf(session, family, links)).find((route) => isSame(route.state, state));
    return printList(run, found ? [routeAnswer(found, options, {table: TABLE.all})] : []);
  }
  const toAll = family === 'inet' && isBroadcast(links, address);
  return printList(run, [lookupAnswer(run, wanted, state, toAll, links)]);
}

/** Whether what was looked up is that route: its source is told even where the route has none. */
function isSame(route: RouteState | undefined, found: RouteState): boolean {
  const words = ['dst', 'type', 'gateway', 'dev', 'metric'] as const;
  return route !== undefined && words.every((word) => route[word] === found[word]);
}

function readGetWords({options}: IpRun, words: IpWords): GetWords {
  const draft: {-readonly [Key in keyof GetWords]?: GetWords[Key]} = {};
  let family = options.family;
  for (let word = words.next(); word !== undefined; word = words.next()) {
    const typed = word;
    if (abbreviates(word, 'from')) {
      draft.from = readPrefix(words.value(), family);
      family ??= draft.from.family;
    } else if (abbreviates(word, 'oif') || word === 'dev') draft.dev = words.value();
    else if (abbreviates(word, 'uid')) words.value();
    else if (abbreviates(word, 'fibmatch')) draft.fibmatch = true;
    else if (abbreviates(word, 'notify') || abbreviates(word, 'connected')) continue;
    else if (EXACT.has(word) || NOT_HERE.some((name) => abbreviates(typed, name))) {
      words.value();
      throw answered('Operation not supported', 'EOPNOTSUPP');
    } else {
      const value = word === 'to' ? words.value() : word;
      if (abbreviates(value, 'help')) throw new IpStop(ROUTE_USAGE, IP_STATUS.usage);
      draft.destination = readPrefix(value, family);
      family ??= draft.destination.family;
    }
  }
  const {destination, fibmatch = false} = draft;
  if (!destination) throw new IpStop('need at least a destination address\n', IP_STATUS.failed);
  return {...draft, destination, fibmatch};
}

/** What no way of a packet depends on here. */
const NOT_HERE = ['dsfield', 'iif', 'mark', 'vrf', 'sport', 'dport', 'ipproto'] as const;
const EXACT: ReadonlySet<string> = new Set(['tos', 'as']);

function checkSource(links: readonly Link[], {address}: IpPrefixWord): void {
  const isOwn = links.some(({state}) => state.addr_info.some(({local}) => local === address));
  if (!isOwn) throw answered('Network is unreachable', 'ENETUNREACH');
}

async function lookedUp({session}: IpRun, destination: string, link: Link | undefined): Promise<RouteState> {
  const {lab, host} = session;
  let state: RouteState;
  try {
    state = await lab.lookupRoute({host, destination, ...(link && {dev: link.state.ifname})});
  } catch (reason) {
    throw reason instanceof NetworkError && reason.code === 'ESRCH'
      ? answered('Network is unreachable', 'ENETUNREACH')
      : kernelRefusal(reason);
  }
  switch (state.type) {
    case 'unreachable':
      throw answered('No route to host', 'EHOSTUNREACH');
    case 'prohibit':
      throw answered('Permission denied', 'EACCES');
    case 'blackhole':
      throw answered('Invalid argument', 'EINVAL');
    case 'throw':
      throw answered('Network is unreachable', 'ENETUNREACH');
    case 'unicast':
    case 'local':
      return state;
  }
}

function isBroadcast(links: readonly Link[], address: string): boolean {
  const routes = kernelRoutes('inet', [], links);
  return (
    address === '255.255.255.255' || routes.some((route) => route.address === address && route.type === 'broadcast')
  );
}

function lookupAnswer(
  run: IpRun,
  {destination, from}: GetWords,
  state: RouteState,
  toAll: boolean,
  links: readonly Link[],
): Answer {
  const {family, address} = destination;
  const link = links.find((each) => each.state.ifname === state.dev);
  const isLocal = state.type === 'local';
  const type = isLocal ? 'local' : toAll ? 'broadcast' : 'unicast';
  const source = from ? undefined : state.prefsrc;
  const answer = new Answer();
  if (type !== 'unicast' || run.options.details) answer.word('type', type);
  const {nameOf} = run.options;
  answer.word('dst', nameOf(address));
  if (from ?? family === 'inet6') {
    const text = from?.address ?? '::';
    answer.both('from', text, `from ${text} `);
  }
  const {gateway} = state;
  if (gateway !== undefined) answer.both('gateway', nameOf(gateway), `via ${nameOf(gateway)} `);
  const dev = isLocal ? 'lo' : (link?.name ?? 'lo');
  answer.both('dev', dev, `dev ${dev} `);
  if (family === 'inet6') return sayRest6(answer, state, isLocal, source);
  if (run.options.details) sayTable(answer, isLocal);
  if (source !== undefined) answer.both('prefsrc', source, `src ${source} `);
  answer.keep('flags', []);
  answer.both('uid', 0, 'uid 0 ');
  const flags = [...(isLocal || toAll ? ['local'] : []), ...(toAll ? ['brd'] : [])];
  const end = run.options.oneline ? '\\' : '\n';
  answer.both('cache', flags, `${end}    cache ${flags.length === 0 ? '' : `<${flags.join(',')}> `}`);
  answer.say('\n');
  return answer;
}

function sayTable(answer: Answer, isLocal: boolean): void {
  if (!isLocal) answer.both('table', 'main', 'table main ');
}

function sayRest6(answer: Answer, state: RouteState, isLocal: boolean, source: string | undefined): Answer {
  const [route] = kernelRoutes('inet6', [state], []) as [KernelRoute, ...KernelRoute[]];
  if (isLocal) answer.both('table', 'local', 'table local ');
  if (route.protocol === PROTOCOL.kernel) answer.both('protocol', 'kernel', 'proto kernel ');
  if (source !== undefined) answer.both('prefsrc', source, `src ${source} `);
  answer.both('metric', route.metric, `metric ${route.metric} `);
  answer.keep('flags', []);
  answer.both('pref', 'medium', 'pref medium');
  answer.say('\n');
  return answer;
}
