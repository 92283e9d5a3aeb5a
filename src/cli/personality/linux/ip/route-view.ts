/** Routes as the kernel of Linux keeps them: in tables, with what it adds by itself. */
import type {RouteState} from '../../../../api/schema/route.ts';
import {formatAddress, maskOf, parseAddress} from '../../../../packet/address.ts';
import {parseIpv6} from '../../../../packet/ipv6-address.ts';
import {addressesOf} from './address-view.ts';
import type {Link} from './links.ts';
import {type KernelRouteType, PROTOCOL, TABLE} from './route-numbers.ts';
import {SCOPE} from './scopes.ts';
import {BITS, type Family, networkText} from './values.ts';

export interface KernelRoute {
  readonly family: Family;
  readonly table: number;
  readonly type: KernelRouteType;
  readonly address: string;
  readonly length: number;
  readonly gateway?: string;
  /** As Linux names it. */
  readonly dev?: string;
  readonly protocol: number;
  readonly scope: number;
  readonly source?: string;
  /** 0 is not told of IPv4's. */
  readonly metric: number;
  readonly linkDown: boolean;
  /** The lab's own route; the kernel's that stand for no such are there for being shown only. */
  readonly state?: RouteState;
}

/** Of IPv6, where nobody says another. */
export const METRIC6 = {typed: 1024, kernel: 256} as const;

/** All tables of one family, in the order in which they are listed. */
export function kernelRoutes(family: Family, states: readonly RouteState[], links: readonly Link[]): KernelRoute[] {
  const own = states.flatMap((state) => kernelRoute(state, links) ?? []);
  const added = links.filter(({state}) => state.flags.includes('UP')).flatMap((link) => addedRoutes(family, link));
  return [...own, ...added].sort(family === 'inet' ? byDestination : byDestination6);
}

function kernelRoute(state: RouteState, links: readonly Link[]): KernelRoute | undefined {
  const {family, type, gateway, dev, label} = state;
  const {address, length} = destinationOf(state);
  const link = links.find((each) => each.state.ifname === dev);
  const isOwn = state.protocol === 'kernel';
  // What is connected is there while the interface is up.
  if (isOwn && type !== 'local' && link?.state.flags.includes('UP') === false) return undefined;
  const isLocal = type === 'local' || (isOwn && link?.state.link_type === 'loopback');
  const usual = {kernel: PROTOCOL.kernel, static: PROTOCOL.boot, ra: PROTOCOL.ra}[state.protocol];
  const usesDevice = type === 'unicast' && gateway === undefined;
  const scope = family === 'inet6' ? SCOPE.global : isLocal ? SCOPE.host : usesDevice ? SCOPE.link : SCOPE.global;
  return {
    family,
    table: isLocal ? TABLE.local : TABLE.main,
    type: isLocal ? 'local' : type,
    address,
    length,
    ...(gateway !== undefined && {gateway}),
    ...nameOf(family, link),
    protocol: label?.protocol ?? usual,
    scope: label?.scope ?? scope,
    ...sourceOf(state, isLocal, link, links),
    metric: family === 'inet' ? state.metric : metric6(state, isLocal),
    linkDown: state.flags.includes('linkdown'),
    state,
  };
}

/** What IPv6 does not carry leads to the loopback. */
function nameOf(family: Family, link: Link | undefined): {dev?: string} {
  if (link) return {dev: link.name};
  return family === 'inet6' ? {dev: 'lo'} : {};
}

/** A secondary address is told with the primary of its network. */
function sourceOf(
  {family, prefsrc, protocol, type}: RouteState,
  isLocal: boolean,
  link: Link | undefined,
  links: readonly Link[],
): {source?: string} {
  if (prefsrc === undefined) return {};
  // IPv6 keeps a route whose source has gone, without it.
  const isOwn = links.some(({state}) => state.addr_info.some(({local}) => local === prefsrc));
  if (protocol !== 'kernel') return type === 'local' || !isOwn ? {} : {source: prefsrc};
  if (family === 'inet6') return {};
  if (!isLocal || !link) return {source: prefsrc};
  const own = addressesOf(link);
  const address = own.find(({local}) => local === prefsrc);
  if (address?.secondary !== true) return {source: prefsrc};
  const network = networkText({family, address: address.local, length: address.prefixlen});
  const primary = own.find(
    (other) =>
      !other.secondary &&
      other.prefixlen === address.prefixlen &&
      networkText({family, address: other.local, length: other.prefixlen}) === network,
  );
  return {source: primary?.local ?? prefsrc};
}

function metric6({protocol, metric}: RouteState, isLocal: boolean): number {
  if (isLocal) return 0;
  if (protocol === 'kernel') return METRIC6.kernel;
  return metric === 0 ? METRIC6.typed : metric;
}

/** The addresses of everybody of IPv4's networks; of IPv6 the groups, and addresses that are a network of their own. */
function addedRoutes(family: Family, link: Link): KernelRoute[] {
  const isLoopback = link.state.link_type === 'loopback';
  const common = {family, dev: link.name, protocol: PROTOCOL.kernel, linkDown: false} as const;
  if (family === 'inet') {
    return addressesOf(link)
      .filter((each) => each.family === 'inet' && !each.secondary && each.prefixlen < 31)
      .flatMap(({local, address, prefixlen, broadcast}) => {
        const last = formatAddress((parseAddress(address ?? local)! | ~maskOf(prefixlen)) >>> 0);
        const all = new Set([last, ...(broadcast === undefined ? [] : [broadcast])]);
        return [...all].map((to) => ({
          ...common,
          table: TABLE.local,
          type: 'broadcast' as const,
          address: to,
          length: BITS.inet,
          scope: SCOPE.link,
          source: local,
          metric: 0,
          linkDown: !link.state.flags.includes('LOWER_UP'),
        }));
      });
  }
  if (isLoopback || !link.state.inet6.enabled) return [];
  const shared = {...common, scope: SCOPE.global, metric: METRIC6.kernel};
  const alone = link.state.addr_info.filter(({family: of, prefixlen}) => of === 'inet6' && prefixlen === BITS.inet6);
  return [
    {...shared, table: TABLE.local, type: 'multicast', address: 'ff00::', length: 8},
    ...alone.map(({local}) => ({
      ...shared,
      table: TABLE.main,
      type: 'unicast' as const,
      address: local,
      length: BITS.inet6,
    })),
  ];
}

export function destinationOf({dst, family}: RouteState): {address: string; length: number} {
  if (dst === 'default') return {address: family === 'inet' ? '0.0.0.0' : '::', length: 0};
  const [address = '', length = BITS[family]] = dst.split('/');
  return {address, length: Number(length)};
}

/** Table by table; by network, of one network the longest mask first, then the smallest metric. */
function byDestination(a: KernelRoute, b: KernelRoute): number {
  const order = parseAddress(a.address)! - parseAddress(b.address)!;
  return a.table - b.table || order || b.length - a.length || a.metric - b.metric;
}

/** The default route comes last. */
function byDestination6(a: KernelRoute, b: KernelRoute): number {
  const [one, other] = [parseIpv6(a.address)!, parseIpv6(b.address)!];
  const order = one === other ? 0 : one < other ? -1 : 1;
  const last = Number(a.length === 0) - Number(b.length === 0);
  return a.table - b.table || last || order || b.length - a.length || a.metric - b.metric;
}
