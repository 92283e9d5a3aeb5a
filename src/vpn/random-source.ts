/** `length` octets that nobody can foretell; in a test, that everybody can. */
export type RandomSource = (length: number) => Uint8Array;

/** A number 0…2³²−1. */
export function randomUint32(random: RandomSource): number {
  const [a = 0, b = 0, c = 0, d = 0] = random(4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
