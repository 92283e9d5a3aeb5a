/** Which routes a tunnel needs. Pure. */
import type {RouteState} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {formatIp, type IpAddress, isIpv6} from '../packet/ip-address.ts';
import {formatIpPrefix, type IpPrefix, networkOfIp, parseIpPrefix} from '../packet/ip-prefix.ts';
import type {Endpoint} from './endpoint.ts';

/** What of a route says where packets go. */
export type Way = Pick<RouteState, 'dst' | 'gateway' | 'dev'>;

/**
 * What is to be routed, the most specific first, without what the interface's own addresses bring. Everything is two
 * halves: both are more specific than a default route, which stays.
 */
export function routedPrefixes(allowed: readonly IpPrefix[], own: readonly IpPrefix[]): IpPrefix[] {
  const halves = allowed.flatMap((prefix) => (prefix.length === 0 ? halvesOf(prefix.address) : [prefix]));
  const routed = halves
    .map(({address, length}) => ({address: networkOfIp(address, length), length}))
    .filter((prefix) => !own.some((network) => contains(network, prefix)));
  routed.sort((one, other) => other.length - one.length);
  return [...new Map(routed.map((prefix) => [formatIpPrefix(prefix), prefix])).values()];
}

/**
 * For each endpoint that would be sent into its own tunnel, a route by the way it had before.
 *
 * @param ways to the endpoints, before there is a tunnel
 * @param captured networks that the tunnel takes
 * @throws {NetworkError} ENETUNREACH: an endpoint had no way
 */
export function pinnedRoutes(
  endpoints: readonly Endpoint[],
  ways: ReadonlyMap<IpAddress, Way>,
  captured: readonly IpPrefix[],
): Way[] {
  return [...new Set(endpoints.map(({address}) => address))].flatMap((address) => {
    const whole = {address, length: isIpv6(address) ? 128 : 32};
    const taken = captured.filter((network) => contains(network, whole)).map(({length}) => length);
    if (taken.length === 0) return [];
    const dst = formatIp(address);
    const way = ways.get(address);
    if (!way) {
      const message = `the endpoint ${dst} is reached only through the tunnel itself: it needs a route of its own`;
      throw new NetworkError('ENETUNREACH', message);
    }
    if (lengthOf(way.dst) >= Math.max(...taken)) return [];
    const {gateway, dev} = way;
    return [{dst, ...(gateway !== undefined && {gateway}), ...(dev !== undefined && {dev})}];
  });
}

function lengthOf(dst: string): number {
  return dst === 'default' ? 0 : (parseIpPrefix(dst)?.length ?? 0);
}

function halvesOf(address: IpAddress): IpPrefix[] {
  const [low, high] = isIpv6(address) ? [0n, 1n << 127n] : [0, 0x8000_0000];
  return [low, high].map((half) => ({address: half, length: 1}));
}

function contains(network: IpPrefix, {address, length}: IpPrefix): boolean {
  if (isIpv6(network.address) !== isIpv6(address) || network.length > length) return false;
  return networkOfIp(network.address, network.length) === networkOfIp(address, network.length);
}
