import type {RouteSpec as RouteRequest} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {type IpAddress, formatIp, isIpv6} from '../packet/ip-address.ts';
import {isLinkLocal6} from '../packet/ipv6-address.ts';
import {addRoute} from '../stack/configure.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import type {AnyRoute, AnyRouteSpec, RouteHints} from '../stack/routing/route.ts';
import {routePattern} from './parse.ts';

/**
 * Add a route as it was typed.
 *
 * @throws {NetworkError} EINVAL: it says neither where to nor that it goes nowhere.
 *   ENETUNREACH: no connected network has the gateway. EEXIST: it is there already.
 */
export function addTypedRoute(host: Host, request: RouteRequest): AnyRoute {
  const pattern = routePattern(host, request);
  const hints = hintsOf(request);
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
    ...(Object.keys(hints).length > 0 && {hints}),
    // Destination and gateway are of one version: the pattern's.
  } as AnyRouteSpec);
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
