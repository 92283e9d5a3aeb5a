/** `ip route add`, `change`, `replace`, `append` and `delete`. */
import type {AddRoute, RouteState} from '../../../../api/schema/route.ts';
import {NetworkError} from '../../../../errors.ts';
import {type Link, linkFound, linksOf} from './links.ts';
import {PROTOCOL, TABLE} from './route-numbers.ts';
import {routesOf} from './route-list.ts';
import {deleteKernelRoute} from './route-delete.ts';
import {type RouteWords, readRouteWords, tableOf} from './route-words.ts';
import {METRIC6} from './route-view.ts';
import {type IpRun, kernelRefusal, refusedHere} from './run.ts';
import {SCOPE} from './scopes.ts';
import {answered, explained} from './stop.ts';
import {networkText} from './values.ts';
import type {IpWords} from './words.ts';

export type RouteAction = 'add' | 'change' | 'replace' | 'append' | 'prepend';
const MODE = {add: 'exclusive', change: 'change', replace: 'replace'} as const;
type LabRouteType = RouteState['type'];
const LAB_TYPES: readonly string[] = ['unicast', 'local', 'unreachable', 'prohibit', 'throw', 'blackhole'];

/** @returns the exit status */
export async function changeRoute(run: IpRun, action: RouteAction, words: IpWords): Promise<number> {
  const {session, options} = run;
  const wanted = readRouteWords(words, options.family);
  const links = await linksOf(session);
  const link = wanted.dev === undefined ? undefined : linkFound(links, wanted.dev);
  await refuseImpossible(run, wanted, link);
  const {family} = wanted;
  if (action === 'append' || action === 'prepend') await checkPlace(run, action, wanted, links);
  try {
    await session.lab.addRoute({
      ...routeOf(run, wanted, link),
      metric: wanted.metric ?? (family === 'inet6' ? METRIC6.typed : 0),
      ...(action !== 'append' && action !== 'prepend' && {mode: MODE[action]}),
    });
  } catch (reason) {
    throw refusalOf(reason, wanted, action);
  }
  return 0;
}

/** Of routes that are as good, a host uses the newest or the oldest: which place a new one gets is not for choosing. */
async function checkPlace(
  {session}: IpRun,
  action: 'append' | 'prepend',
  {family, prefix, metric}: RouteWords,
  links: readonly Link[],
): Promise<void> {
  const network = networkText(prefix);
  const usual = metric ?? (family === 'inet6' ? METRIC6.typed : 0);
  const others = (await routesOf(session, family, links)).filter(
    ({table, address, length, metric: other}) =>
      table === TABLE.main && address === network && length === prefix.length && other === usual,
  );
  if (others.length === 0) return;
  const {personality} = await session.lab.showHost({host: session.host});
  const first = personality === 'linux' && family === 'inet';
  if (first === (action === 'prepend')) return;
  throw refusedHere(
    `ip route ${action}`,
    `of routes alike this host uses the ${first ? 'newest' : 'oldest'}: give a metric`,
  );
}

function routeOf({session: {host}}: IpRun, wanted: RouteWords, link: Link | undefined): AddRoute {
  const {family, prefix, type = 'unicast', gateway, source, protocol, scope} = wanted;
  const label = {
    ...(protocol !== undefined && protocol !== PROTOCOL.boot && {protocol}),
    ...(scope !== undefined && scope !== usualScope(wanted) && family === 'inet' && {scope}),
  };
  return {
    host,
    family,
    dst: `${networkText(prefix)}/${prefix.length}`,
    type: type as LabRouteType,
    ...(gateway !== undefined && {gateway}),
    ...(link && {dev: link.state.ifname}),
    ...(source !== undefined && {prefsrc: source}),
    ...(Object.keys(label).length > 0 && {label}),
  };
}

function usualScope({type = 'unicast', gateway}: RouteWords): number {
  if (type === 'local') return SCOPE.host;
  return type === 'unicast' && gateway === undefined ? SCOPE.link : SCOPE.global;
}

