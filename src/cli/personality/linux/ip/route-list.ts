/** `ip route show` and `ip route flush`. */
import type {RouteState} from '../../../../api/schema/route.ts';
import type {ToolSession} from '../../tool.ts';
import {flushReport} from './address-flush.ts';
import {type Link, linksOf} from './links.ts';
import {deleteKernelRoute} from './route-delete.ts';
import {isRouteAsked, readRouteFilter, type RouteFilter} from './route-filter.ts';
import {TABLE} from './route-numbers.ts';
import {routeAnswer} from './route-text.ts';
import {type KernelRoute, kernelRoutes} from './route-view.ts';
import {type IpRun, printList, remark} from './run.ts';
import {IP_STATUS, IpStop} from './stop.ts';
import type {Family} from './values.ts';
import type {IpWords} from './words.ts';

/** @returns the exit status */
export async function showRoutes(run: IpRun, words: IpWords): Promise<number> {
  const {session, options} = run;
  const links = await linksOf(session);
  const filter = readRouteFilter(words, links, options.family);
  if (options.family === 'link') return printList(run, []);
  checkTable(filter, 'Dump');
  const routes = await askedRoutes(session, filter, links);
  return printList(
    run,
    routes.map((route) => routeAnswer(route, options, filter)),
  );
}

/** @returns the exit status */
export async function flushRoutes(run: IpRun, words: IpWords): Promise<number> {
  const {session, options} = run;
  if (words.left === 0) throw new IpStop('"ip route flush" requires arguments.\n', IP_STATUS.failed);
  const links = await linksOf(session);
  const filter = readRouteFilter(words, links, options.family);
  checkTable(filter, 'Flush');
  const routes = await askedRoutes(session, filter, links);
  if (options.statistics > 1) remark(session, routes.map((route) => routeAnswer(route, options, filter).text).join(''));
  for (const route of routes) await deleteKernelRoute(run, route);
  if (options.statistics > 0) remark(session, flushReport(routes.length, 'entries'));
  return 0;
}

/** There are no tables but these. @throws {IpStop} */
function checkTable({table, family, cached}: RouteFilter, what: 'Dump' | 'Flush'): void {
  const known: readonly number[] = [TABLE.all, TABLE.main, TABLE.local];
  if (known.includes(table) || cached) return;
  const which = family === 'inet6' ? 'ipv6' : 'ipv4';
  throw new IpStop(`Error: ${which}: FIB table does not exist.\n${what} terminated\n`, IP_STATUS.kernel, 'ENOENT');
}

async function askedRoutes(
  session: ToolSession,
  filter: RouteFilter,
  links: readonly Link[],
): Promise<readonly KernelRoute[]> {
  const families: readonly Family[] = filter.family ? [filter.family] : ['inet', 'inet6'];
  const found: KernelRoute[] = [];
  for (const family of families) {
    found.push(...(await routesOf(session, family, links)).filter((route) => isRouteAsked(filter, route)));
  }
  return found;
}

export async function routesOf(
  {lab, host}: ToolSession,
  family: Family,
  links: readonly Link[],
): Promise<readonly KernelRoute[]> {
  const states: RouteState[] = [];
  for await (const state of lab.listRoutes({host, family})) states.push(state);
  return kernelRoutes(family, states, links);
}
