/** What is said of IPv6 on an interface in single words, of `ifconfig` and `ndp` alike. */
import type {InterfaceChange} from '../../api/schema/interface.ts';
import {quoted, usage} from './values.ts';

export type Inet6Flags = Pick<NonNullable<InterfaceChange['inet6']>, 'enabled' | 'accept_ra' | 'advertise'>;

/** By BSD's words, but for `advertise`: there a router says so by a daemon. */
const WORDS: ReadonlyMap<string, readonly [keyof Inet6Flags, boolean]> = new Map([
  ['-ifdisabled', ['enabled', true]],
  ['auto_linklocal', ['enabled', true]],
  ['ifdisabled', ['enabled', false]],
  ['accept_rtadv', ['accept_ra', true]],
  ['-accept_rtadv', ['accept_ra', false]],
  ['advertise', ['advertise', true]],
  ['-advertise', ['advertise', false]],
]);

export const INET6_FLAG_WORDS: readonly string[] = [...WORDS.keys()];

/**
 * Take `word` into `flags` if it is one of them.
 *
 * @returns whether it is
 * @throws {NetworkError} EUSAGE: it contradicts a flag taken before
 */
export function takeInet6Flag(flags: Inet6Flags, word: string): boolean {
  const [name, value] = WORDS.get(word) ?? [];
  if (name === undefined || value === undefined) return false;
  if (flags[name] === !value) throw usage(`${quoted(word)} contradicts what stands before it: give one of them`);
  flags[name] = value;
  return true;
}
