/** What a router's "fragmentation needed" says about the way behind it (RFC 1191). */
import {SMALLEST_MTU} from './fragment.ts';

/** MTUs that links are likely to have (RFC 1191 §7.1), for routers that do not say theirs. */
const PLATEAUS = [65_535, 32_000, 17_914, 8166, 4352, 2002, 1492, 1006, 508, 296, SMALLEST_MTU];

/**
 * The MTU to use from now on. The floor is SMALLEST_MTU as the RFC has it, not Linux's 552: a link of this lab may well
 * be that narrow.
 *
 * @param mtu the next hop's, as the router says. Where it says none (0), or one that the packet would have fitted into,
 *   the next plateau below the packet's length is taken (§5, §7)
 * @param quotedLength total length of the packet that did not fit
 * @param believesAny the router's word counts also where the packet would have fitted
 */
export function narrowerIpv4Mtu(mtu: number, quotedLength: number, believesAny = false): number {
  return mtu > 0 && (mtu < quotedLength || believesAny) ? Math.max(mtu, SMALLEST_MTU) : plateauBelow(quotedLength);
}

function plateauBelow(length: number): number {
  return PLATEAUS.find((plateau) => plateau < length) ?? SMALLEST_MTU;
}
