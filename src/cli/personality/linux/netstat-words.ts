/** The words of `netstat` of net-tools 2.10. */
import type {ToolSession} from '../tool.ts';
import {refused} from './failure.ts';
import {getopt} from './getopt.ts';
import {helped, NETSTAT_VERSION, told} from './help.ts';
import {NETSTAT_USAGE} from './netstat-usage.ts';

export type Family = 'inet' | 'inet6';

export interface NetstatWords {
  readonly options: ReadonlySet<string>;
  /** How often `-e` was typed. */
  readonly extended: number;
  /** Those that were named, in their order. */
  readonly families: readonly Family[];
}

const WRONG = 3;
const GRAMMAR = {
  letters: 'A:CFMacdeghilnNoprsStuUvVWwx64?Z',
  long: {
    protocol: 'A',
    version: 'V',
    interfaces: 'i',
    help: 'h',
    route: 'r',
    masquerade: 'M',
    statistics: 's',
    groups: 'g',
    tcp: 't',
    sctp: 'S',
    udp: 'u',
    udplite: 'U',
    raw: 'w',
    unix: 'x',
    listening: 'l',
    all: 'a',
    timers: 'o',
    continuous: 'c',
    extend: 'e',
    'numeric-hosts': 'n',
    'numeric-ports': 'n',
    'numeric-users': 'n',
    numeric: 'n',
    symbolic: 'N',
    programs: 'p',
    verbose: 'v',
    fib: 'F',
    cache: 'C',
    wide: 'W',
    context: 'Z',
    inet: '4',
    inet6: '6',
  },
} as const;
const FAMILIES: Readonly<Record<string, Family>> = {inet: 'inet', inet6: 'inet6', 4: 'inet', 6: 'inet6'};

/** What the words say; or else the status they end with, once it is said why. */
export function readNetstatWords(session: ToolSession): NetstatWords | number {
  const options = new Set<string>();
  const families: Family[] = [];
  let extended = 0;
  for (const each of getopt(session.words, GRAMMAR).given) {
    if ('fault' in each) return refused(session, 'EUSAGE', `netstat: ${each.fault}\n${NETSTAT_USAGE}`, WRONG);
    const {option, value} = each;
    if (option === 'V') return told(session, NETSTAT_VERSION);
    if (option === 'h') return helped(session, NETSTAT_USAGE);
    if (option === '?') return refused(session, 'EUSAGE', NETSTAT_USAGE, WRONG);
    for (const name of option === 'A' ? value.split(',') : option in FAMILIES ? [option] : []) {
      const family = FAMILIES[name];
      if (!family) return refused(session, 'EAFNOSUPPORT', `Unknown address family \`${name}'.\n`, 1);
      if (!families.includes(family)) families.push(family);
    }
    options.add(option);
    if (option === 'e') extended++;
  }
  const kinds = ['r', 'i', 's', 'M'].filter((letter) => options.has(letter));
  return kinds.length > 1 ? refused(session, 'EUSAGE', NETSTAT_USAGE, WRONG) : {options, extended, families};
}
