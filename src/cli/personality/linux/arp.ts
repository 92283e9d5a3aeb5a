/** `arp` of net-tools 2.10. */
import type {NeighbourState} from '../../../api/schema/host.ts';
import {personalName} from '../../../names.ts';
import {parseMac} from '../../../packet/ethernet.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {inetAton, lookupFault} from './c-numbers.ts';
import {failed, refused, systemError} from './failure.ts';
import {ARP_USAGE} from './arp-usage.ts';

const HEAD = 'Address                  HWtype  HWaddress           Flags Mask            Iface';
/** The original returns -1. */
const FAILED = 255;
const WRONG = 3;
const FLAGS = 'adnevs';

interface ArpWords {
  readonly options: ReadonlySet<string>;
  readonly device?: string;
  readonly operands: readonly string[];
}

export const arp: Tool = (session) => {
  const words = readWords(session.words);
  if (typeof words === 'string') return Promise.resolve(refused(session, 'EUSAGE', words + ARP_USAGE, WRONG));
  if (words.options.has('s')) return set(session, words);
  if (words.options.has('d')) return forget(session, words);
  return list(session, words);
};

/** @returns the complaint about an option that is none */
function readWords(words: readonly string[]): ArpWords | string {
  const options = new Set<string>();
  const operands: string[] = [];
  let device: string | undefined;
  const long: Readonly<Record<string, string>> = {set: 's', delete: 'd', verbose: 'v', numeric: 'n', device: 'i'};
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    const letters = word.startsWith('--') ? (long[word.slice(2)] ?? '-') : word.slice(1);
    if (letters[0] === 'i') {
      device = letters.length > 1 ? letters.slice(1) : left.shift();
      if (device === undefined) return "arp: option requires an argument -- 'i'\n";
      continue;
    }
    const wrong = Array.from(letters).find((letter) => !FLAGS.includes(letter));
    if (wrong !== undefined) return `arp: invalid option -- '${wrong}'\n`;
    for (const letter of letters) options.add(letter);
  }
  return {options, operands, ...(device !== undefined && {device})};
}

async function list(session: ToolSession, {options, device, operands: [name]}: ArpWords): Promise<number> {
  const {lab, host, json, out} = session;
  const dst = name === undefined ? undefined : inetAton(name);
  if (name !== undefined && dst === undefined) return refused(session, 'ENOTFOUND', lookupFault(name), FAILED);
  const all = await lab.listNeighbours({host});
  const named = (neighbour: NeighbourState): string => personalName('linux', neighbour.dev);
  const found = all.filter(
    (neighbour) =>
      neighbour.state !== 'failed' &&
      (dst === undefined || neighbour.dst === dst) &&
      (device === undefined || named(neighbour) === device || neighbour.dev === device),
  );
  const bsd = options.has('a');
  if (json) out(`${JSON.stringify(found)}\n`);
  else if (found.length > 0) out(bsd ? found.map(bsdLine).join('') : `${HEAD}\n${found.map(linuxLine).join('')}`);
  if (!json && options.has('v'))
    out(`Entries: ${all.length}\tSkipped: ${all.length - found.length}\tFound: ${found.length}\n`);
  if (found.length > 0 || (dst === undefined && device === undefined)) return 0;
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

async function set(session: ToolSession, {operands, device}: ArpWords): Promise<number> {
  const [name, lladdr, ...rest] = operands;
  if (name === undefined) return refused(session, 'EUSAGE', 'arp: need host name\n', FAILED);
  const dst = inetAton(name);
  if (dst === undefined) return refused(session, 'ENOTFOUND', lookupFault(name), FAILED);
  if (lladdr === undefined) return refused(session, 'EUSAGE', 'arp: need hardware address\n', FAILED);
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
    return failed(session, 'SIOCSARP', systemError(reason).code, FAILED);
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
