/** Routes, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import {NetworkError} from '../errors.ts';
import {type IpAddress, formatIp, isIpv6} from '../packet/ip-address.ts';
import type {Family} from '../api/schema/scalars.ts';
import {deleteRoute} from '../stack/configure.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {type AnyRoute, isForIpv6} from '../stack/routing/route.ts';
import type {AnyRoutePattern} from '../stack/routing/routing-table.ts';
import {addTypedRoute} from './add-route.ts';
import {addressOf, interfaceOf, routePattern} from './parse.ts';
import {routeState} from './present.ts';
import type {ServiceContext} from './service-context.ts';

type RouteMethods = Pick<LabApi, 'listRoutes' | 'addRoute' | 'deleteRoute' | 'lookupRoute' | 'flushRoutes'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function routeMethods({lab, kept}: ServiceContext): RouteMethods {
  return {
    async *listRoutes({host, family}, signal) {
      for (const route of routesOf(lab.host(host).host, family)) {
        if (signal?.aborted) return;
        yield routeState(route);
      }
    },

    async addRoute({host, ...route}) {
      return kept(routeState(addTypedRoute(lab.host(host).host, route)));
    },

    async deleteRoute({host, ...selector}) {
      const owner = lab.host(host).host;
      const route = findRoute(owner, withoutInterface(routePattern(owner, selector)));
      if (!route) throw new NetworkError('ESRCH', `there is no route to ${selector.dst} like that; see: route -n`);
      deleteRoute(owner, route);
      return kept(routeState(route));
    },

    async lookupRoute({host, destination, dev}) {
      const owner = lab.host(host).host;
      const address = addressOf(destination);
      const device = interfaceOf(owner, dev);
      const route = lookedUp(owner, address, device);
      if (!route) throw new NetworkError('ESRCH', `no route leads to ${destination}`);
      const source = owner.sourceFor(address, device);
      return {...routeState(route), ...(source !== undefined && {prefsrc: formatIp(source)})};
    },

    async flushRoutes({host, family}): Promise<{deleted: number}> {
      const owner = lab.host(host).host;
      const typed = routesOf(owner, family).filter(({protocol}) => protocol === 'static');
      for (const route of typed) deleteRoute(owner, route);
      return kept({deleted: typed.length});
    },
  };
}

function routesOf({ipv4, ipv6}: Host, family: Family = 'inet'): AnyRoute[] {
  return family === 'inet6' ? [...ipv6.routes] : [...ipv4.routes];
}

/** A route that discards leads over no interface, whatever was said when it was added. */
function withoutInterface(pattern: AnyRoutePattern): AnyRoutePattern {
  if (pattern.type !== 'unreachable' && pattern.type !== 'blackhole') return pattern;
  const wanted = {...pattern};
  delete wanted.interface;
  return wanted;
}

function findRoute({ipv4, ipv6}: Host, pattern: AnyRoutePattern): AnyRoute | undefined {
  return isForIpv6(pattern) ? ipv6.routes.find(pattern) : ipv4.routes.find(pattern);
}

function lookedUp({ipv4, ipv6}: Host, destination: IpAddress, device: Interface | undefined): AnyRoute | undefined {
  if (isIpv6(destination)) return ipv6.output.routeTo(destination, device);
  return device ? ipv4.routes.lookupVia(destination, device) : ipv4.routes.routeTo(destination);
}
