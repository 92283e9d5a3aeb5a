/** What a host learns from routers (RFC 4861 §6.3, RFC 4862 §5.5): default routes, prefixes, times; and how it asks for it. */
import {
  ALL_ROUTERS,
  type Ipv6Address,
  UNSPECIFIED,
  isLinkLocal6,
  isMulticast6,
  networkOf6,
} from '../../packet/ipv6-address.ts';
import {IPV6_MINIMUM_MTU} from '../../packet/ipv6.ts';
import {
  type PrefixInformation,
  type Redirect6,
  type RouterAdvertisement,
  emitRouterSolicitation,
} from '../../packet/neighbour-discovery.ts';
import type {Clock, Timer} from '../../time/clock.ts';
import type {Interface} from '../interface.ts';
import {EthernetLink} from '../link-layer/ethernet-link.ts';
import type {Route, RouteSpec} from '../routing/route.ts';
import type {RoutingTable} from '../routing/routing-table.ts';
import type {HostSettings} from '../settings.ts';
import type {AddressConfiguration} from './address-configuration.ts';
import type {Ipv6Output} from './output.ts';

/** RFC 4861 §10. */
const SOLICITATION_INTERVAL = 4000;
const MOST_SOLICITATIONS = 3;
/** Routes that routers may make a host have; a redirect lasts as long as a path MTU. */
const MOST_ROUTES = 256;
const REDIRECT_LIFETIME = 600_000;
/** Seconds that mean for ever (RFC 4861 §4.6.2). */
const INFINITE = 0xffff_ffff;
/** RFC 4861 §6.3.4: below what was typed. */
const METRIC = 1024;

interface Learnt {
  route: Route<Ipv6Address>;
  timer: Timer | undefined;
}

export class RouterDiscovery {
  readonly #clock: Clock;
  readonly #settings: HostSettings;
  readonly #routes: RoutingTable<Ipv6Address>;
  readonly #addresses: AddressConfiguration;
  readonly #output: Ipv6Output;
  readonly #learnt: Learnt[] = [];
  readonly #soliciting = new Map<Interface, Timer>();

  constructor(
    clock: Clock,
    settings: HostSettings,
    routes: RoutingTable<Ipv6Address>,
    addresses: AddressConfiguration,
    output: Ipv6Output,
  ) {
    this.#clock = clock;
    this.#settings = settings;
    this.#routes = routes;
    this.#addresses = addresses;
    this.#output = output;
  }

  /** The interface has come up, gone down, or listens to routers or not from now on. */
  update(iface: Interface): void {
    this.#soliciting.get(iface)?.cancel();
    this.#soliciting.delete(iface);
    if (this.#listens(iface)) {
      this.#solicit(iface, MOST_SOLICITATIONS);
      return;
    }
    this.#forgetAll(({route}) => route.interface === iface);
    iface.ipv6.hopLimit = undefined;
    iface.ipv6.linkMtu = undefined;
    if (iface.link instanceof EthernetLink) iface.link.discovery.forgetTimes();
  }

  /** RFC 4861 §6.3.4. @returns why it goes no further */
  advertised(iface: Interface, message: RouterAdvertisement): 'router-advertisement-ignored' | undefined {
    if (!this.#listens(iface)) return 'router-advertisement-ignored';
    this.#soliciting.get(iface)?.cancel();
    this.#soliciting.delete(iface);
    const {source, lifetime, hopLimit, mtu, sourceMac, prefixes} = message;
    if (hopLimit > 0) iface.ipv6.hopLimit = hopLimit;
    if (mtu !== undefined && mtu >= IPV6_MINIMUM_MTU && mtu <= iface.mtu) iface.ipv6.linkMtu = mtu;
    this.#neighbour(iface, source, sourceMac, message);
    this.#learn({...common(iface), destination: 0n, prefixLength: 0, gateway: source, host: false}, lifetime * 1000);
    for (const prefix of prefixes) this.#prefix(iface, prefix);
    return undefined;
  }

  /**
   * RFC 4861 §8.3: a router knows a better first hop; it is believed where it is the first hop now.
   *
   * @returns why it goes no further
   */
  redirected(iface: Interface, {source, target, about, targetMac}: Redirect6): 'redirect-ignored' | undefined {
    const now = this.#output.routeTo(about, iface);
    if (this.#settings.ipv6Forwarding || now?.gateway !== source || now.interface !== iface) {
      return 'redirect-ignored';
    }
    const near = target === about;
    if (iface.link instanceof EthernetLink) {
      iface.link.discovery.suggested(target, targetMac, near ? undefined : true);
    }
    // It takes the place of what another router has said before.
    this.#forgetAll(({route}) => route.host && route.destination === about && route.interface === iface);
    const spec = {...common(iface), destination: about, prefixLength: 128, host: true};
    this.#learn(near ? spec : {...spec, gateway: target}, REDIRECT_LIFETIME);
    return undefined;
  }

  /** A neighbour is no router any more. */
  forget(iface: Interface, router: Ipv6Address): void {
    this.#forgetAll(({route}) => route.interface === iface && route.gateway === router);
  }

  #listens(iface: Interface): boolean {
    const {up, ipv6} = iface;
    const {acceptRouters, ipv6Forwarding} = this.#settings;
    return up && ipv6.enabled && (ipv6.acceptRouters ?? acceptRouters) && !ipv6Forwarding;
  }

