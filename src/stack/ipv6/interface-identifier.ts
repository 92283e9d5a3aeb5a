import {Random} from '../../random.ts';

/** The `u` bit of modified EUI-64 and what goes with it: an identifier that is not made of a MAC has it clear. */
const UNIVERSAL = 1n << 57n;

/**
 * An interface identifier where there is no MAC to make it of: the same for the same name, so that it outlives a restart
 * (as RFC 7217 has it, but without a secret: everything here is to be the same on every machine).
 */
export function opaqueIdentifier(name: string): bigint {
  let hash = 0;
  for (const character of name) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0;
  const random = new Random(hash);
  const identifier = (BigInt(random.next()) << 32n) | BigInt(random.next());
  return identifier & ~UNIVERSAL;
}
