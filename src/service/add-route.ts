import type {RouteSpec as RouteRequest} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {type IpAddress, formatIp, isIpv6} from '../packet/ip-address.ts';
import {isLinkLocal6} from '../packet/ipv6-address.ts';
import {addRoute} from '../stack/configure.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import type {AnyRoute, AnyRouteSpec} from '../stack/routing/route.ts';
import {routePattern} from './parse.ts';

/**
 * Add a route as it was typed.
 *
 * @throws {NetworkError} EINVAL: it says neither where to nor that it goes nowhere.
 *   ENETUNREACH: no connected network has the gateway. EEXIST: it is there already.
 */
export function addTypedRoute(host: Host, request: RouteRequest): AnyRoute {
  const pattern = routePattern(host, request);
  const {type = 'unicast', gateway, host: single = false, metric = 0} = pattern;
  const carries = type === 'unicast' || type === 'local';
  const iface = carries ? (pattern.interface ?? interfaceToward(host, gateway)) : undefined;
  const route = addRoute(host, {
    destination: pattern.destination,
    prefixLength: pattern.prefixLength,
    type,
    interface: iface,
    ...(gateway !== undefined && carries && {gateway}),
    metric,
    protocol: 'static',
    ...(type === 'local' && {source: pattern.destination}),
    host: single || type === 'local',
    // Destination and gateway are of one version: the pattern's.
  } as AnyRouteSpec);
  if (!route) throw new NetworkError('EEXIST', `a route to ${request.dst} like that exists already`);
  return route;
}

function interfaceToward(host: Host, gateway: IpAddress | undefined): Interface {
  if (gateway === undefined) {
    throw new NetworkError('EINVAL', 'a route needs an interface or a gateway, or "reject" or "blackhole"');
  }
  if (isIpv6(gateway) && isLinkLocal6(gateway)) {
    throw new NetworkError('EINVAL', `${formatIp(gateway)} is on every link: say which interface, with: dev eth0`);
  }
  const tunnel = host.behaviour.ownGateways ? host.interfaces.owner(gateway) : undefined;
  if (tunnel?.device.medium === 'point-to-point') return tunnel;
  const route = isIpv6(gateway) ? host.ipv6.routes.lookup(gateway) : host.ipv4.routes.lookup(gateway);
  // Reached by a gateway itself, it is no neighbour.
  if (route?.type !== 'unicast' || !route.interface || route.gateway !== undefined) {
    const reason = route?.type === 'local' ? 'is an address of this host' : 'is on no connected network';
    throw new NetworkError('ENETUNREACH', `the gateway ${formatIp(gateway)} ${reason}`);
  }
  return route.interface;
}