  #solicit(iface: Interface, left: number): void {
    if (left === 0 || !this.#listens(iface)) return;
    const source = iface.ipv6.linkLocal ?? UNSPECIFIED;
    const settled = iface.ipv6.find(source)?.state === 'preferred' && iface.device.medium === 'ethernet';
    const sourceMac = settled ? iface.hardwareAddress : undefined;
    this.#output.transmit(iface, emitRouterSolicitation({source, sourceMac}), ALL_ROUTERS);
    this.#soliciting.set(
      iface,
      this.#clock.after(SOLICITATION_INTERVAL, () => this.#solicit(iface, left - 1)),
    );
  }

  #neighbour(
    iface: Interface,
    source: Ipv6Address,
    mac: number | undefined,
    {reachableTime, retransTimer}: RouterAdvertisement,
  ): void {
    if (!(iface.link instanceof EthernetLink)) return;
    const {discovery} = iface.link;
    discovery.learnTimes(reachableTime, retransTimer);
    discovery.suggested(source, mac, true);
  }

  /** RFC 4861 §6.3.4, RFC 4862 §5.5.3. */
  #prefix(iface: Interface, advertised: PrefixInformation): void {
    const {length, onLink, autonomous, validLifetime, preferredLifetime} = advertised;
    const prefix = networkOf6(advertised.prefix, length);
    if (isLinkLocal6(prefix) || isMulticast6(prefix)) return;
    if (onLink) {
      const spec = {...common(iface), destination: prefix, prefixLength: length, host: false};
      this.#learn(spec, milliseconds(validLifetime));
    }
    if (autonomous && length === 64 && preferredLifetime <= validLifetime) {
      this.#addresses.autoconfigure(iface, prefix, milliseconds(preferredLifetime), milliseconds(validLifetime));
    }
  }

  /** Have a route for so long from now on, in ms; 0 ends it. */
  #learn(spec: RouteSpec<Ipv6Address>, lifetime: number): void {
    const known = this.#learnt.find(({route}) => isSame(route, spec));
    if (lifetime === 0) {
      if (known) this.#forget(known);
      return;
    }
    const learnt = known ?? this.#add(spec);
    if (!learnt) return;
    // Somebody may have deleted it by hand; now it is told again.
    learnt.route = this.#routes.add(learnt.route) ?? learnt.route;
    learnt.timer?.cancel();
    learnt.timer =
      lifetime === Infinity ? undefined : this.#clock.after(lifetime, () => this.#forget(learnt), 'background');
  }

  #add(spec: RouteSpec<Ipv6Address>): Learnt | undefined {
    if (this.#learnt.length >= MOST_ROUTES) return undefined;
    const route = this.#routes.add(spec);
    if (!route) return undefined;
    const learnt: Learnt = {route, timer: undefined};
    this.#learnt.push(learnt);
    return learnt;
  }

  #forgetAll(which: (learnt: Learnt) => boolean): void {
    for (const learnt of this.#learnt.filter(which)) this.#forget(learnt);
  }

  #forget(learnt: Learnt): void {
    learnt.timer?.cancel();
    this.#routes.delete(learnt.route);
    this.#learnt.splice(this.#learnt.indexOf(learnt), 1);
  }
}

function common(iface: Interface): Pick<RouteSpec<Ipv6Address>, 'interface' | 'type' | 'metric' | 'protocol'> {
  return {interface: iface, type: 'unicast', metric: METRIC, protocol: 'ra'};
}

function isSame(one: RouteSpec<Ipv6Address>, other: RouteSpec<Ipv6Address>): boolean {
  return (
    one.destination === other.destination &&
    one.prefixLength === other.prefixLength &&
    one.interface === other.interface &&
    one.gateway === other.gateway
  );
}

function milliseconds(seconds: number): number {
  return seconds === INFINITE ? Infinity : seconds * 1000;
}
