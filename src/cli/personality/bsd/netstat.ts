/** `netstat` of FreeBSD 14: its tables of routes and of interfaces; all counters in this project's own words. */
import type {RouteState} from '../../../api/schema/route.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {complaint, ending, EX, Failure} from './failure.ts';
import {getopt} from './getopt.ts';
import {bsdInterfaces} from './interface-kind.ts';
import {interfacesTable} from './interface-table.ts';
import {KnownNames} from './known-names.ts';
import {NETSTAT_USAGE} from './netstat-usage.ts';
import {routeTable} from './route-table.ts';

const OPTIONS = '46AaBbCcdF:f:ghI:ij:LlM:mN:nOoPp:Qq:RrSTsuWw:xz';
/** What there is none of here: sockets, mbufs, filters, groups of routers, cores. */
const NOT_HERE = 'BgMmNOoPpQqwj';

type Family = 'inet' | 'inet6' | 'link';

export const netstat: Tool = ending(async (session) => {
  const {given, operands, fault} = getopt(session.words, OPTIONS);
  if (fault !== undefined) throw new Failure(`netstat: ${fault}\n${NETSTAT_USAGE}`, 1);
  const letters = new Set(given.map(([letter]) => letter));
  const valueOf = (wanted: string): string | undefined => given.findLast(([letter]) => letter === wanted)?.[1];
  const missing = Array.from(NOT_HERE).find((letter) => letters.has(letter));
  if (missing !== undefined) throw complaint('netstat', `-${missing}: Operation not supported`, 1, 'EOPNOTSUPP');
  if (operands.length > 0) throw complaint('netstat', `${operands[0]!}: Operation not supported`, 1, 'EOPNOTSUPP');
  const family = readFamily(given);
  const names = letters.has('n') || letters.has('S') ? undefined : await KnownNames.of(session);
  if ((letters.has('i') || letters.has('I')) && !letters.has('s')) {
    return interfaces(session, {letters, family, names, only: valueOf('I')});
  }
  if (letters.has('r') && !letters.has('s')) {
    const fib = valueOf('F') ?? '0';
    if (fib !== '0') throw complaint('netstat', `${Number(fib) || 0}: invalid fib`, EX.usage, 'EINVAL');
    return routes(session, family, {names, wide: letters.has('W') || letters.has('l')});
  }
  return statistics(session);
});

/** What was typed last counts. */
function readFamily(given: readonly (readonly [string, string])[]): Family | undefined {
  let family: Family | undefined;
  for (const [letter, value] of given) {
    if (letter === '4') family = 'inet';
    if (letter === '6') family = 'inet6';
    if (letter !== 'f') continue;
    const known = ({inet: 'inet', inet6: 'inet6', link: 'link'} as const)[value];
    if (known === undefined) throw complaint('netstat', `${value}: unknown address family`);
    family = known;
  }
  return family;
}

async function interfaces(
  session: ToolSession,
  wanted: {
    letters: ReadonlySet<string>;
    family: Family | undefined;
    names: KnownNames | undefined;
    only: string | undefined;
  },
): Promise<number> {
  const {letters, family, names, only} = wanted;
  const all = await bsdInterfaces(session);
  const shown = all.filter(({name, state}) => only === undefined || only === name || only === state.ifname);
  const style = {names, family, octets: letters.has('b'), drops: letters.has('d'), human: letters.has('h')};
  session.out(session.json ? `${JSON.stringify(shown.map(({state}) => state))}\n` : interfacesTable(shown, style));
  return 0;
}

async function routes(
  {lab, host, json, out}: ToolSession,
  family: Family | undefined,
  style: Parameters<typeof routeTable>[3],
): Promise<number> {
  const families = (['inet', 'inet6'] as const).filter((each) => family === undefined || each === family);
  const states = await lab.listInterfaces({host});
  const told: RouteState[] = [];
  let text = 'Routing tables\n';
  for (const each of families) {
    const found: RouteState[] = [];
    for await (const route of lab.listRoutes({host, family: each})) found.push(route);
    told.push(...found);
    text += routeTable(each, found, states, style);
  }
  out(json ? `${JSON.stringify(told)}\n` : text);
  return 0;
}

async function statistics({lab, host, json, out}: ToolSession): Promise<number> {
  const all = await lab.showStatistics({host});
  const {renderStatistics} = await import('../../render/statistics.ts');
  out(json ? `${JSON.stringify(all)}\n` : `${renderStatistics(all).replace(/\n$/, '')}\n`);
  return 0;
}
