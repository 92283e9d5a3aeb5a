/** What may be typed behind `arp`. */
import {quoted, readAddress, usage} from './values.ts';

export type ArpRequest =
  {kind: 'list'} | {kind: 'set'; dst: string; lladdr: string; proxy: boolean} | {kind: 'delete'; dst: string};

/** @throws {NetworkError} EUSAGE */
export function parseArp(words: readonly string[]): ArpRequest {
  const [first, dst, lladdr, ...rest] = words;
  if (first === undefined || (/^-(?:a|n|an)$/.test(first) && dst === undefined)) return {kind: 'list'};
  if (first === '-s' && dst !== undefined && lladdr !== undefined && rest.every((word) => word === 'pub')) {
    return {kind: 'set', dst: readAddress(dst), lladdr, proxy: rest.length > 0};
  }
  if (first === '-d' && dst !== undefined && lladdr === undefined) return {kind: 'delete', dst: readAddress(dst)};
  throw usage(`${quoted(words.join(' '))} is not for arp: -a, -s ADDRESS MAC [pub], or -d ADDRESS`);
}
