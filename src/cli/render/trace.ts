/** The way to a host, as traceroute prints it. */
import type {Hop, Probe} from '../trace.ts';

/** What stands behind a time when the way ends there: !N, !H, !P, or the code of an unreachable. */
const UNREACHABLE = ['!N', '!H', '!P', '!<3>', '!F'];

export function renderTraceHeader(destination: string, target: string, hops: number): string {
  return `traceroute to ${destination} (${target}), ${hops} hops max, 56 byte packets`;
}

/** One line a hop: an address is named once, a probe that nobody answered is a star. */
export function renderHop({ttl, probes}: Hop): string {
  let last: string | undefined;
  const words = probes.map((probe) => {
    if (probe.from === undefined) return '*';
    const named = probe.from === last ? '' : `${probe.from} `;
    last = probe.from;
    return `${named}${timeOf(probe)}`;
  });
  return `${String(ttl).padStart(2)}  ${words.join('  ')}`;
}

function timeOf({rtt, error}: Probe): string {
  const mark = error ? ` ${UNREACHABLE[error.code] ?? `!<${error.code}>`}` : '';
  return `${rtt === undefined ? '?' : `${rtt.toFixed(3)} ms`}${mark}`;
}
