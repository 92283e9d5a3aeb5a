import {type Ipv4Address, networkOf} from '../../packet/address.ts';
import {type IpAddress, isIpv6} from '../../packet/ip-address.ts';
import type {Ipv6Address} from '../../packet/ipv6-address.ts';
import type {Behaviour} from '../behaviour.ts';
import type {Interface, InterfaceAddress} from '../interface.ts';

/**
 * `unreachable` and `prohibit` are refused with an error, `blackhole` without a word; `throw` is as if there were no
 * route.
 */
export type RouteType = 'unicast' | 'local' | 'unreachable' | 'prohibit' | 'throw' | 'blackhole';

/** Where a packet goes next: all that the way of a packet needs to know of a route. */
export interface NextHop<Address extends IpAddress = IpAddress> {
  readonly type: RouteType;
  /** `undefined` for routes that send nothing (`unreachable`, `prohibit`, `throw`, `blackhole`). */
  readonly interface: Interface | undefined;
  readonly gateway?: Address;
  /** Source of packets that leave by it. */
  readonly source?: Address;
}

export interface RouteSpec<Address extends IpAddress = IpAddress> extends NextHop<Address> {
  /** No host bits set. */
  readonly destination: Address;
  readonly prefixLength: number;
  readonly metric: number;
  /** `kernel`: an address brought it. `static`: somebody typed it. `ra`: a router advertised it (RFC 4861). */
  readonly protocol: 'kernel' | 'static' | 'ra';
  /** What else somebody has said of it who typed it: nothing goes by it. */
  readonly label?: RouteLabel;
  /** Made for one host, not for a network that happens to have one address. */
  readonly host: boolean;
  /** What somebody wants a protocol above to know of the way; nothing here goes by it. */
  readonly hints?: RouteHints;
}

/** Of TCP: segment size and window in octets, round trip time in ms. */
export interface RouteHints {
  readonly mss?: number;
  readonly window?: number;
  readonly irtt?: number;
}

/** Numbers that rtnetlink(7) has for who a route is of, and how far its destination is. */
export interface RouteLabel {
  readonly protocol?: number;
  readonly scope?: number;
}

/** A route in a table. Smaller numbers are older. */
export interface Route<Address extends IpAddress = IpAddress> extends RouteSpec<Address> {
  readonly id: number;
  /** One record for all routes of a table that agree in it. */
  readonly nextHop: NextHop<Address>;
}

export function nextHopOf<Address extends IpAddress>({nextHop}: Route<Address>): NextHop<Address> {
  return nextHop;
}

export type AnyRoute = Route<Ipv4Address> | Route<Ipv6Address>;
export type AnyRouteSpec = RouteSpec<Ipv4Address> | RouteSpec<Ipv6Address>;

/** Whether a route, or what describes one, is of IPv6. */
export function isForIpv6<Six extends {readonly destination: Ipv6Address}>(
  route: {readonly destination: Ipv4Address} | Six,
): route is Six {
  return isIpv6(route.destination);
}

/** The routes that an address of an interface brings: to itself, to its network, to its peer. */
export function routesOfAddress(
  iface: Interface,
  address: InterfaceAddress,
  {peerNetwork, oneNetworkRoute}: Pick<Behaviour, 'peerNetwork' | 'oneNetworkRoute'>,
): readonly RouteSpec<Ipv4Address>[] {
  const {local, prefixLength, peer} = address;
  const common = {interface: iface, metric: iface.metric, protocol: 'kernel', source: local} as const;
  const routes: RouteSpec<Ipv4Address>[] = [
    {...common, destination: local, prefixLength: 32, type: 'local', host: true},
  ];
  const network = networkOf(peer ?? local, prefixLength);
  const brings = (peer === undefined || peerNetwork) && !(oneNetworkRoute && network >>> 24 === 0);
  if (prefixLength < 32 && brings) {
    routes.push({
      ...common,
      destination: network,
      prefixLength,
      type: 'unicast',
      host: false,
    });
  }
  if (peer !== undefined && peer !== local && !(oneNetworkRoute && prefixLength < 32)) {
    routes.push({...common, destination: peer, prefixLength: 32, type: 'unicast', host: true});
  }
  return routes;
}

/** Whether two routes are the same route, so that only one of them can be in a table. */
export function sameRoute(a: RouteSpec, b: RouteSpec): boolean {
  return (
    a.destination === b.destination &&
    a.prefixLength === b.prefixLength &&
    a.metric === b.metric &&
    a.type === b.type &&
    a.gateway === b.gateway &&
    a.interface === b.interface
  );
}
