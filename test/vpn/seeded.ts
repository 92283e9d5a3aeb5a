import {Random} from '../../src/random.ts';
import type {RandomSource} from '../../src/vpn/random-source.ts';

/** The same octets in every run. */
export function seeded(seed: number): RandomSource {
  const random = new Random(seed);
  return (length) => Uint8Array.from({length}, () => random.next() >>> 24);
}
