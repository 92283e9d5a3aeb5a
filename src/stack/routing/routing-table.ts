import type {Ipv4Address} from '../../packet/address.ts';
import {PrefixTable} from './prefix-table.ts';
import {type Route, type RouteSpec, sameRoute} from './route.ts';

/** What a route must agree with; what is left out agrees with everything. */
export type RoutePattern = Pick<RouteSpec, 'destination' | 'prefixLength'> &
  Partial<Pick<RouteSpec, 'type' | 'interface' | 'gateway' | 'metric' | 'protocol' | 'host'>>;

/** A host's routes: the longest prefix wins, then the smallest metric, then the oldest. */
export class RoutingTable {
  /** The best route of each prefix: itself, not a list, so that a look-up touches no memory on the way to it. */
  readonly #table = new PrefixTable<Route>();
  /** Prefixes that have several routes: all of them, the best first, by the best. */
  readonly #several = new Map<Route, readonly Route[]>();
  #nextId = 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The route of a packet to `destination`. */
  lookup(destination: Ipv4Address): Route | undefined {
    return this.#table.lookup(destination);
  }

  /** All routes, in the order in which they are preferred: a copy, so that what is listed may be deleted meanwhile. */
  [Symbol.iterator](): IterableIterator<Route> {
    const routes: Route[] = [];
    for (const best of this.#table.values()) {
      const several = this.#several.get(best);
      if (several) routes.push(...several);
      else routes.push(best);
    }
    return routes.sort(byPreference).values();
  }

  /** @returns the route, or `undefined` where the same one is there already */
  add(spec: RouteSpec, id = this.#nextId): Route | undefined {
    const routes = this.#routesTo(spec);
    if (routes.some((route) => sameRoute(route, spec))) return undefined;
    this.#nextId = Math.max(this.#nextId, id) + 1;
    const route: Route = {...spec, id};
    this.#size++;
    const place = routes.findIndex((other) => other.metric > route.metric);
    this.#replace(routes, routes.toSpliced(place < 0 ? routes.length : place, 0, route));
    return route;
  }

  /** The best route that agrees with `pattern`. */
  find(pattern: RoutePattern): Route | undefined {
    return this.#routesTo(pattern).find((route) => agrees(route, pattern));
  }

  delete(route: Route): void {
    const routes = this.#routesTo(route);
    const place = routes.indexOf(route);
    if (place < 0) return;
    this.#replace(routes, routes.toSpliced(place, 1));
    this.#size--;
  }

  /** The routes of one prefix, the best first. */
  #routesTo({destination, prefixLength}: RoutePattern): readonly Route[] {
    const best = this.#table.get(destination, prefixLength);
    return best ? (this.#several.get(best) ?? [best]) : [];
  }

  /** Give a prefix other routes; either list may be empty. */
  #replace(old: readonly Route[], routes: readonly Route[]): void {
    const [former] = old;
    const [best] = routes;
    if (former) this.#several.delete(former);
    if (best) {
      if (routes.length > 1) this.#several.set(best, routes);
      this.#table.set(best.destination, best.prefixLength, best);
    } else if (former) this.#table.delete(former.destination, former.prefixLength);
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
