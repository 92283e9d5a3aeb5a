/** A router that says so (RFC 4861 §6.2): from time to time, and to who asks. */
import {ALL_NODES, type Ipv6Address, UNSPECIFIED, isLinkLocal6, networkOf6} from '../../packet/ipv6-address.ts';
import {type PrefixInformation, emitRouterAdvertisement} from '../../packet/neighbour-discovery.ts';
import type {Clock, Timer} from '../../time/clock.ts';
import type {Behaviour} from '../behaviour.ts';
import type {Interface} from '../interface.ts';
import type {HostSettings} from '../settings.ts';
import type {Ipv6Output} from './output.ts';

/**
 * Milliseconds, RFC 4861 §6.2.1 and §10. The RFC draws the interval by chance, so that routers do not fall into step;
 * here nothing happens by chance, and a router that does is easier to follow.
 */
const INTERVAL = 600_000;
const FIRST_INTERVAL = 16_000;
const FIRST_ONES = 3;
const LEAST_BETWEEN = 3000;

/** Seconds. */
const ROUTER_LIFETIME = 1800;
const VALID_LIFETIME = 2_592_000;
const PREFERRED_LIFETIME = 604_800;

interface Advertising {
  timer: Timer;
  /** How many of the first ones, which follow each other sooner, are left. */
  first: number;
  lastAt: number;
}

export class RouterAdvertiser {
  readonly #clock: Clock;
  readonly #settings: HostSettings;
  readonly #behaviour: Behaviour;
  readonly #output: Ipv6Output;
  readonly #advertising = new Map<Interface, Advertising>();

  constructor(clock: Clock, settings: HostSettings, behaviour: Behaviour, output: Ipv6Output) {
    this.#clock = clock;
    this.#settings = settings;
    this.#behaviour = behaviour;
    this.#output = output;
  }

  /** Whether the router says so there. */
  advertisesBy(iface: Interface): boolean {
    return this.#advertising.has(iface);
  }

  /** The interface is to advertise no more, or is about to lose the address that is advertised from. */
  end(iface: Interface): void {
    const known = this.#advertising.get(iface);
    if (!known || isToAdvertise(iface)) return;
    known.timer.cancel();
    this.#advertising.delete(iface);
    // RFC 4861 §6.2.5: whoever used it is told at once.
    if (iface.up) this.#send(iface, ALL_NODES, 0);
  }

  /** The interface has come up, or what it advertises is another thing. */
  update(iface: Interface): void {
    if (!isToAdvertise(iface)) return;
    this.#advertising.get(iface)?.timer.cancel();
    this.#advertise(iface, FIRST_ONES);
  }

  /** RFC 4861 §6.2.6: one who says who it is gets an answer of its own. */
  solicited(iface: Interface, source: Ipv6Address): void {
    const advertising = this.#advertising.get(iface);
    if (!advertising) return;
    if (source !== UNSPECIFIED) {
      this.#send(iface, source, this.#lifetime());
      return;
    }
    const wait = Math.max(0, advertising.lastAt + LEAST_BETWEEN - this.#clock.now());
    advertising.timer.cancel();
    if (wait === 0) this.#advertise(iface, advertising.first);
    else advertising.timer = this.#clock.after(wait, () => this.#advertise(iface, advertising.first));
  }

  #advertise(iface: Interface, first: number): void {
    this.#send(iface, ALL_NODES, this.#lifetime());
    const left = Math.max(0, first - 1);
    const next = () => this.#advertise(iface, left);
    const timer = this.#clock.after(left > 0 ? FIRST_INTERVAL : INTERVAL, next, 'background');
    this.#advertising.set(iface, {timer, first: left, lastAt: this.#clock.now()});
  }

  /** Who does not pass packets on is nobody's default router (RFC 4861 §6.2.2). */
  #lifetime(): number {
    return this.#settings.ipv6Forwarding ? ROUTER_LIFETIME : 0;
  }

  #send(iface: Interface, destination: Ipv6Address, lifetime: number): void {
    const source = iface.ipv6.linkLocal;
    if (source === undefined) return;
    const packet = emitRouterAdvertisement({
      source,
      destination,
      hopLimit: this.#behaviour.hopLimit,
      managed: false,
      other: false,
      lifetime,
      reachableTime: 0,
      retransTimer: 0,
      sourceMac: iface.device.medium === 'ethernet' ? iface.hardwareAddress : undefined,
      mtu: iface.mtu,
      prefixes: prefixesOf(iface),
    });
    this.#output.transmit(iface, packet, destination);
  }
}

function isToAdvertise({up, ipv6}: Interface): boolean {
  return up && ipv6.enabled && ipv6.advertises;
}

/** Those that were typed, once each. */
function prefixesOf({ipv6}: Interface): PrefixInformation[] {
  const prefixes = new Map<string, PrefixInformation>();
  for (const {local, prefixLength: length, origin, peer} of ipv6.assigned()) {
    if (origin !== 'static' || isLinkLocal6(local) || peer !== undefined) continue;
    const prefix = networkOf6(local, length);
    prefixes.set(`${prefix}/${length}`, {
      prefix,
      length,
      onLink: true,
      autonomous: length === 64,
      validLifetime: VALID_LIFETIME,
      preferredLifetime: PREFERRED_LIFETIME,
    });
  }
  return [...prefixes.values()];
}
