import type {RouteSpec as RouteRequest} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {type IpAddress, formatIp, isIpv6} from '../packet/ip-address.ts';
import {isLinkLocal6} from '../packet/ipv6-address.ts';
import {addRoute, deleteRoute} from '../stack/configure.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {type AnyRoute, type AnyRouteSpec, type RouteHints, isForIpv6, sameRoute} from '../stack/routing/route.ts';
import type {AnyRoutePattern} from '../stack/routing/routing-table.ts';
import {routePattern} from './parse.ts';

/**
 * Add a route as it was typed.
 *
 * @throws {NetworkError} EINVAL: it says neither where to nor that it goes nowhere.
 *   ENETUNREACH: no connected network has the gateway. EADDRNOTAVAIL: the host does not have the source. EEXIST: it is
 *   there already. ENOENT: there is none to change.
 */
export function addTypedRoute(host: Host, request: RouteRequest): AnyRoute {
  const pattern = routePattern(host, request);
  const hints = hintsOf(request);
  const {type = 'unicast', gateway, host: single = false, metric = 0, source, label} = pattern;
  if (source !== undefined && !host.interfaces.isOwn(source)) {
    throw new NetworkError('EADDRNOTAVAIL', `${formatIp(source)} is not an address of ${host.name}`);
  }
  const carries = type === 'unicast' || type === 'local';
  const iface = carries ? (pattern.interface ?? interfaceToward(host, gateway)) : undefined;
  const former = formerRoute(host, {...pattern, metric}, request);
  const spec = {
    destination: pattern.destination,
    prefixLength: pattern.prefixLength,
    type,
    interface: iface,
    ...(gateway !== undefined && carries && {gateway}),
    metric,
    protocol: 'static',
    ...(source !== undefined && carries && {source}),
    ...(type === 'local' && {source: pattern.destination}),
    ...(label && {label}),
    host: single || type === 'local',
    ...(Object.keys(hints).length > 0 && {hints}),
    // Destination, gateway and source are of one version: the pattern's.
  } as AnyRouteSpec;
  // The same again says nothing about what it is replaced by.
  if (former && sameRoute(former, spec)) deleteRoute(host, former);
  const route = addRoute(host, spec);
  if (route && former && !sameRoute(former, spec)) deleteRoute(host, former);
  if (!route) throw new NetworkError('EEXIST', `a route to ${request.dst} like that exists already`);
  return route;
}

function hintsOf({advmss: mss, window, rtt: irtt}: RouteRequest): RouteHints {
  return {...(mss !== undefined && {mss}), ...(window !== undefined && {window}), ...(irtt !== undefined && {irtt})};
}

/** The best route to a gateway; where several lead there, one of those that reach it as a neighbour. */
function nextRoute({ipv4, ipv6}: Host, gateway: IpAddress): AnyRoute | undefined {
  if (isIpv6(gateway)) return ipv6.routes.routeTo(gateway);
  const best = ipv4.routes.routeTo(gateway);
  const near = ipv4.routes.toGateway(gateway);
  return near?.prefixLength === best?.prefixLength ? near : best;
}

/** The route that the new one takes the place of. @throws {NetworkError} EEXIST, ENOENT: as the mode of `request` says */
function formerRoute(host: Host, pattern: AnyRoutePattern, {mode, dst}: RouteRequest): AnyRoute | undefined {
  if (mode === undefined) return undefined;
  const {destination, prefixLength, metric} = pattern;
  const wanted = {destination, prefixLength, metric} as AnyRoutePattern;
  const all = isForIpv6(wanted) ? host.ipv6.routes.all(wanted) : host.ipv4.routes.all(wanted);
  // The host's own addresses are in another table than what is typed.
  const former = all.find(({type}) => (type === 'local') === (pattern.type === 'local'));
  if (mode === 'exclusive' && former) throw new NetworkError('EEXIST', `a route to ${dst} exists already`);
  if (mode === 'change' && !former) throw new NetworkError('ENOENT', `there is no route to ${dst} to change`);
  return former;
}

function interfaceToward(host: Host, gateway: IpAddress | undefined): Interface {
  if (gateway === undefined) {
    throw new NetworkError('EINVAL', 'a route needs an interface or a gateway, or "reject" or "blackhole"');
  }
  if (isIpv6(gateway) && isLinkLocal6(gateway)) {
    throw new NetworkError('EINVAL', `${formatIp(gateway)} is on every link: say which interface, with: dev eth0`);
  }
  const {ownGateways, broadcastGateways} = host.behaviour;
  const own = ownGateways ? host.interfaces.owner(gateway) : undefined;
  if (own && own.device.medium !== 'loopback') return own;
  if (!broadcastGateways && !isIpv6(gateway) && host.interfaces.endsNetwork(gateway)) {
    throw new NetworkError('ENETUNREACH', `the gateway ${formatIp(gateway)} is everybody on its network`);
  }
  const route = nextRoute(host, gateway);
  // Reached by a gateway itself, it is no neighbour.
  if (route?.type !== 'unicast' || !route.interface || route.gateway !== undefined) {
    const reason = route?.type === 'local' ? 'is an address of this host' : 'is on no connected network';
    throw new NetworkError('ENETUNREACH', `the gateway ${formatIp(gateway)} ${reason}`);
  }
  return route.interface;
}
