/** The words of `ip address add`, `change`, `replace` and `delete`. */
import {ADDRESS_USAGE} from './address-usage.ts';
import {ADDRESS_FLAGS} from './address-view.ts';
import type {IpRun} from './run.ts';
import {readScope} from './scopes.ts';
import {answered, garbage, givenTwice, IP_STATUS, IpStop, wrongValue} from './stop.ts';
import {type Family, type IpPrefixWord, readAddress, readPrefix} from './values.ts';
import {abbreviates, type IpWords, unsigned} from './words.ts';

export interface AddressWords {
  readonly dev: string;
  readonly local: IpPrefixWord;
  /** As it was typed, for what is said about it. */
  readonly typed: string;
  readonly peer?: IpPrefixWord;
  /** `+`: the last address of the network; `-`: the first. */
  readonly broadcast?: string;
  readonly scope?: number;
  readonly label?: string;
}

type Draft = {-readonly [Key in keyof AddressWords]?: AddressWords[Key]} & {
  family?: Family | undefined;
  valid?: number | undefined;
  preferred?: number | undefined;
  anycast?: string | undefined;
  unsupported?: boolean;
};

/** Flags that only the kernel sets, and those that only an IPv6 address has. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'secondary',
  'temporary',
  'dadfailed',
  'deprecated',
  'tentative',
  'permanent',
  'stable-privacy',
]);
const FOR_EITHER: ReadonlySet<string> = new Set(['noprefixroute', 'autojoin']);
/** What an address without end lasts. */
const FOREVER = 2 ** 32 - 1;

/** @throws {IpStop} */
export function readAddressWords(run: IpRun, words: IpWords, deletes: boolean): AddressWords {
  const {family} = run.options;
  const draft: Draft = {...(family !== undefined && family !== 'link' && {family})};
  for (let word = words.next(); word !== undefined; word = words.next()) readWord(run, word, words, draft);
  const {dev, local, peer, broadcast} = draft;
  if (dev === undefined) {
    throw new IpStop('Not enough information: "dev" argument is required.\n', IP_STATUS.failed);
  }
  if (!deletes && (broadcast === '+' || broadcast === '-') && draft.family !== 'inet') {
    throw new IpStop('Broadcast can be set only for IPv4 addresses\n', IP_STATUS.failed);
  }
  checkLifetimes(draft);
  if (!local || draft.unsupported === true) throw answered('Operation not supported', 'EOPNOTSUPP');
  const {typed = '', scope, label} = draft;
  const whole: IpPrefixWord = {...local, length: peer?.length ?? local.length};
  return {
    dev,
    local: whole,
    typed,
    ...(peer && peer.address !== local.address && {peer}),
    ...(broadcast !== undefined && {broadcast}),
    ...(scope !== undefined && {scope}),
    ...(label !== undefined && {label}),
  };
}

function readWord(run: IpRun, word: string, words: IpWords, draft: Draft): void {
  if (word === 'peer' || word === 'remote') {
    const value = words.value();
    if (draft.peer) throw givenTwice('peer', value);
    draft.peer = readPrefix(value, draft.family);
    draft.family ??= draft.peer.family;
  } else if (abbreviates(word, 'broadcast') || word === 'brd') {
    const value = words.value();
    if (draft.broadcast !== undefined) throw givenTwice('broadcast', value);
    draft.broadcast = value === '+' || value === '-' ? value : taken(draft, value);
  } else if (word === 'anycast') {
    const value = words.value();
    if (draft.anycast !== undefined) throw givenTwice('anycast', value);
    draft.anycast = taken(draft, value);
    draft.unsupported = true;
  } else if (word === 'scope') {
    const value = words.value();
    const scope = readScope(value);
    if (scope === undefined) throw wrongValue('invalid scope value.', value);
    draft.scope = scope;
  } else if (word === 'dev') draft.dev = words.value();
  else if (word === 'label') draft.label = words.value();
  else if (['metric', 'priority', 'preference'].some((name) => abbreviates(word, name))) {
    const value = words.value();
    const metric = unsigned(value);
    if (metric === undefined) throw wrongValue('"metric" value is invalid\n', value);
    draft.unsupported ||= metric > 0;
  } else if (abbreviates(word, 'valid_lft') || abbreviates(word, 'preferred_lft')) {
    const name = abbreviates(word, 'valid_lft') ? 'valid' : 'preferred';
    if (draft[name] !== undefined) throw givenTwice(`${name}_lft`, word);
    const value = words.value();
    draft[name] = value === 'forever' ? FOREVER : unsigned(value);
    if (draft[name] === undefined) throw wrongValue(`${name}_lft value`, value);
  } else if (Object.hasOwn(ADDRESS_FLAGS, word)) readFlag(run, word, draft);
  else {
    const value = word === 'local' ? words.value() : word;
    if (abbreviates(value, 'help')) throw new IpStop(ADDRESS_USAGE, IP_STATUS.usage);
    if (draft.local) throw garbage('local', value);
    draft.typed = value;
    draft.local = readPrefix(value, draft.family);
    draft.family ??= draft.local.family;
  }
}

function taken(draft: Draft, word: string): string {
  const {family, address} = readAddress(word, draft.family);
  draft.family ??= family;
  return address;
}

function readFlag({session}: IpRun, word: string, draft: Draft): void {
  if (READ_ONLY.has(word)) session.err(`Warning: ${word} option is not mutable from userspace\n`);
  else if (!FOR_EITHER.has(word) && draft.family !== 'inet6') {
    session.err(`Warning: ${word} option can be set only for IPv6 addresses\n`);
  } else draft.unsupported = true;
}

/** An address that somebody typed stays until somebody deletes it. */
function checkLifetimes(draft: Draft): void {
  const {valid, preferred} = draft;
  if (valid === 0) throw new IpStop('valid_lft is zero\n', IP_STATUS.failed);
  if ((valid ?? FOREVER) < (preferred ?? FOREVER)) {
    throw new IpStop('preferred_lft is greater than valid_lft\n', IP_STATUS.failed);
  }
  if ((valid ?? FOREVER) !== FOREVER || (preferred ?? FOREVER) !== FOREVER) draft.unsupported = true;
}
