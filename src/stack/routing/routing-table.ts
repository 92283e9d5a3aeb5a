import type {Ipv4Address} from '../../packet/address.ts';
import type {IpAddress} from '../../packet/ip-address.ts';
import type {Ipv6Address} from '../../packet/ipv6-address.ts';
import type {Interface} from '../interface.ts';
import {NextHops} from './next-hops.ts';
import {type NextHop, type Route, type RouteSpec, sameRoute} from './route.ts';

/** What a route must agree with; what is left out agrees with everything. */
export type RoutePattern<Address extends IpAddress = IpAddress> = Pick<
  RouteSpec<Address>,
  'destination' | 'prefixLength'
> &
  Partial<
    Pick<RouteSpec<Address>, 'type' | 'interface' | 'gateway' | 'metric' | 'protocol' | 'host' | 'source' | 'label'>
  >;

export type AnyRoutePattern = RoutePattern<Ipv4Address> | RoutePattern<Ipv6Address>;

/** What finds the most specific prefix: one for each version of IP. */
export interface PrefixLookup<Address, Value, Found> {
  /** What the most specific prefix that covers `address` leads to. */
  lookup(address: Address): Found | undefined;
  /** What belongs to that prefix. */
  match(address: Address): Value | undefined;
  /** What belongs to each prefix that covers `address`, the most specific first. */
  covering(address: Address): Iterable<Value>;
  /** What belongs to exactly this prefix. */
  get(address: Address, length: number): Value | undefined;
  /** @param address no host bits set */
  set(address: Address, length: number, value: Value): void;
  delete(address: Address, length: number): void;
  values(): Iterable<Value>;
}

/** A host's routes: the longest prefix wins, then the smallest metric, then the oldest or the newest. */
export class RoutingTable<Address extends IpAddress> {
  /** The best route of each prefix. */
  readonly #table: PrefixLookup<Address, Route<Address>, NextHop<Address>>;
  readonly #nextHops = new NextHops<Address>();
  /** Prefixes that have several routes: all of them, the best first, by the best. */
  readonly #several = new Map<Route<Address>, readonly Route<Address>[]>();
  readonly #prefersNewest: () => boolean;
  #nextId = 1;
  #size = 0;

  /** @param prefersNewest whether of several that are as good the newest is used, and not the oldest */
  constructor(table: PrefixLookup<Address, Route<Address>, NextHop<Address>>, prefersNewest = (): boolean => false) {
    this.#table = table;
    this.#prefersNewest = prefersNewest;
  }

  get size(): number {
    return this.#size;
  }

  /** Where a packet to `destination` goes next. */
  lookup(destination: Address): NextHop<Address> | undefined {
    return this.#table.lookup(destination);
  }

  /** The route that says so: slower, and not for each packet. */
  routeTo(destination: Address): Route<Address> | undefined {
    return this.#table.match(destination);
  }

  /** The route of a packet that is to leave by a certain interface. */
  lookupVia(destination: Address, iface: Interface): Route<Address> | undefined {
    for (const best of this.#table.covering(destination)) {
      const route = (this.#several.get(best) ?? [best]).find((candidate) => candidate.interface === iface);
      if (route) return route;
    }
    return undefined;
  }

  /** The most specific route that needs no gateway itself: by it, `gateway` is a neighbour. */
  toGateway(gateway: Address): Route<Address> | undefined {
    for (const best of this.#table.covering(gateway)) {
      const route = (this.#several.get(best) ?? [best]).find((candidate) => candidate.gateway === undefined);
      if (route) return route;
    }
    return undefined;
  }

  /** All routes, in the order in which they are preferred: a copy, so that what is listed may be deleted meanwhile. */
  [Symbol.iterator](): IterableIterator<Route<Address>> {
    const routes: Route<Address>[] = [];
    for (const best of this.#table.values()) {
      const several = this.#several.get(best);
      if (several) routes.push(...several);
      else routes.push(best);
    }
    const age = this.#prefersNewest() ? -1 : 1;
    return routes.sort((a, b) => byPreference(a, b, age)).values();
  }

  /** @returns the route, or `undefined` where the same one is there already */
  add(spec: RouteSpec<Address>, id = this.#nextId): Route<Address> | undefined {
    const routes = this.#routesTo(spec);
    const newest = this.#prefersNewest();
    // Where the newest counts, what an address has brought may be typed as well.
    if (routes.some((route) => sameRoute(route, spec) && !(newest && route.protocol !== spec.protocol)))
      return undefined;
    this.#nextId = Math.max(this.#nextId, id) + 1;
    const route: Route<Address> = {...spec, id, nextHop: this.#nextHops.use(spec)};
    this.#size++;
    const place = routes.findIndex((other) => other.metric >= route.metric + (newest ? 0 : 1));
    this.#replace(routes, routes.toSpliced(place < 0 ? routes.length : place, 0, route));
    return route;
  }

  /** Every route that agrees with `pattern`, the best first. */
  all(pattern: RoutePattern<Address>): readonly Route<Address>[] {
    return this.#routesTo(pattern).filter((route) => agrees(route, pattern));
  }

  /** The best route that agrees with `pattern`. */
  find(pattern: RoutePattern<Address>): Route<Address> | undefined {
    return this.#routesTo(pattern).find((route) => agrees(route, pattern));
  }

  delete(route: Route<Address>): void {
    const routes = this.#routesTo(route);
    const place = routes.indexOf(route);
    if (place < 0) return;
    this.#replace(routes, routes.toSpliced(place, 1));
    this.#nextHops.release(route.nextHop);
    this.#size--;
  }

  /** The routes of one prefix, the best first. */
  #routesTo({destination, prefixLength}: RoutePattern<Address>): readonly Route<Address>[] {
    const best = this.#table.get(destination, prefixLength);
    return best ? (this.#several.get(best) ?? [best]) : [];
  }

  /** Give a prefix other routes; either list may be empty. */
  #replace(old: readonly Route<Address>[], routes: readonly Route<Address>[]): void {
    const [former] = old;
    const [best] = routes;
    if (former) this.#several.delete(former);
    if (best) {
      if (routes.length > 1) this.#several.set(best, routes);
      this.#table.set(best.destination, best.prefixLength, best);
    } else if (former) this.#table.delete(former.destination, former.prefixLength);
  }
}

/** @param age 1: the older first. -1: the newer */
function byPreference(a: Route, b: Route, age: 1 | -1): number {
  return b.prefixLength - a.prefixLength || a.metric - b.metric || (a.id - b.id) * age;
}

function agrees(route: Route, pattern: RoutePattern): boolean {
  return (
    (pattern.type === undefined || route.type === pattern.type) &&
    (pattern.interface === undefined || route.interface === pattern.interface) &&
    (pattern.gateway === undefined || route.gateway === pattern.gateway) &&
    (pattern.metric === undefined || route.metric === pattern.metric) &&
    (pattern.protocol === undefined || route.protocol === pattern.protocol) &&
    (pattern.host === undefined || route.host === pattern.host) &&
    (pattern.source === undefined || route.source === pattern.source) &&
    (pattern.label?.protocol === undefined || route.label?.protocol === pattern.label.protocol) &&
    (pattern.label?.scope === undefined || route.label?.scope === pattern.label.scope)
  );
}
