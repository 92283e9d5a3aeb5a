/** `route` of net-tools 2.10. */
import type {RouteState} from '../../../api/schema/route.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {refused} from './failure.ts';
import {changeRoute} from './route-change.ts';
import {type Columns, routeTable, routeTable6} from './route-table.ts';
import {ROUTE4_USAGE, ROUTE6_USAGE, ROUTE_USAGE} from './route-usage.ts';

/** The exit status of wrong words; the original's is 0 where an option is wrong. */
const WRONG = 3;
/** Kernels have had none since 3.6. */
const NO_CACHE = `Kernel IP routing cache
Source          Destination     Gateway         Flags Metric Ref    Use Iface
`;
const TAKEN = 'eCFhnN64Vv';

interface RouteWords {
  readonly options: Set<string>;
  readonly family: string;
  readonly operands: string[];
}

export const route: Tool = async (session) => {
  const words = readOptions(session.words);
  if (typeof words === 'string') return refused(session, 'EUSAGE', `${words}${ROUTE_USAGE}`, WRONG);
  const {options, family, operands} = words;
  if (family !== 'inet' && family !== 'inet6') {
    return refused(session, 'EAFNOSUPPORT', `Unknown address family \`${family}'.\n`, 1);
  }
  const [command, ...rest] = operands;
  const usage = family === 'inet6' ? ROUTE6_USAGE : ROUTE4_USAGE;
  switch (command) {
    case undefined:
      if (options.has('C')) {
        session.out(session.json ? '[]\n' : NO_CACHE);
        return 0;
      }
      return list(session, family, columnsOf(options), options.has('n'));
    case 'add':
    case 'del':
    case 'delete':
      if (rest.length === 0) return refused(session, 'EUSAGE', usage, WRONG);
      return changeRoute(session, {action: command === 'add' ? 'add' : 'delete', family, words: rest, usage});
    case 'flush':
      return refused(session, 'EUSAGE', `Flushing \`${family}' routing table not supported\n${usage}`, WRONG);
    default:
      return refused(session, 'EUSAGE', ROUTE_USAGE, WRONG);
  }
};

/** Options may stand anywhere; `-net` and `-host` are words. @returns the complaint about an option that is none */
function readOptions(words: readonly string[]): RouteWords | string {
  const options = new Set<string>();
  const operands: string[] = [];
  let family = 'inet';
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '-net' || word === '-host' || !/^-./.test(word)) operands.push(word);
    else if (word === '--inet' || word === '--inet6') family = word.slice(2);
    else if (word === '--numeric' || word === '--extend') options.add(word[2]!);
    else if (word.startsWith('-A')) {
      const given = word.length > 2 ? word.slice(2) : left.shift();
      if (given === undefined) return "route: option requires an argument -- 'A'\n";
      family = given;
    } else {
      const wrong = Array.from(word.slice(1)).filter((letter) => !TAKEN.includes(letter));
      if (wrong.length > 0) return wrong.map((letter) => `route: invalid option -- '${letter}'\n`).join('');
      for (const letter of word.slice(1)) options.add(letter === 'e' && options.has('e') ? 'ee' : letter);
    }
  }
  if (options.has('6')) family = 'inet6';
  return {options, family, operands};
}

function columnsOf(options: ReadonlySet<string>): Columns {
  if (options.has('ee')) return 'all';
  return options.has('e') ? 'segment' : 'metric';
}

/** Prints the routing table of one version of IP. */
export async function list(
  {lab, host, json, out}: ToolSession,
  family: 'inet' | 'inet6',
  columns: Columns,
  numeric: boolean,
): Promise<number> {
  const routes: RouteState[] = [];
  for await (const each of lab.listRoutes({host, family})) routes.push(each);
  if (json) out(`${JSON.stringify(routes)}\n`);
  else if (family === 'inet') out(routeTable(routes, columns, numeric));
  else out(routeTable6(routes, await lab.listInterfaces({host}), numeric));
  return 0;
}
