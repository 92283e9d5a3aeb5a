import {parseAddress, prefixLengthOf} from '../packet/address.ts';

/** Bits of a mask as `255.255.255.0`; `undefined` for anything else. */
export function maskLength(mask: string | undefined): number | undefined {
  const bits = mask === undefined ? undefined : parseAddress(mask);
  return bits === undefined ? undefined : prefixLengthOf(bits);
}
