/** The words of `ip link add`, `set` and `delete`. */
import {parseMac} from '../../../../packet/ethernet.ts';
import {LINK_USAGE} from './link-usage.ts';
import {type Link, linkNamed} from './links.ts';
import {garbage, givenTwice, IP_STATUS, IpStop, wrongValue, wrongWords} from './stop.ts';
import {abbreviates, type IpWords, signed} from './words.ts';

/** Flags that are turned on and off, as the API calls them. */
export type LinkFlag = 'arp' | 'promisc' | 'multicast' | 'allmulti' | 'trailers' | 'dynamic';

export interface LinkWords {
  readonly dev?: string;
  /** Another name for it. */
  readonly name?: string;
  readonly up?: boolean;
  readonly mtu?: number;
  readonly queueLength?: number;
  readonly station?: string;
  readonly flags: Readonly<Partial<Record<LinkFlag, boolean>>>;
  /** `null`: no bridge's port any more. */
  readonly master?: string | null;
  readonly type?: string;
  /** What stands behind the type. */
  readonly typeWords: readonly string[];
  /** Words that mean something no interface here has. */
  readonly unsupported: readonly string[];
}

type Draft = {-readonly [Key in keyof LinkWords]: LinkWords[Key]} & {
  flags: Partial<Record<LinkFlag, boolean>>;
  unsupported: string[];
  group?: boolean;
};

const LONGEST_NAME = 15;
const SWITCHES = [
  'multicast',
  'allmulticast',
  'promisc',
  'trailers',
  'arp',
  'carrier',
  'dynamic',
  'protodown',
] as const;
/** What an interface of a lab has no room for. */
const VALUED: ReadonlySet<string> = new Set([
  'index',
  'link',
  'broadcast',
  'netns',
  'vf',
  'vrf',
  'alias',
  'mode',
  'state',
  'numtxqueues',
  'numrxqueues',
  'addrgenmode',
  'link-netns',
  'link-netnsid',
  'protodown_reason',
  'gso_max_size',
  'gso_max_segs',
  'gro_max_size',
  'parentdev',
  'xdp',
  'xdpgeneric',
  'xdpdrv',
  'xdpoffload',
]);

/** @throws {IpStop} */
export function readLinkWords(words: IpWords, links: readonly Link[]): LinkWords {
  const draft: Draft = {flags: {}, typeWords: [], unsupported: []};
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (abbreviates(word, 'type') && !['t'].includes(word)) {
      draft.type = words.value();
      draft.typeWords = words.rest();
      break;
    }
    readWord(word, words, draft, links);
  }
  const {dev = draft.name} = draft;
  return {...draft, ...(dev !== undefined && {dev})};
}

function readWord(word: string, words: IpWords, draft: Draft, links: readonly Link[]): void {
  const onOff = SWITCHES.find((name) => name === word || (name === 'dynamic' && abbreviates(word, name)));
  if (word === 'up' || word === 'down') draft.up = word === 'up';
  else if (word === 'name') {
    const value = words.value();
    if (draft.name !== undefined) throw givenTwice('name', value);
    if (!isName(value, LONGEST_NAME)) throw wrongValue('"name" not a valid ifname', value);
    draft.name = value;
  } else if (abbreviates(word, 'address')) draft.station = readStation(words.value());
  else if (['txqueuelen', 'txqlen'].some((name) => abbreviates(word, name)) || word === 'qlen') {
    const value = words.value();
    if (draft.queueLength !== undefined) throw givenTwice('txqueuelen', value);
    draft.queueLength = readNumber(value, 'Invalid "txqueuelen" value\n');
  } else if (word === 'mtu') {
    const value = words.value();
    if (draft.mtu !== undefined) throw givenTwice('mtu', value);
    draft.mtu = readNumber(value, 'Invalid "mtu" value\n');
  } else if (onOff) readSwitch(onOff, words.value(), draft);
  else if (abbreviates(word, 'master') && word !== 'm') {
    const value = words.value();
    const master = linkNamed(links, value);
    if (!master) throw wrongValue('Device does not exist\n', value);
    draft.master = master.state.ifname;
  } else if (abbreviates(word, 'nomaster')) draft.master = null;
  else if (word === 'group') readGroup(words.value(), draft);
  else if (VALUED.has(word) || word === 'brd') {
    words.value();
    draft.unsupported.push(word);
  } else readDevice(word, words, draft);
}

function readDevice(word: string, words: IpWords, draft: Draft): void {
  if (abbreviates(word, 'help')) throw new IpStop(LINK_USAGE, IP_STATUS.usage);
  const value = word === 'dev' ? words.value() : word;
  if (draft.dev !== undefined) throw garbage('dev', value);
  // In this project's other spellings a name may have a slash in it.
  if (!isName(value.replaceAll('/', '_'), 127)) throw wrongValue('"dev" not a valid ifname', value);
  draft.dev = value;
}

function isName(text: string, longest: number): boolean {
  return text !== '' && text.length <= longest && !/[\s/]/.test(text);
}

/** Six octets in hex, of one or two digits each. */
function readStation(text: string): string {
  const octets = text.split(/[:.]/);
  for (const octet of octets) {
    if (/^[\da-f]{1,2}$/i.test(octet)) continue;
    throw new IpStop(`"${octet}" is invalid lladdr.\n`, IP_STATUS.failed);
  }
  const station = octets.map((octet) => octet.padStart(2, '0')).join(':');
  if (octets.length !== 6 || parseMac(station) === undefined) {
    const text6 = `Invalid address length ${octets.length} - must be 6 bytes\n`;
    throw new IpStop(text6, IP_STATUS.failed);
  }
  return station;
}

function readNumber(text: string, why: string): number {
  const number = signed(text);
  if (number === undefined) throw wrongValue(why, text);
  return number;
}

function readSwitch(name: (typeof SWITCHES)[number], value: string, draft: Draft): void {
  if (value !== 'on' && value !== 'off') {
    const text = `Error: argument of "${name}" must be "on" or "off", not "${value}"\n`;
    throw new IpStop(text, IP_STATUS.failed);
  }
  const on = value === 'on';
  // What no interface has is off already.
  if (name !== 'carrier' && name !== 'protodown') draft.flags[name === 'allmulticast' ? 'allmulti' : name] = on;
  else if (on || name === 'carrier') draft.unsupported.push(name);
}

function readGroup(value: string, draft: Draft): void {
  if (draft.group === true) throw givenTwice('group', value);
  draft.group = true;
  if (value !== 'default' && !/^\d+$/.test(value)) throw wrongValue('Invalid "group" value\n', value);
  if (value !== 'default' && Number(value) !== 0) draft.unsupported.push('group');
}

/** @throws {IpStop} no interface is named */
export function requiredDevice({dev}: LinkWords): string {
  if (dev === undefined) throw wrongWords('Not enough information: "dev" argument is required.');
  return dev;
}
