/** Path MTU discovery (RFC 1191, RFC 8201): what routers on the way to a destination said about packets they could not send. */
import type {IpAddress} from '../../packet/ip-address.ts';
import type {Clock} from '../../time/clock.ts';

/** Ten minutes, after which the path may have become better (RFC 1191 §6.3, RFC 8201 §4). */
const LIFETIME = 600_000;

export interface PathMtuEntry<Address extends IpAddress> {
  readonly destination: Address;
  /** In octets, IP header included. */
  readonly mtu: number;
  /** When it is forgotten, on the clock. */
  readonly expires: number;
}

/**
 * What a version of IP makes of a router's complaint.
 *
 * @param mtu the next hop's, as the router says
 * @param quotedLength total length of the packet that did not fit
 * @returns `undefined`: the complaint is not to be believed
 */
export type NarrowerMtu = (mtu: number, quotedLength: number) => number | undefined;

/** What one host has learnt about the paths to others. */
export class PathMtu<Address extends IpAddress> {
  readonly #clock: Clock;
  readonly #narrower: NarrowerMtu;
  readonly #capacity: number;
  /** In the order they expire. */
  readonly #entries = new Map<Address, PathMtuEntry<Address>>();

  /** @param capacity destinations remembered; the one whose entry is the oldest makes room */
  constructor(clock: Clock, narrower: NarrowerMtu, capacity = 1024) {
    this.#clock = clock;
    this.#narrower = narrower;
    this.#capacity = capacity;
  }

  /**
   * Take note of a complaint (RFC 1191 §3, RFC 8201 §4). It never raises what is known; what confirms it prolongs it.
   * Whether the packet quoted was really sent by this host is for the caller to judge.
   *
   * @param mtu the next hop's, as the router says
   * @param quotedLength total length of the packet that did not fit
   * @returns the MTU to use from now on, where one is known
   */
  learn(destination: Address, mtu: number, quotedLength: number): number | undefined {
    const told = this.#narrower(mtu, quotedLength);
    const known = this.lookup(destination);
    if (told === undefined || (known !== undefined && known < told)) return known;
    this.#entries.delete(destination);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size < this.#capacity) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(destination, {destination, mtu: told, expires: this.#clock.now() + LIFETIME});
    return told;
  }

  /** In octets, IP header included; `undefined` where nothing is known and the interface's own holds. */
  lookup(destination: Address): number | undefined {
    const entry = this.#entries.size === 0 ? undefined : this.#entries.get(destination);
    if (!entry) return undefined;
    if (entry.expires > this.#clock.now()) return entry.mtu;
    this.#entries.delete(destination);
    return undefined;
  }

  /** All that is known now, the next to expire first. */
  entries(): readonly PathMtuEntry<Address>[] {
    const now = this.#clock.now();
    return [...this.#entries.values()].filter(({expires}) => expires > now);
  }
}
