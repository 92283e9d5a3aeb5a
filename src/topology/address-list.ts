/** The addresses of one interface, of one version of IP, from how they are to how they are to be. */
import type {AddressForm} from './form.ts';

/** @param six 1: those of IPv6 */
export function ofVersion(addresses: readonly AddressForm[], six: number): AddressForm[] {
  return addresses.filter((address) => address.six === (six === 1));
}

/** What is the same at the beginning stays; the rest goes, and comes in its new order. */
export function replaced(now: readonly AddressForm[], wanted: readonly AddressForm[]) {
  let same = 0;
  while (same < now.length && now[same]?.key === wanted[same]?.key) same++;
  return {going: now.slice(same), coming: wanted.slice(same)};
}
