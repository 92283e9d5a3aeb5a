/** Routes, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import {NetworkError} from '../errors.ts';
import {formatAddress} from '../packet/address.ts';
import {deleteRoute} from '../stack/configure.ts';
import {addTypedRoute} from './add-route.ts';
import {addressOf, routePattern} from './parse.ts';
import {routeState} from './present.ts';
import type {ServiceContext} from './service-context.ts';

type RouteMethods = Pick<LabApi, 'listRoutes' | 'addRoute' | 'deleteRoute' | 'lookupRoute' | 'flushRoutes'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function routeMethods({lab, kept}: ServiceContext): RouteMethods {
  return {
    async *listRoutes({host}, signal) {
      for (const route of lab.host(host).host.routes) {
        if (signal?.aborted) return;
        yield routeState(route);
      }
    },

    async addRoute({host, ...route}) {
      return kept(routeState(addTypedRoute(lab.host(host).host, route)));
    },

    async deleteRoute({host, ...selector}) {
      const owner = lab.host(host).host;
      const route = owner.routes.find(routePattern(owner, selector));
      if (!route) throw new NetworkError('ESRCH', `there is no route to ${selector.dst} like that; see: route -n`);
      deleteRoute(owner, route);
      return kept(routeState(route));
    },

    async lookupRoute({host, destination}) {
      const owner = lab.host(host).host;
      const address = addressOf(destination);
      const route = owner.routes.lookup(address);
      if (!route) throw new NetworkError('ESRCH', `no route leads to ${destination}`);
      const source = owner.sourceFor(address);
      return {...routeState(route), ...(source !== undefined && {prefsrc: formatAddress(source)})};
    },

    async flushRoutes({host}): Promise<{deleted: number}> {
      const owner = lab.host(host).host;
      const typed = [...owner.routes].filter(({protocol}) => protocol === 'static');
      for (const route of typed) deleteRoute(owner, route);
      return kept({deleted: typed.length});
    },
  };
}
