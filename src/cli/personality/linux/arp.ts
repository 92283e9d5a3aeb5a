/** `arp` of net-tools 2.10. */
import {NetworkError} from '../../../errors.ts';
import type {NeighbourState} from '../../../api/schema/host.ts';
import {personalName} from '../../../names.ts';
import {parseMac} from '../../../packet/ethernet.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {inetAton, lookupFault} from './c-numbers.ts';
import {interfaceNamed} from '../interface-named.ts';
import {failed, refused, systemError} from './failure.ts';
import {ARP_USAGE} from './arp-usage.ts';

const HEAD = 'Address                  HWtype  HWaddress           Flags Mask            Iface';
/** The original returns -1. */
const FAILED = 255;
const WRONG = 3;
const FLAGS = 'adnevsD';
/** Options with a value. */
const VALUED = 'iHtAp';
/** Names of hardware that has no ARP here, and so no entries. */
const OTHER_HARDWARE: ReadonlySet<string> = new Set(
  'ash ax25 netrom rose arcnet dlci fddi hippi irda x25 eui64'.split(' '),
);

interface ArpWords {
  readonly options: ReadonlySet<string>;
  readonly device?: string;
  readonly hardware?: string;
  readonly family?: string;
  readonly operands: readonly string[];
}

export const arp: Tool = (session) => {
  const words = readWords(session.words);
  if (typeof words === 'string') return Promise.resolve(refused(session, 'EUSAGE', words + ARP_USAGE, WRONG));
  const {options, family = 'inet', hardware = 'ether'} = words;
  const wrong = familyFault(family) ?? hardwareFault(hardware);
  if (wrong !== undefined) return Promise.resolve(refused(session, 'EUSAGE', `arp: ${wrong}\n`, FAILED));
  if (options.has('s')) return set(session, words);
  // What is wanted of all hosts is a list, also from who asks to delete.
  if (options.has('d') && !options.has('a')) return forget(session, words);
  return list(session, words);
};

function familyFault(family: string): string | undefined {
  if (family === 'inet') return undefined;
  return family === 'inet6' ? `inet6: kernel only supports 'inet'.` : `${family}: unknown address family.`;
}

function hardwareFault(hardware: string): string | undefined {
  return hardware === 'ether' || OTHER_HARDWARE.has(hardware) ? undefined : `${hardware}: unknown hardware type.`;
}

/** @returns the complaint about an option that is none */
function readWords(words: readonly string[]): ArpWords | string {
  const options = new Set<string>();
  const operands: string[] = [];
  const values = new Map<string, string>();
  const long: Readonly<Record<string, string>> = {
    set: 's',
    delete: 'd',
    verbose: 'v',
    numeric: 'n',
    device: 'i',
    'use-device': 'D',
    'hw-type': 'H',
    protocol: 'A',
  };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    const letters = word.startsWith('--') ? (long[word.slice(2)] ?? '-') : word.slice(1);
    const [first = ''] = letters;
    if (VALUED.includes(first)) {
      const value = letters.length > 1 ? letters.slice(1) : left.shift();
      if (value === undefined) return `arp: option requires an argument -- '${first}'\n`;
      values.set({t: 'H', p: 'A'}[first] ?? first, value);
      continue;
    }
    const wrong = Array.from(letters).find((letter) => !FLAGS.includes(letter));
    if (wrong !== undefined) return `arp: invalid option -- '${wrong}'\n`;
    for (const letter of letters) options.add(letter);
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

/** A refusal that the original prints where others print what was asked for. */
function answered(session: ToolSession, text: string, status: number): number {
  return refused({...session, err: session.json ? session.err : session.out}, 'ENOENT', text, status);
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

async function set(session: ToolSession, {options, operands, device}: ArpWords): Promise<number> {
  const [name, given, ...rest] = operands;
  if (name === undefined) return refused(session, 'EUSAGE', 'arp: need host name\n', FAILED);
  const dst = inetAton(name);
  if (dst === undefined) return refused(session, 'ENOTFOUND', lookupFault(name), FAILED);
  if (given === undefined) return refused(session, 'EUSAGE', 'arp: need hardware address\n', FAILED);
  const lladdr = options.has('D') ? (await interfaceNamed(session, given))?.address : given;
  if (lladdr === undefined) {
    return refused(session, 'ENODEV', `arp: cant get HW-Address for \`${given}': No such device.\n`, FAILED);
  }
  if (parseMac(lladdr) === undefined) return refused(session, 'EUSAGE', 'arp: invalid hardware address\n', FAILED);
  const {lab, host, json, out} = session;
  const [temporary, proxy] = ['temp', 'pub'].map((word) => rest.includes(word));
  if (rest.some((word) => word !== 'temp' && word !== 'pub')) return refused(session, 'EUSAGE', ARP_USAGE, WRONG);
  try {
    const answer = await lab.setNeighbour({
      host,
      dst,
      lladdr,
      ...(device !== undefined && {dev: device}),
      ...(temporary === true && {temporary}),
      ...(proxy === true && {proxy}),
    });
    if (json) out(`${JSON.stringify(answer)}\n`);
    return 0;
  } catch (reason) {
    // A station's address that no single station has: here neighbours have one of their own.
    const isWrong = reason instanceof NetworkError && reason.code === 'EUSAGE';
    return failed(session, 'SIOCSARP', isWrong ? 'EINVAL' : systemError(reason).code, FAILED);
  }
}

async function forget(session: ToolSession, {operands: [name], device}: ArpWords): Promise<number> {
  if (name === undefined) return refused(session, 'EUSAGE', 'arp: need host name\n', FAILED);
  const dst = inetAton(name);
  if (dst === undefined) return refused(session, 'ENOTFOUND', lookupFault(name), FAILED);
  const {lab, host, json, out} = session;
  const known = (await lab.listNeighbours({host, dst})).length > 0;
  if (!known) return answered(session, `No ARP entry for ${name}\n`, FAILED);
  const answer = await lab.deleteNeighbour({host, dst, ...(device !== undefined && {dev: device})});
  if (json) out(`${JSON.stringify(answer)}\n`);
  return 0;
}
