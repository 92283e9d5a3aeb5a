/** `route` of net-tools 2.10. */
import type {RouteState} from '../../../api/schema/route.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {refused} from './failure.ts';
import {getopt} from './getopt.ts';
import {helped, refusedWithHelp, ROUTE_VERSION, told} from './help.ts';
import {changeRoute} from './route-change.ts';
import {type Columns, emptyCache, routeTable, routeTable6} from './route-table.ts';
import {ROUTE4_USAGE, ROUTE6_USAGE, ROUTE_USAGE} from './route-usage.ts';

/** The exit status of wrong words; the original's is 0 where an option is wrong, or nothing says what to add. */
const WRONG = 3;
const GRAMMAR = {
  letters: 'A:eCFhnN64Vv?',
  long: {
    extend: 'e',
    verbose: 'v',
    version: 'V',
    numeric: 'n',
    symbolic: 'N',
    protocol: 'A',
    cache: 'C',
    fib: 'F',
    help: 'h',
    inet: '4',
    inet6: '6',
  },
} as const;

const KINDS: ReadonlySet<string> = new Set(['-net', '-host']);

interface RouteWords {
  readonly options: ReadonlySet<string>;
  /** In their order, each once. */
  readonly families: readonly string[];
  readonly operands: readonly string[];
  /** Complaints, each a line. */
  readonly faults: readonly string[];
}

export const route: Tool = async (session) => {
  const {options, families, operands, faults} = readOptions(session.words);
  const wrong = faults.join('');
  if (options.has('V')) return toldVersion(session, wrong);
  const unknown = families.find((name) => !isFamily(name));
  if (unknown !== undefined) {
    return refused(session, 'EAFNOSUPPORT', `${wrong}Unknown address family \`${unknown}'.\n`, 1);
  }
  const asked = families.filter(isFamily);
  const asksHelp = faults.length > 0 || options.has('h') || options.has('?');
  if (asked.length > 1 && (asksHelp || operands.length > 0)) {
    const text = `Please don't supply more than one address family.\nAddress family \`${asked.join(',')}' not supported.\n`;
    return refused(session, 'EUSAGE', wrong + text, WRONG);
  }
  const [family = 'inet'] = asked;
  const usage = family === 'inet6' ? ROUTE6_USAGE : ROUTE4_USAGE;
  const help = asked.length === 0 ? ROUTE_USAGE : usage;
  if (faults.length > 0) return refusedWithHelp(session, wrong, help, WRONG);
  if (asksHelp) return helped(session, help);
  const [command, ...rest] = operands;
  switch (command) {
    case undefined:
      return list(session, {
        families: asked.length === 0 ? ['inet'] : asked,
        columns: columnsOf(options),
        numeric: options.has('n'),
        tables: tablesOf(options),
      });
    case 'add':
    case 'del':
    case 'delete':
      if (rest.length === 0 && family === 'inet') return refusedWithHelp(session, '', usage, WRONG);
      return changeRoute(session, {action: command === 'add' ? 'add' : 'delete', family, words: rest, usage});
    case 'flush':
      return refused(session, 'EUSAGE', `Flushing \`${family}' routing table not supported\n${usage}`, WRONG);
    default:
      return refused(session, 'EUSAGE', ROUTE_USAGE, WRONG);
  }
};

function isFamily(name: string): name is 'inet' | 'inet6' {
  return name === 'inet' || name === 'inet6';
}

function toldVersion(session: ToolSession, wrong: string): number {
  if (wrong !== '' && session.json) return refused(session, 'EUSAGE', wrong, WRONG);
  session.err(wrong);
  told(session, ROUTE_VERSION);
  return wrong === '' ? 0 : WRONG;
}

/** Options may stand anywhere; `-net` and `-host` are words. */
function readOptions(words: readonly string[]): RouteWords {
  const hidden = words.map((word) => (KINDS.has(word) ? `#${word}` : word));
  const {given, operands} = getopt(hidden, GRAMMAR);
  const options = new Set<string>();
  const faults: string[] = [];
  const families = new Set<string>();
  for (const each of given) {
    if ('fault' in each) {
      faults.push(`route: ${each.fault}\n`);
      continue;
    }
    const {option, value} = each;
    const named = {A: value.split(','), 4: ['inet'], 6: ['inet6']}[option];
    if (named) for (const name of named) families.add(name);
    else options.add(option === 'e' && options.has('e') ? 'ee' : option);
    // The version is told there and then.
    if (option === 'V') break;
  }
  return {options, families: [...families], operands: operands.map((word) => word.replace(/^#(?=-)/, '')), faults};
}

export function tablesOf(options: ReadonlySet<string>): Tables {
  if (!options.has('C')) return 'F';
  return options.has('F') ? 'FC' : 'C';
}

function columnsOf(options: ReadonlySet<string>): Columns {
  if (options.has('ee')) return 'all';
  return options.has('e') ? 'segment' : 'metric';
}

/** What is wanted: `F` the table, `C` the cache. */
export type Tables = 'F' | 'C' | 'FC';

export interface Listing {
  readonly families: readonly ('inet' | 'inet6')[];
  readonly columns: Columns;
  readonly numeric: boolean;
  readonly tables: Tables;
}

/** Prints the routing tables of versions of IP. */
export async function list(session: ToolSession, {families, columns, numeric, tables}: Listing): Promise<number> {
  const {lab, host, json, out} = session;
  const routes: Record<(typeof families)[number], RouteState[]> = {inet: [], inet6: []};
  for (const family of tables === 'C' ? [] : families) {
    for await (const each of lab.listRoutes({host, family})) routes[family].push(each);
  }
  if (json) {
    out(`${JSON.stringify(families.flatMap((family) => routes[family]))}\n`);
    return 0;
  }
  for (const family of families) {
    if (tables !== 'C' && family === 'inet') out(routeTable(routes.inet, columns, numeric));
    else if (tables !== 'C') out(routeTable6(routes.inet6, await lab.listInterfaces({host}), numeric));
    if (tables !== 'F') out(emptyCache(family, columns));
  }
  return 0;
}
