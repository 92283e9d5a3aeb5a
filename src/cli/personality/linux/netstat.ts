/** `netstat` of net-tools 2.10: its tables of routes and of interfaces; all counters in this project's own words. */
import type {Tool} from '../tool.ts';
import {refused} from './failure.ts';
import {byName, interfaceTable, interfaceTexts, NETSTAT_HEAD} from './interface-text.ts';
import {list} from './route.ts';

const USAGE = `usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}
       netstat { [-vWeenNac] -i | -s }
`;

export const netstat: Tool = async (session) => {
  const {words, lab, host, json, out} = session;
  const long: Readonly<Record<string, string>> = {
    route: 'r',
    interfaces: 'i',
    statistics: 's',
    numeric: 'n',
    extend: 'e',
    all: 'a',
  };
  const letters = words
    .map((word) => (word.startsWith('--') ? (long[word.slice(2)] ?? '?') : word.startsWith('-') ? word.slice(1) : '?'))
    .join('');
  const wrong = Array.from(letters).find((letter) => !'risnaev46W'.includes(letter));
  if (wrong !== undefined) return refused(session, 'EUSAGE', `netstat: invalid option -- '${wrong}'\n${USAGE}`, 3);
  const extended = Array.from(letters).filter((letter) => letter === 'e').length;
  const family = letters.includes('6') ? 'inet6' : 'inet';
  if (letters.includes('r')) {
    const columns = (['segment', 'metric', 'all'] as const)[Math.min(2, extended)]!;
    return list(session, family, columns, letters.includes('n'));
  }
  if (letters.includes('i')) {
    const states = (await lab.listInterfaces({host})).sort(byName);
    const shown = states.filter(({flags}) => letters.includes('a') || flags.includes('UP'));
    const text = extended > 0 ? shown.map(interfaceTexts).join('') : interfaceTable(NETSTAT_HEAD, shown);
    out(json ? `${JSON.stringify(shown)}\n` : `Kernel Interface table\n${text}`);
    return 0;
  }
  const statistics = await lab.showStatistics({host});
  const {renderStatistics} = await import('../../render/statistics.ts');
  out(json ? `${JSON.stringify(statistics)}\n` : `${renderStatistics(statistics).replace(/\n$/, '')}\n`);
  return 0;
};
