/**
 * Interface names: one canonical name each, every spelling accepted, each personality printing its own.
 * This file is the only table of spellings.
 */
import {NetworkError} from './errors.ts';

/** Whose texts and defaults a host speaks. */
export const PERSONALITIES = ['haiku', 'linux', 'bsd'] as const;
export type Personality = (typeof PERSONALITIES)[number];

/** @throws {NetworkError} EUSAGE */
export function readPersonality(word: string): Personality {
  const known = PERSONALITIES.find((personality) => personality === word);
  if (known) return known;
  const shown = JSON.stringify(word.slice(0, 40));
  throw new NetworkError('EUSAGE', `${shown} is not a personality: ${PERSONALITIES.join(', ')}`);
}

/** Longest interface name in octets: IFNAMSIZ less the terminating zero. */
export const LONGEST_NAME = 15;

/** `[pattern of other spellings, canonical name]`; `$1` is the unit number. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:lo|loop|lo0)$/, 'lo0'],
  [/^(?:\/dev\/)?tun\/(\d+)$/, 'tun$1'],
  [/^(?:\/dev\/)?tap\/(\d+)$/, 'tap$1'],
  [/^bridge(\d+)$/, 'br$1'],
  [/^(?:em|\/dev\/net\/ipro1000\/)(\d+)$/, 'eth$1'],
];

/**
 * The canonical name of `spelling`: `tun/0` → `tun0`, `loop` → `lo0`, `/dev/net/ipro1000/0` → `eth0`.
 *
 * @throws {NetworkError} EUSAGE: not a possible interface name.
 */
export function canonicalName(spelling: string): string {
  for (const [pattern, canonical] of SPELLINGS) {
    if (pattern.test(spelling)) return checkedName(spelling.replace(pattern, canonical));
  }
  return checkedName(spelling);
}

/** Whether an interface can have a name of this spelling. */
export function isInterfaceName(spelling: string): boolean {
  try {
    return canonicalName(spelling) !== '';
  } catch {
    return false;
  }
}

/** The name `personality` prints for the canonical `name`. */
export function personalName(personality: Personality, name: string): string {
  if (personality === 'haiku') {
    if (name === 'lo0') return 'loop';
    return name.replace(/^(tun|tap)(\d+)$/, '$1/$2').replace(/^eth(\d+)$/, '/dev/net/ipro1000/$1');
  }
  if (personality === 'linux') return name === 'lo0' ? 'lo' : name;
  return name.replace(/^eth(\d+)$/, 'em$1').replace(/^br(\d+)$/, 'bridge$1');
}

/** Path of an interface's device node below its host's devfs: `tun0` → `tun/0`, `eth0` → `net/ipro1000/0`. */
export function nodePath(mode: 'tun' | 'tap' | 'nic', name: string): string {
  if (mode === 'nic') return `net/ipro1000/${name.replace(/^eth(?=\d+$)/, '')}`;
  return `${mode}/${name.replace(new RegExp(`^${mode}(?=\\d+$)`), '')}`;
}

/** Which kind of device an interface of this canonical name is by its name alone: `tun3`, `tap0`. */
export function modeOfName(name: string): 'tun' | 'tap' | undefined {
  return /^(tun|tap)\d+$/.exec(name)?.[1] as 'tun' | 'tap' | undefined;
}

/** Whether an interface of this canonical name is a bridge by its name alone: `br0`. */
export function isBridgeName(name: string): boolean {
  return /^br\d+$/.test(name);
}

function checkedName(name: string): string {
  if (name.length === 0) throw new NetworkError('EUSAGE', 'an interface name is missing');
  if (name.length > LONGEST_NAME) {
    throw new NetworkError(
      'EUSAGE',
      `"${name.slice(0, 64)}" is too long for an interface name: at most ${LONGEST_NAME} characters`,
    );
  }
  if (!/^(?!\d+$)[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) {
    throw new NetworkError(
      'EUSAGE',
      `${JSON.stringify(name)} is not an interface name: letters, digits, "_", "." and "-", not digits alone`,
    );
  }
  return name;
}
