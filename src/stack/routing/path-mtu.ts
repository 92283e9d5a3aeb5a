/** Path MTU discovery (RFC 1191): what the routers on the way to a destination said about the packets they could not send. */
import type {Ipv4Address} from '../../packet/address.ts';
import type {Clock} from '../../time/clock.ts';
import {SMALLEST_MTU} from '../ipv4/fragment.ts';

/** Ten minutes, after which the path may have become better (RFC 1191 §6.3). */
const LIFETIME = 600_000;

/** MTUs that links are likely to have (RFC 1191 §7.1), for routers that do not say theirs. */
const PLATEAUS = [65_535, 32_000, 17_914, 8166, 4352, 2002, 1492, 1006, 508, 296, SMALLEST_MTU];

export interface PathMtuEntry {
  readonly destination: Ipv4Address;
  /** In octets, IP header included. */
  readonly mtu: number;
  /** When it is forgotten, on the clock. */
  readonly expires: number;
}

/** What one host has learnt about the paths to others. */
export class PathMtu {
  readonly #clock: Clock;
  readonly #capacity: number;
  /** In the order they expire. */
  readonly #entries = new Map<Ipv4Address, PathMtuEntry>();

  /** @param capacity destinations remembered; the one whose entry is the oldest makes room */
  constructor(clock: Clock, capacity = 1024) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  /**
   * Take note of a "fragmentation needed" (RFC 1191 §3, §5). It never raises what is known; what confirms it prolongs it.
   * The floor is SMALLEST_MTU as the RFC has it, not Linux's 552: a link of this lab may well be that narrow.
   * Whether the packet quoted was really sent by this host is for the caller to judge.
   *
   * @param mtu the next hop's, as the router says. Where it says none (0), or one that the packet would have fitted
   *   into, the next plateau below the packet's length is taken (§5, §7)
   * @param quotedLength total length of the packet that did not fit
   * @returns the MTU to use from now on
   */
  learn(destination: Ipv4Address, mtu: number, quotedLength: number): number {
    const told = mtu > 0 && mtu < quotedLength ? Math.max(mtu, SMALLEST_MTU) : plateauBelow(quotedLength);
    const known = this.lookup(destination);
    if (known !== undefined && known < told) return known;
    this.#entries.delete(destination);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size < this.#capacity) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(destination, {destination, mtu: told, expires: this.#clock.now() + LIFETIME});
    return told;
  }

  /** In octets, IP header included; `undefined` where nothing is known and the interface's own holds. */
  lookup(destination: Ipv4Address): number | undefined {
    const entry = this.#entries.size === 0 ? undefined : this.#entries.get(destination);
    if (!entry) return undefined;
    if (entry.expires > this.#clock.now()) return entry.mtu;
    this.#entries.delete(destination);
    return undefined;
  }

  /** All that is known now, the next to expire first. */
  entries(): readonly PathMtuEntry[] {
    const now = this.#clock.now();
    return [...this.#entries.values()].filter(({expires}) => expires > now);
  }
}

function plateauBelow(length: number): number {
  return PLATEAUS.find((plateau) => plateau < length) ?? SMALLEST_MTU;
}
