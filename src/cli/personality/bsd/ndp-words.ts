/** The words of `ndp` of FreeBSD 14. */
import type {InterfaceChange} from '../../../api/schema/interface.ts';
import {complaint, systemFailure} from './failure.ts';
import {getopt} from './getopt.ts';

/** The letter that says what is to be done, or `''`: one host is to be shown. */
type NdpDeed = '' | 'a' | 'c' | 'd' | 'i' | 's';

interface NdpWords {
  readonly deed: NdpDeed;
  /** Behind `-d` and `-i`. */
  readonly about: string;
  readonly numeric: boolean;
  /** The time of day stands in front of lines, and no heading above them. */
  readonly timed: boolean;
  readonly operands: readonly string[];
}

const DEEDS = 'acprHPRsIdiA';
/** Lists of prefixes and routers, and what empties them; files; a table again and again. */
const NOT_HERE: ReadonlySet<string> = new Set('prHPRIAf');

/** @returns what `getopt` complains of, or `''`, where they can not be understood @throws {Failure} */
export function readNdp(words: readonly string[]): NdpWords | string {
  const {given, operands, fault} = getopt(words, 'acd:f:Ii:nprstA:HPR');
  if (fault !== undefined) return fault;
  const deeds = given.filter(([letter]) => DEEDS.includes(letter));
  if (deeds.length > 1) return '';
  const missing = given.find(([letter]) => NOT_HERE.has(letter))?.[0];
  if (missing !== undefined) throw complaint('ndp', `-${missing}: Operation not supported`, 1, 'EOPNOTSUPP');
  const [deed, about] = (deeds[0] ?? ['', '']) as [NdpDeed, string];
  const letters = new Set(given.map(([letter]) => letter));
  return isComplete(deed, operands.length)
    ? {deed, about, numeric: letters.has('n'), timed: letters.has('t'), operands}
    : '';
}

function isComplete(deed: NdpDeed, operands: number): boolean {
  if (deed === 's') return operands >= 2 && operands <= 4;
  if (deed === 'i') return true;
  return operands === (deed === '' ? 1 : 0);
}

/** What stands behind the station of `-s`; the original passes over other words. @throws {Failure} */
export function readMarks(words: readonly string[]): {temporary: boolean; proxy: boolean} {
  const other = words.find((word) => !/^(?:temp|proxy)/.test(word));
  if (other !== undefined) throw complaint('ndp', `${other}: Invalid argument`, 1, 'EINVAL');
  return {
    temporary: words.some((word) => word.startsWith('temp')),
    proxy: words.some((word) => word.startsWith('proxy')),
  };
}

type Inet6Change = NonNullable<InterfaceChange['inet6']>;

/** Flags that are there for good. */
const ALWAYS: ReadonlySet<string> = new Set(['nud', 'auto_linklocal', '-no_prefer_iface']);

/** What words behind `-i IF` change. @throws {Failure} what a lab has none of */
export function readInterfaceFlags(words: readonly string[]): Inet6Change {
  let change: Inet6Change = {};
  for (const word of words) {
    const on = !word.startsWith('-');
    switch (on ? word : word.slice(1)) {
      case 'disabled':
        change = {...change, enabled: !on};
        break;
      case 'accept_rtadv':
        change = {...change, accept_ra: on};
        break;
      default:
        if (!ALWAYS.has(word)) throw systemFailure('ndp', 'ioctl(SIOCSIFINFO_IN6)', codeOf(word));
    }
  }
  return change;
}

/** Flags and values that FreeBSD has, and what nobody has. */
function codeOf(word: string): 'EOPNOTSUPP' | 'EINVAL' {
  const known = /^-?(?:nud|auto_linklocal|no_prefer_iface)$|^(?:basereachable|retrans|curhlim)=/;
  return known.test(word) ? 'EOPNOTSUPP' : 'EINVAL';
}
