/** `netstat` of net-tools 2.10: routes, interfaces and sockets; all counters in this project's own words. */
import type {Tool, ToolSession} from '../tool.ts';
import {refused} from './failure.ts';
import {byName, interfaceTable, interfaceTexts, NETSTAT_HEAD} from './interface-text.ts';
import {socketText} from './netstat-sockets.ts';
import {type NetstatWords, readNetstatWords} from './netstat-words.ts';
import {list, tablesOf} from './route.ts';

/** What is refused, in the words of the original where its kernel does not have it. */
const ABSENT: readonly (readonly [letter: string, what: string])[] = [
  ['M', 'no support for `ip_masquerade'],
  ['g', 'no support for `AF INET (igmp)'],
  ['S', 'no support for `AF INET (sctp)'],
  ['c', 'no support for `--continuous'],
  ['Z', 'no support for `--context'],
];

export const netstat: Tool = async (session) => {
  const words = readNetstatWords(session);
  if (typeof words === 'number') return words;
  const {options} = words;
  const absent = ABSENT.find(([letter]) => options.has(letter));
  if (absent) return refused(session, 'EOPNOTSUPP', `netstat: ${absent[1]}' on this system.\n`, 1);
  if (options.has('r')) return routes(session, words);
  if (options.has('i')) return interfaces(session, words);
  if (options.has('s')) return statistics(session);
  const {lab, host, json, out} = session;
  const ports = await lab.listUdp({host});
  out(json ? `${JSON.stringify(ports)}\n` : socketText(ports, words));
  return 0;
};

function routes(session: ToolSession, {options, extended, families}: NetstatWords): Promise<number> {
  const columns = (['segment', 'metric', 'all'] as const)[Math.min(2, extended)]!;
  return list(session, {
    families: families.length > 0 ? families : ['inet'],
    columns,
    numeric: options.has('n'),
    tables: tablesOf(options),
  });
}

async function interfaces({lab, host, json, out}: ToolSession, {options, extended}: NetstatWords): Promise<number> {
  const states = (await lab.listInterfaces({host})).sort(byName);
  const shown = states.filter(({flags}) => options.has('a') || flags.includes('UP'));
  const text = extended > 0 ? shown.map(interfaceTexts).join('') : interfaceTable(NETSTAT_HEAD, shown);
  out(json ? `${JSON.stringify(shown)}\n` : `Kernel Interface table\n${text}`);
  return 0;
}

async function statistics({lab, host, json, out}: ToolSession): Promise<number> {
  const counted = await lab.showStatistics({host});
  const {renderStatistics} = await import('../../render/statistics.ts');
  out(json ? `${JSON.stringify(counted)}\n` : `${renderStatistics(counted).replace(/\n$/, '')}\n`);
  return 0;
}
