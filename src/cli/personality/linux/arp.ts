/** `arp` of net-tools 2.10. */
import type {NeighbourState} from '../../../api/schema/host.ts';
import {personalName} from '../../../names.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {inetAton, lookupFault} from './c-numbers.ts';
import {type ArpWords, answered, FAILED, forgetNeighbour, setNeighbour, WRONG} from './arp-change.ts';
import {readEthers} from './arp-file.ts';
import {refused} from './failure.ts';
import {ARP_USAGE} from './arp-usage.ts';
import {getopt} from './getopt.ts';
import {ARP_VERSION, helped, told} from './help.ts';

const HEAD = 'Address                  HWtype  HWaddress           Flags Mask            Iface';
const GRAMMAR = {
  letters: 'A:H:adfp:nsei:t:vh?DNV',
  long: {
    verbose: 'v',
    version: 'V',
    all: 'a',
    delete: 'd',
    file: 'f',
    numeric: 'n',
    set: 's',
    protocol: 'A',
    'hw-type': 'H',
    device: 'i',
    help: 'h',
    'use-device': 'D',
    symbolic: 'N',
  },
} as const;
/** Names of hardware that has no ARP here, and so no entries. */
const OTHER_HARDWARE: ReadonlySet<string> = new Set(
  'ash ax25 netrom rose arcnet dlci fddi hippi irda x25 eui64'.split(' '),
);

export const arp: Tool = (session) => {
  const words = readWords(session);
  if (typeof words === 'number') return Promise.resolve(words);
  const {options, family = 'inet', hardware = 'ether'} = words;
  const wrong = familyFault(family) ?? hardwareFault(hardware);
  if (wrong !== undefined) return Promise.resolve(refused(session, 'EUSAGE', `arp: ${wrong}\n`, FAILED));
  if (options.has('N')) return Promise.resolve(refused(session, 'EUSAGE', 'arp: -N not yet supported.\n', 1));
  if (options.has('s')) return setNeighbour(session, words);
  // What is wanted of all hosts is a list, also from who asks to delete or to read a file.
  if (options.has('d') && !options.has('a')) return forgetNeighbour(session, words);
  if (options.has('f') && !options.has('a')) return readEthers(session, words);
  return list(session, words);
};

function familyFault(family: string): string | undefined {
  if (family === 'inet') return undefined;
  return family === 'inet6' ? `inet6: kernel only supports 'inet'.` : `${family}: unknown address family.`;
}

function hardwareFault(hardware: string): string | undefined {
  return hardware === 'ether' || OTHER_HARDWARE.has(hardware) ? undefined : `${hardware}: unknown hardware type.`;
}

/** What the words say; or else the status they end with, once it is said why. */
function readWords(session: ToolSession): ArpWords | number {
  const {given, operands} = getopt(session.words, GRAMMAR);
  const options = new Set<string>();
  const values = new Map<string, string>();
  for (const each of given) {
    if ('fault' in each) return refused(session, 'EUSAGE', `arp: ${each.fault}\n${ARP_USAGE}`, WRONG);
    const {option, value} = each;
    if (option === 'V') return told(session, ARP_VERSION);
    if (option === 'h') return helped(session, ARP_USAGE);
    if (option === '?') return refused(session, 'EUSAGE', ARP_USAGE, WRONG);
    options.add(option);
    if (value !== '') values.set(option === 't' ? 'H' : option, value);
  }
  const [device, hardware, family] = ['i', 'H', 'A'].map((letter) => values.get(letter));
  return {
    options,
    operands,
    ...(device !== undefined && {device}),
    ...(hardware !== undefined && {hardware}),
    ...(family !== undefined && {family}),
  };
}

async function list(
  session: ToolSession,
  {options, device, hardware = 'ether', operands: [name]}: ArpWords,
): Promise<number> {
  const {lab, host, json, out} = session;
  const dst = name === undefined ? undefined : inetAton(name);
  if (name !== undefined && dst === undefined) return refused(session, 'ENOTFOUND', lookupFault(name), FAILED);
  const all = await lab.listNeighbours({host});
  const named = (neighbour: NeighbourState): string => personalName('linux', neighbour.dev);
  const found = all.filter(
    (neighbour) =>
      hardware === 'ether' &&
      (dst === undefined || neighbour.dst === dst) &&
      (device === undefined || named(neighbour) === device || neighbour.dev === device),
  );
  const bsd = options.has('a');
  if (json) out(`${JSON.stringify(found)}\n`);
  else if (found.length > 0) out(bsd ? found.map(bsdLine).join('') : `${HEAD}\n${found.map(linuxLine).join('')}`);
  if (!json && options.has('v'))
    out(`Entries: ${all.length}\tSkipped: ${all.length - found.length}\tFound: ${found.length}\n`);
  if (found.length > 0 || (dst === undefined && device === undefined && hardware === 'ether')) return 0;
  // The original says, too, that all is well.
  const text =
    dst !== undefined && !bsd ? `${name!} (${dst}) -- no entry\n` : `arp: in ${all.length} entries no match found.\n`;
  return answered(session, text, 1);
}

function linuxLine({dst, lladdr, state, proxy, dev}: NeighbourState): string {
  const [type, station] = lladdr === undefined ? ['', '(incomplete)'] : ['ether', lladdr.toLowerCase()];
  const flags = lladdr === undefined ? '' : `C${state === 'permanent' ? 'M' : ''}${proxy ? 'P' : ''}`;
  return [
    `${dst.slice(0, 23).padEnd(23)}  `,
    type.padEnd(8),
    station.padEnd(20),
    flags.padEnd(6),
    ' '.repeat(15),
    ` ${personalName('linux', dev)}\n`,
  ].join('');
}

function bsdLine({dst, lladdr, state, proxy, dev}: NeighbourState): string {
  const station = lladdr === undefined ? '<incomplete>' : `${lladdr.toLowerCase()} [ether]`;
  const words = [...(state === 'permanent' ? ['PERM'] : []), ...(proxy ? ['PUB'] : [])];
  return `? (${dst}) at ${[station, ...words].join(' ')} on ${personalName('linux', dev)}\n`;
}
