/** Prefixes that lie close together, so that they nest, meet and share what the table is made of. */
import fc from 'fast-check';
import {broadcastOf, networkOf} from '../../../src/packet/address.ts';
import type {Random} from '../../../src/random.ts';

export interface Range {
  /** No host bits set. */
  readonly address: number;
  readonly length: number;
}

/** Where the table changes from one array to the next, and both ends of all addresses. */
const LENGTHS = [0, 1, 4, 8, 12, 15, 16, 17, 20, 23, 24, 25, 28, 30, 31, 32];
const PLACES = [0x0000_0000, 0x0a00_0000, 0x0a00_ff00, 0x0a01_0000, 0x0aff_ff00, 0x7fff_ff00, 0xc0a8_0000, 0xffff_ff00];
/** Which bits of a place vary: few enough that most prefixes are met again. */
const VARIATIONS = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x8000, 0xff00, 0x1_0000];

export const range: fc.Arbitrary<Range> = fc
  .tuple(fc.constantFrom(...LENGTHS), fc.constantFrom(...PLACES), fc.constantFrom(...VARIATIONS))
  .map(([length, place, variation]) => rangeAt(place ^ variation, length));

export function drawRange(random: Random): Range {
  const [length, place, variation] = [LENGTHS, PLACES, VARIATIONS].map((list) => list[random.next() % list.length]!);
  return rangeAt(place! ^ variation!, length!);
}

function rangeAt(address: number, length: number): Range {
  return {address: networkOf(address >>> 0, length), length};
}

/** The first and last address of a range, and those just outside it. */
export function bordersOf({address, length}: Range): readonly number[] {
  const last = broadcastOf(address, length);
  return [address, last, (address - 1) >>> 0, (last + 1) >>> 0];
}

export function covers({address, length}: Range, destination: number): boolean {
  return networkOf(destination, length) === address;
}
