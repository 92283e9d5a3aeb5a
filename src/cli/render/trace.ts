/** The way to a host, as the BSDs' traceroute prints it under -n. */
import {isOfIpv6} from './icmp-error.ts';
import {type Hop, PROBE_LENGTH, type Probe, type TraceOptions} from '../trace.ts';

/** What stands behind a time when the way ends there, by the code of "destination unreachable". */
const UNREACHABLE: ReadonlyMap<number, string> = new Map([
  [0, '!N'],
  [1, '!H'],
  [2, '!P'],
  [4, '!F'],
  [5, '!S'],
  [6, '!U'],
  [7, '!W'],
  [8, '!I'],
  [9, '!A'],
  [10, '!Z'],
  [11, '!Q'],
  [12, '!T'],
  [13, '!X'],
  [14, '!V'],
  [15, '!C'],
]);

/** The same by type and code of ICMPv6: no route, prohibited, beyond the scope, nobody there, too long, no such protocol. */
const REFUSED6: ReadonlyMap<string, string> = new Map([
  ['1/0', '!N'],
  ['1/1', '!X'],
  ['1/2', '!S'],
  ['1/3', '!H'],
  ['2/0', '!F'],
  ['4/1', '!P'],
]);

/** How much longer than IPv4's the header of IPv6 is, in octets. */
const LONGER6 = 20;

export function renderTraceHeader(
  destination: string,
  target: string,
  {hops, method}: Pick<TraceOptions, 'hops' | 'method'>,
): string {
  const length = PROBE_LENGTH[method] + (isOfIpv6({from: target}) ? LONGER6 : 0);
  return `traceroute to ${destination} (${target}), ${hops} hops max, ${length} byte packets`;
}

/** A line a hop, and one more for each further address; an address is named once, a probe that nobody answered is a star. */
export function renderHop({ttl, probes}: Hop): string {
  let last: string | undefined;
  let text = `${String(ttl).padStart(2)} `;
  for (const probe of probes) {
    const {from} = probe;
    if (from === undefined) {
      text += ' *';
      continue;
    }
    if (from !== last) text += last === undefined ? ` ${from}` : `\n    ${from}`;
    text += `  ${timeOf(probe)}`;
    last = from;
  }
  return text;
}

function timeOf(probe: Probe): string {
  const {rtt, error} = probe;
  const mark = error ? ` ${markOf(probe, error) ?? `!<${error.code}>`}` : '';
  return `${rtt === undefined ? '?' : `${rtt.toFixed(3)} ms`}${mark}`;
}

function markOf({from = ''}: Probe, {type, code}: {readonly type: number; readonly code: number}): string | undefined {
  return isOfIpv6({from}) ? REFUSED6.get(`${type}/${code}`) : UNREACHABLE.get(code);
}
