/** The routes of one host: those that were typed, and those that addresses brought and somebody has deleted. */
import type {TopologyHost} from '../api/schema/topology.ts';
import {type Path, type RouteForm, isRoute, routeForm, routeSpec, routeText} from './form.ts';
import {type Planning} from './planning.ts';
import {without} from './without.ts';

/** What becomes of the routes over an interface. */
export type Fate = (dev: string | undefined) => 'stays' | 'loses' | 'gone' | 'made';

export class RoutePlan {
  readonly #planning: Planning;
  readonly #host: string;
  readonly #at: Path;
  readonly #now: readonly RouteForm[];
  readonly #wanted: readonly RouteForm[];
  /** Whether all of them are written down. */
  readonly #listed: boolean;
  readonly #removed: {readonly now: readonly RouteForm[]; readonly wanted: readonly RouteForm[]};
  #deleted = new Set<RouteForm>();

  constructor(planning: Planning, host: string, now: TopologyHost, wanted: TopologyHost, at: Path) {
    this.#planning = planning;
    this.#host = host;
    this.#at = at;
    const forms = (routes: TopologyHost['routes'], place: string) =>
      (routes ?? []).map((route, index) => routeForm(route, [...at, place, index]));
    this.#listed = wanted.routes !== undefined;
    this.#now = forms(now.routes, 'routes');
    this.#wanted = forms(planning.listOf(wanted.routes, now.routes).slice(), 'routes');
    this.#removed = {
      now: forms(now.removed_routes, 'removed_routes'),
      wanted: forms(planning.listOf(wanted.removed_routes, now.removed_routes).slice(), 'removed_routes'),
    };
  }

  /** Routes of the interface's own that somebody has deleted, and that are to be deleted in the end. */
  removedOf(dev: string): {readonly now: readonly RouteForm[]; readonly wanted: readonly RouteForm[]} {
    const of = (routes: readonly RouteForm[]) => routes.filter((route) => route.dev === dev);
    return {now: of(this.#removed.now), wanted: of(this.#removed.wanted)};
  }

  takeAway(fate: Fate): void {
    const going = this.#now.filter((route) => !this.#wanted.some((wanted) => isRoute(route, wanted)));
    for (const route of going) {
      if (fate(route.dev) !== 'gone' || this.#listed)
        this.#planning.say('-', `${this.#host} route ${routeText(route)}`);
    }
    // Of several to one destination, one without a gateway is not told apart before those with one are gone.
    const destinations = new Set(going.map(({dst}) => dst));
    const shared = this.#now.filter(({dst}) => destinations.has(dst));
    const doomed = shared.length > going.length ? shared : going;
    const ordered = [...doomed].sort(
      (one, other) => Number(one.gateway === undefined) - Number(other.gateway === undefined),
    );
    for (const route of ordered) {
      this.#deleted.add(route);
      if (fate(route.dev) === 'gone' || fate(route.dev) === 'made') continue;
      const selector = without(routeSpec(route), 'to_host');
      this.#planning.do('deleteRoute', {host: this.#host, ...selector}, this.#at);
    }
  }

  add(fate: Fate): void {
    for (const [place, wanted] of this.#wanted.entries()) {
      const known = this.#now.find((route) => isRoute(route, wanted));
      const kept = known !== undefined && !this.#deleted.has(known);
      const becomes = fate(known?.dev ?? wanted.dev);
      if (becomes === 'gone' && !this.#listed) continue;
      if (kept && becomes === 'stays') continue;
      this.#planning.do('addRoute', {host: this.#host, ...routeSpec(wanted)}, [...this.#at, 'routes', place]);
      if (!known) this.#planning.say('+', `${this.#host} route ${routeText(wanted)}`);
    }
  }
}
