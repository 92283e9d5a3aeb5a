import type {Ipv4Address} from '../../packet/address.ts';
import type {IpAddress} from '../../packet/ip-address.ts';
import type {Ipv6Address} from '../../packet/ipv6-address.ts';
import type {Interface} from '../interface.ts';
import {type Route, type RouteSpec, sameRoute} from './route.ts';

/** What a route must agree with; what is left out agrees with everything. */
export type RoutePattern<Address extends IpAddress = IpAddress> = Pick<
  RouteSpec<Address>,
  'destination' | 'prefixLength'
> &
  Partial<Pick<RouteSpec<Address>, 'type' | 'interface' | 'gateway' | 'metric' | 'protocol' | 'host'>>;

export type AnyRoutePattern = RoutePattern<Ipv4Address> | RoutePattern<Ipv6Address>;

/** What finds the most specific prefix: one for each version of IP. */
export interface PrefixLookup<Address, Value> {
  lookup(address: Address): Value | undefined;
  /** What belongs to each prefix that covers `address`, the most specific first. */
  covering(address: Address): Iterable<Value>;
  get(address: Address, length: number): Value | undefined;
  set(address: Address, length: number, value: Value): void;
  delete(address: Address, length: number): void;
  values(): Iterable<Value>;
}

/** A host's routes: the longest prefix wins, then the smallest metric, then the oldest. */
export class RoutingTable<Address extends IpAddress> {
  /** The routes of one prefix, the best first; never empty. */
  readonly #table: PrefixLookup<Address, Route<Address>[]>;
  #nextId = 1;
  #size = 0;

  constructor(table: PrefixLookup<Address, Route<Address>[]>) {
    this.#table = table;
  }

  get size(): number {
    return this.#size;
  }

  /** The route of a packet to `destination`. */
  lookup(destination: Address): Route<Address> | undefined {
    return this.#table.lookup(destination)?.[0];
  }

  /** The route of a packet that is to leave by a certain interface. */
  lookupVia(destination: Address, iface: Interface): Route<Address> | undefined {
    for (const routes of this.#table.covering(destination)) {
      const route = routes.find((candidate) => candidate.interface === iface);
      if (route) return route;
    }
    return undefined;
  }

  /** All routes, in the order in which they are preferred: a copy, so that what is listed may be deleted meanwhile. */
  [Symbol.iterator](): IterableIterator<Route<Address>> {
    return [...this.#table.values()].flat().sort(byPreference).values();
  }

  /** @returns the route, or `undefined` where the same one is there already */
  add(spec: RouteSpec<Address>, id = this.#nextId): Route<Address> | undefined {
    const routes = this.#table.get(spec.destination, spec.prefixLength);
    if (routes?.some((route) => sameRoute(route, spec))) return undefined;
    this.#nextId = Math.max(this.#nextId, id) + 1;
    const route: Route<Address> = {...spec, id};
    this.#size++;
    if (!routes) {
      this.#table.set(spec.destination, spec.prefixLength, [route]);
      return route;
    }
    const place = routes.findIndex((other) => other.metric > route.metric);
    routes.splice(place < 0 ? routes.length : place, 0, route);
    return route;
  }

  /** The best route that agrees with `pattern`. */
  find(pattern: RoutePattern<Address>): Route<Address> | undefined {
    return this.#table.get(pattern.destination, pattern.prefixLength)?.find((route) => agrees(route, pattern));
  }

  delete(route: Route<Address>): void {
    const routes = this.#table.get(route.destination, route.prefixLength);
    const place = routes?.indexOf(route) ?? -1;
    if (!routes || place < 0) return;
    routes.splice(place, 1);
    if (routes.length === 0) this.#table.delete(route.destination, route.prefixLength);
    this.#size--;
  }
}

function byPreference(a: Route, b: Route): number {
  return b.prefixLength - a.prefixLength || a.metric - b.metric || a.id - b.id;
}

function agrees(route: Route, pattern: RoutePattern): boolean {
  return (
    (pattern.type === undefined || route.type === pattern.type) &&
    (pattern.interface === undefined || route.interface === pattern.interface) &&
    (pattern.gateway === undefined || route.gateway === pattern.gateway) &&
    (pattern.metric === undefined || route.metric === pattern.metric) &&
    (pattern.protocol === undefined || route.protocol === pattern.protocol) &&
    (pattern.host === undefined || route.host === pattern.host)
  );
}
