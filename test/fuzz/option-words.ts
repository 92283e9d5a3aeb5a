/** The options of every tool, each with a value where it needs one, and what may stand behind them. */
import {COMMAND_IDS, findCommand} from '../../bin/commands.ts';
import {CommandFlags} from '../../src/cli/complete/flags.ts';
import {PING4_OPTIONS, PING6_OPTIONS} from '../../src/cli/personality/bsd/ping-words.ts';
import type {Personality} from '../../src/names.ts';
import {NOT_BY_CHANCE} from './lines.ts';

export interface ToolOptions {
  readonly id: string;
  readonly options: readonly (readonly string[])[];
  readonly behind: readonly (readonly string[])[];
}

/** As getopt(3) takes them: a letter, and `:` where it has a value. */
const LETTERS: Readonly<Record<Personality, Readonly<Record<string, string>>>> = {
  haiku: {arp: 'adnsi:', ifconfig: 'ad', ndp: 'acdi:ns:', route: 'A:adfnveFq46', tunctl: 'bnpu:g:t:d:'},
  linux: {
    arp: 'adnevsDi:H:t:A:p:f:',
    ifconfig: 'asvVh',
    netstat: 'risnaev46WcCF',
    ping: '46aABbc:CdDe:F:fhI:i:Ll:m:M:nN:OPp:qQ:RrS:s:t:T:UvVw:W:',
    route: 'A:nveFCV46',
    tunctl: 'bnpu:g:t:f:d:',
  },
  bsd: {
    arp: 'andfsSi:',
    ifconfig: 'G:adf:j:klmnuvLCg:',
    netstat: '46AaBbCcdF:f:ghI:ij:LlM:mN:nOoPp:Qq:RrSTsuWw:xz',
    ping: PING4_OPTIONS + PING6_OPTIONS,
    route: '46nqdtvj:',
    tunctl: 'bnpu:g:t:d:',
  },
};

/** Words in the place of options. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  arp: ['temp', 'pub', 'dev eth0', '--device eth0', '--delete', '--set'],
  ifconfig: ['--delete', '--add', 'inet', 'inet6'],
  ip: [
    '-4',
    '-6',
    '-0',
    '-f inet6',
    '-family link',
    '-s',
    '-d',
    '-r',
    '-o',
    '-t',
    '-ts',
    '-V',
    '-force',
    '-b -',
    '-br',
    '-j',
    '-p',
    '-rc 9000',
    '-c',
    '-c=never',
    '-n blue',
    '-N',
    '-a',
    '-h',
    '-iec',
    '-l 2',
    '-help',
    '-B',
    '-M',
  ],
  netstat: ['--route', '--interfaces', '--statistics', '--inet6'],
  route: ['-net', '-host', '--inet6', '-inet6', '-static', '-reject', '-A inet6', '-ifp eth0'],
};

/** The value of a letter, where 1 is none. */
const VALUES: Readonly<Record<string, string>> = {
  A: 'inet',
  b: '1000',
  d: 'tun0',
  e: '7',
  f: 'inet',
  F: '0x10',
  g: 'root',
  G: '100',
  H: 'ether',
  I: 'eth0',
  M: 'do',
  N: 'name',
  p: 'ff',
  S: '10.0.0.1',
  s: '100',
  T: 'tsonly',
  i: '0.2',
  t: '4',
  u: 'root',
};
const VALUES_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  arp: {i: 'eth0', f: '/nowhere', p: '10.0.0.2', t: 'ether'},
  ndp: {i: 'eth0', s: 'fe80::7%eth0'},
  netstat: {I: 'tun0', i: 'tun0'},
  tunctl: {t: 'tap3', f: '/dev/net/tun'},
};

const BEHIND: Readonly<Record<string, readonly string[]>> = {
  arp: ['', '10.0.0.2', '10.0.0.7 02:00:00:00:00:07'],
  ifconfig: ['', 'tun0', 'tun0 mtu 1400', 'eth0 10.0.0.9/24'],
  ip: ['', 'address', 'link', 'route show table all', 'neighbour', 'tuntap', 'rule', 'route get 10.0.0.2'],
  ndp: ['', 'fe80::7%eth0', 'fe80::7%eth0 02:00:00:00:00:07'],
  ping: ['10.0.0.2', '::1', '10.10.10.8', 'nowhere', ''],
  route: ['', 'get 10.0.0.2', 'add 10.7.0.0/16 10.0.0.2', 'add default gw 10.0.0.2', 'delete 10.7.0.0/16', 'flush'],
  traceroute: ['10.0.0.2', '192.0.2.1', ''],
  'tunctl:create': ['tun3', ''],
  'tunctl:write': ['tun0 00', ''],
  'tunctl:flush': ['tun0 application', 'tun0'],
  'udp:send': ['10.0.0.2 5000 hello', '127.0.0.1 7 x'],
  'udp:listen': ['5000', ''],
  'udp:echo': ['7', ''],
  'wait-for': ['link tun0 up', 'idle', 'route 10.0.0.2'],
};

/** Every tool and command that has options, under that personality. */
export async function optionsOf(personality: Personality): Promise<ToolOptions[]> {
  const all: ToolOptions[] = [];
  for (const id of COMMAND_IDS.filter((each) => !NOT_BY_CHANCE.has(each))) {
    const flags = new CommandFlags(await findCommand(id.split(':'))!.load());
    const letters = LETTERS[personality][id];
    const own = letters === undefined ? flagsOf(flags) : lettersOf(letters, {...VALUES, ...VALUES_OF[id]});
    const options = [...own, ...(WORDS[id] ?? []).map((each) => each.split(' ')), ['--json'], ['--host', 'far']];
    const behind = (BEHIND[id] ?? ['', 'tun0']).map((each) => (each === '' ? [] : each.split(' ')));
    all.push({id, options, behind});
  }
  return all;
}

function lettersOf(letters: string, values: Readonly<Record<string, string>>): string[][] {
  return [...letters.matchAll(/([a-z\d])(:?)/gi)].map(([, letter = '', valued]) =>
    valued === '' ? [`-${letter}`] : [`-${letter}`, values[letter] ?? '1'],
  );
}

/** The flags that only it has. */
function flagsOf(flags: CommandFlags): string[][] {
  const shared = new Set(['--help', '--json', '--lab', '--host', '--personality']);
  const own = flags.candidates().filter(({word}) => !shared.has(word));
  return own.map(({word}) => {
    const offered = flags.valueOf(word);
    if (offered === undefined) return [word];
    const [first = '1'] = offered;
    return [word, first.startsWith('<') ? '10.0.0.1' : first];
  });
}
