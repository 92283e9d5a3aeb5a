/** Which interfaces and addresses `ip address show` and `flush`, and `ip link show`, are about. */
import {ADDRESS_FLAGS, type LinkAddress} from './address-view.ts';
import {ADDRESS_USAGE} from './address-usage.ts';
import {LINK_USAGE} from './link-usage.ts';
import {type Link, linkNamed} from './links.ts';
import type {LinkView} from './link-text.ts';
import type {IpFamily} from './options.ts';
import {readScope, SCOPE} from './scopes.ts';
import {garbage, IP_STATUS, IpStop, wrongValue} from './stop.ts';
import {covers, type IpPrefixWord, readPrefix} from './values.ts';
import {abbreviates, type IpWords} from './words.ts';

export interface AddressFilter {
  readonly family?: IpFamily;
  readonly link?: Link;
  readonly up: boolean;
  readonly prefix?: IpPrefixWord;
  readonly scope?: number;
  /** Flags that have to be set, or not. */
  readonly flags: ReadonlyMap<string, boolean>;
  /** A pattern of the shell. */
  readonly label?: string;
  readonly master?: string | null;
  readonly kind?: string;
  /** Kinds of ports: `bridge` for those of bridges. */
  readonly slaveKind?: string;
  readonly group: boolean;
}

type Draft = {-readonly [Key in keyof AddressFilter]: AddressFilter[Key]} & {flags: Map<string, boolean>};

/** @throws {IpStop} */
export function readFilter(
  words: IpWords,
  links: readonly Link[],
  family: IpFamily | undefined,
  view: LinkView,
): AddressFilter {
  const filter: Draft = {up: false, flags: new Map(), group: true, ...(family !== undefined && {family})};
  let device: string | undefined;
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (readWord(word, words, filter, links)) continue;
    if (word === 'dev') word = words.value();
    else if (abbreviates(word, 'help')) {
      throw new IpStop(view === 'link' ? LINK_USAGE : ADDRESS_USAGE, IP_STATUS.usage);
    }
    if (device !== undefined) throw garbage('dev', word);
    device = word;
  }
  if (device === undefined) return filter;
  const link = linkNamed(links, device);
  if (!link) throw new IpStop(`Device "${device}" does not exist.\n`, IP_STATUS.failed, 'ENODEV');
  return {...filter, link};
}

/** Whether `address` is among those that are asked for. */
export function isAsked(filter: AddressFilter, link: Link, address: LinkAddress): boolean {
  return (
    (filter.family === undefined || filter.family === address.family) &&
    (filter.scope === undefined || filter.scope === SCOPE[address.scope]) &&
    [...filter.flags].every(([flag, set]) => ADDRESS_FLAGS[flag]?.(address) === set) &&
    (filter.label === undefined || shellPattern(filter.label).test(address.label ?? link.name)) &&
    (filter.prefix === undefined || covers(filter.prefix, address.family, address.local))
  );
}

/** Whether the interface itself is; one that is not is nevertheless an empty entry of the original's JSON. */
export function isLinkAsked(filter: AddressFilter, {state, master, device, bridge}: Link): boolean {
  const kind = device ? 'tun' : bridge ? 'bridge' : undefined;
  return (
    (!filter.up || state.flags.includes('UP')) &&
    filter.group &&
    (filter.master === undefined || (filter.master ?? undefined) === master) &&
    (filter.kind === undefined || filter.kind === kind) &&
    (filter.slaveKind === undefined || (filter.slaveKind === 'bridge' && master !== undefined))
  );
}

function readWord(word: string, words: IpWords, filter: Draft, links: readonly Link[]): boolean {
  switch (word) {
    case 'to': {
      const prefix = readPrefix(words.value(), filter.family);
      filter.prefix = prefix;
      filter.family ??= prefix.family;
      return true;
    }
    case 'scope': {
      const value = words.value();
      const scope = readScope(value);
      if (scope === undefined && value !== 'all') throw wrongValue('invalid "scope"\n', value);
      if (scope === undefined) delete filter.scope;
      else filter.scope = scope;
      return true;
    }
    case 'up':
      filter.up = true;
      return true;
    case 'label':
      filter.label = words.value();
      return true;
    case 'group': {
      const value = words.value();
      if (!/^(?:default|\d+)$/.test(value)) throw wrongValue('Invalid "group" value\n', value);
      filter.group = value === 'default' || Number(value) === 0;
      return true;
    }
    case 'master':
    case 'vrf': {
      const value = words.value();
      const master = word === 'vrf' ? undefined : linkNamed(links, value);
      const why = word === 'vrf' ? 'Not a valid VRF name\n' : 'Device does not exist\n';
      if (!master) throw wrongValue(why, value);
      filter.master = master.name;
      return true;
    }
    case 'nomaster':
      filter.master = null;
      return true;
    case 'type': {
      const value = words.value();
      if (value.endsWith('_slave')) filter.slaveKind = value.slice(0, -'_slave'.length);
      else filter.kind = value;
      return true;
    }
    default:
      return readFlag(word, filter);
  }
}

function readFlag(word: string, filter: Draft): boolean {
  const isNot = word.startsWith('-');
  const name = isNot ? word.slice(1) : word;
  const [flag, contrary] =
    name === 'dynamic' ? ['permanent', true] : name === 'primary' ? ['secondary', true] : [name, false];
  if (!Object.hasOwn(ADDRESS_FLAGS, flag)) return false;
  filter.flags.set(flag, isNot === contrary);
  return true;
}

/** `*`, `?` and `[…]`, as `fnmatch` reads them. */
function shellPattern(pattern: string): RegExp {
  const parts = [...pattern.matchAll(/\[(!?)([^\]]+)\]|[\s\S]/g)].map(([part, not, inside]) => {
    if (part === '*') return '[^]*';
    if (part === '?') return '[^]';
    if (inside === undefined) return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return `[${not === '!' ? '^' : ''}${inside.replace(/[\\^\]]/g, '\\$&')}]`;
  });
  try {
    return new RegExp(`^${parts.join('')}$`);
  } catch {
    // A range the wrong way round fits nothing.
    return /(?!)/;
  }
}
