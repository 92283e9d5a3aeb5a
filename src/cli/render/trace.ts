/** The way to a host, as the BSDs' traceroute prints it under -n. */
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

export function renderTraceHeader(
  destination: string,
  target: string,
  {hops, method}: Pick<TraceOptions, 'hops' | 'method'>,
): string {
  return `traceroute to ${destination} (${target}), ${hops} hops max, ${PROBE_LENGTH[method]} byte packets`;
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

function timeOf({rtt, error}: Probe): string {
  const mark = error ? ` ${UNREACHABLE.get(error.code) ?? `!<${error.code}>`}` : '';
  return `${rtt === undefined ? '?' : `${rtt.toFixed(3)} ms`}${mark}`;
}
