/** The words of `ip tuntap add` and `delete`. */
import {groupNumber, userNumber} from '../owners.ts';
import {garbage, IP_STATUS, IpStop, wrongValue, wrongWords} from './stop.ts';
import {TUNTAP_USAGE} from './tuntap-usage.ts';
import {abbreviates, type IpWords} from './words.ts';

export interface TuntapWords {
  /** Left out: the lowest free number. */
  readonly name?: string;
  readonly mode: 'tun' | 'tap';
  readonly user?: number;
  readonly group?: number;
  readonly pi: boolean;
}

type Draft = {-readonly [Key in keyof TuntapWords]?: TuntapWords[Key]};

const LONGEST_NAME = 15;
/** What a device of a lab does not have. */
const NOT_HERE = ['vnet_hdr', 'multi_queue'] as const;

/** @throws {IpStop} */
export function readTuntapWords(words: IpWords, action: 'add' | 'delete'): TuntapWords {
  const draft: Draft = {};
  let unsupported: string | undefined;
  for (let word = words.next(); word !== undefined; word = words.next()) {
    const typed = word;
    const notHere = NOT_HERE.find((name) => abbreviates(typed, name));
    if (abbreviates(word, 'mode') && word !== 'm') readMode(words.value(), draft);
    else if (word === 'm') readMode(words.value(), draft);
    else if (action === 'add' && abbreviates(word, 'user')) draft.user = owner('user', words.value(), userNumber);
    else if (action === 'add' && abbreviates(word, 'group')) draft.group = owner('group', words.value(), groupNumber);
    else if (abbreviates(word, 'pi')) draft.pi = true;
    // The kernel takes that, and has always but one.
    else if (abbreviates(word, 'one_queue')) continue;
    else if (notHere) unsupported = notHere;
    else if (abbreviates(word, 'dev')) draft.name = readName('dev', words.value());
    else readBare(word, words, draft);
  }
  const {mode, name, ...rest} = draft;
  if (mode === undefined) throw new IpStop('You failed to specify a tunnel mode\n', IP_STATUS.failed);
  if (unsupported !== undefined && action === 'add') {
    const why = `ip: ${unsupported} is not done here: a device has one queue on each side, of whole packets\n`;
    throw new IpStop(why, IP_STATUS.failed, 'EOPNOTSUPP');
  }
  const numbered = name === undefined || name === `${mode}%d`;
  return {pi: false, ...rest, mode, ...(!numbered && {name})};
}

function readMode(value: string, draft: Draft): void {
  const mode = (['tun', 'tap'] as const).find((name) => abbreviates(value, name));
  if (!mode) throw wrongWords(`Unknown tunnel mode "${value}"`);
  if (draft.mode !== undefined && draft.mode !== mode) {
    throw wrongWords('You managed to ask for more than one tunnel mode.');
  }
  draft.mode = mode;
}

function readBare(word: string, words: IpWords, draft: Draft): void {
  const named = abbreviates(word, 'name');
  if (!named && abbreviates(word, 'help')) throw new IpStop(TUNTAP_USAGE, IP_STATUS.usage);
  const value = named ? words.value() : word;
  if (draft.name !== undefined) throw garbage('name', value);
  draft.name = readName('name', value);
}

function readName(word: string, value: string): string {
  if (value === '' || value.length > LONGEST_NAME || /[\s/]/.test(value)) {
    throw wrongValue(`"${word}" not a valid ifname`, value);
  }
  return value;
}

function owner(what: 'user' | 'group', value: string, numberOf: (name: string) => number | undefined): number {
  const number = /^\d+$/.test(value) ? Number(value) : numberOf(value);
  if (number === undefined) throw wrongWords(`invalid ${what} "${value}"`);
  return number;
}
