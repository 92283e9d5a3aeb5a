/** The names that a host knows. */
import type {TopologyHost} from '../api/schema/topology.ts';
import {HOST_START} from './host-start.ts';
import {type Path, fault, ipForm} from './form.ts';
import {type Planning, pieces} from './planning.ts';

type Names = NonNullable<TopologyHost['names']>;

export function planNames(
  planning: Planning,
  host: string,
  now: Names = {},
  written: Names | undefined,
  at: Path,
): void {
  const wanted = written ?? (planning.prune ? HOST_START.names! : now);
  const forgotten: [string, null][] = [];
  const known: [string, string][][] = [[], []];
  for (const name of Object.keys(now)) {
    if (Object.hasOwn(wanted, name)) continue;
    forgotten.push([name, null]);
    planning.say('-', `${host} name ${name}`);
  }
  for (const [name, value] of Object.entries(wanted)) {
    const place = [...at, 'names', name];
    const addresses = namesOf(value, place);
    const before = Object.hasOwn(now, name) ? namesOf(now[name]!, place) : undefined;
    if (before && before.join() === addresses.join()) continue;
    if (before) forgotten.push([name, null]);
    for (const [version, address] of addresses.entries()) known[version]!.push([name, address]);
    planning.say(before ? '~' : '+', `${host} name ${name} ${addresses.join(' ')}`);
  }
  for (const some of [forgotten, ...known].flatMap((all) => pieces<[string, string | null]>(all))) {
    planning.do('changeHost', {host, names: Object.fromEntries(some)}, [...at, 'names']);
  }
}

/** IPv4 first; at most one of each version. */
function namesOf(value: Names[string], at: Path): readonly string[] {
  const addresses = (typeof value === 'string' ? [value] : value).map((text) => ipForm(text, at));
  const sorted = addresses.sort((one, other) => Number(one.includes(':')) - Number(other.includes(':')));
  const [first, second] = sorted;
  if (second !== undefined && first!.includes(':') === second.includes(':')) {
    throw fault('a name has at most one address of each version of IP', at);
  }
  if (first === undefined) throw fault('a name needs an address', at);
  return sorted;
}
