/** What may be typed behind `ifconfig`, on Haiku, Linux and the BSDs alike. */
import type {InterfaceChange} from '../../api/schema/interface.ts';
import {canonicalName} from '../../names.ts';
import {parseChange} from './interface-change.ts';
import {addressOn, familyNamed, readAddressToRemove} from './address.ts';
import {quoted, usage} from './values.ts';
import {Words} from './words.ts';

export type IfconfigRequest =
  | {kind: 'list'}
  | {kind: 'show'; ifname: string}
  /** `ifname` may be `tun`: the lowest free number. */
  | {kind: 'create'; ifname: string}
  | {kind: 'remove'; ifname: string}
  | {kind: 'change'; ifname: string; change: InterfaceChange};

const DELETE: ReadonlySet<string> = new Set(['--delete', '--del', '-d', 'del', 'delete']);

/** Words that make or end an interface when nothing else is asked; `plumb` is how Solaris says it. */
const LIFE: ReadonlyMap<string, 'create' | 'remove'> = new Map([
  ['create', 'create'],
  ['plumb', 'create'],
  ['destroy', 'remove'],
  ['unplumb', 'remove'],
]);

/** @throws {NetworkError} EUSAGE */
export function parseIfconfig(words: readonly string[]): IfconfigRequest {
  const [first, ...rest] = words;
  if (first === undefined) return {kind: 'list'};
  if (first === '-a') {
    if (rest[0] !== undefined)
      throw usage(`"-a" lists every interface; leave out ${quoted(rest[0])}, or leave out "-a"`);
    return {kind: 'list'};
  }
  if (DELETE.has(first)) return parseDelete(rest);
  if (first.startsWith('-'))
    throw usage(`${quoted(first)} is not an option of ifconfig: try -a, or --delete INTERFACE`);

  const ifname = canonicalName(first);
  if (rest.length === 0) return {kind: 'show', ifname};
  const family = familyNamed(rest[0]);
  const asked = family === undefined ? rest : rest.slice(1);
  const kind = asked.length === 1 ? LIFE.get(asked[0] ?? '') : undefined;
  // Solaris plumbs each family by itself: of IPv6 it is not the interface that comes and goes.
  const ofInterface = family !== 'inet6' || !asked[0]?.endsWith('plumb');
  if (kind !== undefined && ofInterface) return {kind, ifname};
  return {kind: 'change', ifname, change: parseChange(ifname, new Words(rest))};
}

/** `--delete IF [[inet] A]…`: the interface, or these addresses of it. */
function parseDelete(words: readonly string[]): IfconfigRequest {
  const [name, ...rest] = words;
  if (name === undefined) throw usage('say which interface to delete, such as: ifconfig --delete tun0');
  const ifname = canonicalName(name);
  if (rest.length === 0) return {kind: 'remove', ifname};
  const remove = rest
    .filter((word) => familyNamed(word) === undefined)
    .map((word) => addressOn(ifname, readAddressToRemove(word)));
  // `--delete tun0 inet` must not be taken for `--delete tun0`: that would delete more than was meant.
  if (remove.length === 0)
    throw usage(`say which address of ${quoted(name)} to delete, or leave out ${quoted(rest[0] ?? '')}`);
  return {kind: 'change', ifname, change: {remove}};
}