/** What the kernel looks at before it looks into its table. @throws {IpStop} */
async function refuseImpossible(run: IpRun, wanted: RouteWords, link: Link | undefined): Promise<void> {
  const {family, prefix, type = 'unicast', gateway} = wanted;
  const table = tableOf(wanted);
  const inPlace = table === (type === 'local' ? TABLE.local : TABLE.main);
  if (!LAB_TYPES.includes(type) || !inPlace) throw answered('Operation not supported', 'EOPNOTSUPP');
  if (family === 'inet' && networkText(prefix) !== prefix.address) {
    throw explained('Invalid prefix for given prefix length.', 'EINVAL');
  }
  const carries = type === 'unicast' || type === 'local';
  if (!carries) return;
  if (!link && gateway === undefined) throw answered('No such device', 'ENODEV');
  if (link && !link.state.flags.includes('UP')) {
    throw explained(`${family === 'inet' ? 'Device for nexthop' : 'Nexthop device'} is not up.`, 'ENETDOWN');
  }
  if (gateway !== undefined && link && !wanted.onlink) await checkGateway(run, wanted, gateway, link);
}

/** It has to be a neighbour on the interface, or an address of a link. */
async function checkGateway({session}: IpRun, wanted: RouteWords, gateway: string, link: Link): Promise<void> {
  const {lab, host} = session;
  if (/^fe[89ab]/i.test(gateway)) return;
  // Of IPv4 an own address of the interface will do.
  if (wanted.family === 'inet' && link.state.addr_info.some(({local}) => local === gateway)) return;
  try {
    const route = await lab.lookupRoute({host, destination: gateway, dev: link.state.ifname});
    if (route.type === 'unicast' && route.gateway === undefined) return;
  } catch (reason) {
    if (!(reason instanceof NetworkError) || reason.code !== 'ESRCH') throw reason;
  }
  throw invalidGateway(wanted);
}

function invalidGateway({family}: RouteWords): Error {
  if (family === 'inet6') return answered('No route to host', 'EHOSTUNREACH');
  return explained('Nexthop has invalid gateway.', 'ENETUNREACH');
}

function refusalOf(reason: unknown, wanted: RouteWords, action: RouteAction): unknown {
  if (!(reason instanceof NetworkError)) return reason;
  const {family, gateway} = wanted;
  switch (reason.code) {
    case 'ENETUNREACH':
      if (family === 'inet6' && / of this host$/.test(reason.message)) {
        return explained('Gateway can not be a local address.', 'EINVAL');
      }
      return invalidGateway(wanted);
    case 'EADDRNOTAVAIL':
      return explained(family === 'inet' ? 'Invalid prefsrc address.' : 'Invalid source address.', 'EINVAL');
    case 'EINVAL':
      if (gateway !== undefined && family === 'inet6') return explained('Egress device not specified.', 'ENODEV');
      return kernelRefusal(reason);
    case 'ENOENT':
      if (family === 'inet6' && action === 'change') {
        return explained('Can not replace route - no match found.', 'ENOENT');
      }
      return kernelRefusal(reason);
    default:
      return kernelRefusal(reason);
  }
}

/** The first in the order of the table that agrees with everything given. @returns the exit status */
export async function deleteRoute(run: IpRun, words: IpWords): Promise<number> {
  const {session, options} = run;
  const wanted = readRouteWords(words, options.family);
  const links = await linksOf(session);
  const link = wanted.dev === undefined ? undefined : linkFound(links, wanted.dev);
  const {family, prefix, type, gateway, source, metric, protocol, scope} = wanted;
  if (family === 'inet' && networkText(prefix) !== prefix.address) {
    throw explained('Invalid prefix for given prefix length.', 'EINVAL');
  }
  const network = networkText(prefix);
  const found = (await routesOf(session, family, links)).find(
    (route) =>
      route.table === tableOf(wanted) &&
      route.address === network &&
      route.length === prefix.length &&
      (type === undefined || route.type === type) &&
      (gateway === undefined || route.gateway === gateway) &&
      (link === undefined || route.dev === link.name) &&
      (source === undefined || route.source === source) &&
      (metric === undefined || metric === 0 || route.metric === metric) &&
      (protocol === undefined || route.protocol === protocol) &&
      (scope === undefined || route.scope === scope),
  );
  if (!found) throw answered('No such process', 'ESRCH');
  if (!found.state) throw answered('Operation not supported', 'EOPNOTSUPP');
  await deleteKernelRoute(run, found);
  return 0;
}
