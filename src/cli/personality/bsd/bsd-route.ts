/** Routes as FreeBSD's kernel has them: what it calls the flags of each, and whose it is. */
import type {RouteState} from '../../../api/schema/route.ts';
import {formatAddress, maskOf, parseAddress} from '../../../packet/address.ts';
import {formatIpv6, isLinkLocal6, parseIpv6} from '../../../packet/ipv6-address.ts';

export type RouteFlag = 'gateway' | 'host' | 'reject' | 'static' | 'blackhole' | 'pinned';

export interface BsdRoute {
  readonly state: RouteState;
  /** Without its length; `0.0.0.0` or `::` for the default route. */
  readonly destination: string;
  readonly prefixlen: number;
  readonly gateway?: string;
  /** The interface that packets leave by: the loopback for the host's own addresses. */
  readonly dev: string;
  readonly flags: ReadonlySet<RouteFlag>;
}

const BITS = {inet: 32, inet6: 128} as const;
const LOOPBACK = 'lo0';
/** Where FreeBSD's manuals have routes lead to that discard. */
const NOWHERE = {inet: '127.0.0.1', inet6: '::1'} as const;

/** `undefined` for what FreeBSD has no route for: a network of the loopback. */
export function bsdRoute(state: RouteState): BsdRoute | undefined {
  const {type, family, protocol, dev = LOOPBACK} = state;
  const {destination, prefixlen} = destinationOf(state);
  const local = type === 'local';
  if (family === 'inet' && dev === LOOPBACK && protocol === 'kernel' && !local) return undefined;
  const discards = type === 'unreachable' || type === 'blackhole';
  const gateway = discards ? NOWHERE[family] : state.gateway;
  const flags = new Set<RouteFlag>();
  if (gateway !== undefined) flags.add('gateway');
  if (prefixlen === BITS[family]) flags.add('host');
  if (type === 'unreachable') flags.add('reject');
  if (type === 'blackhole') flags.add('blackhole');
  // The loopback's own IPv4 address is no exception that somebody made.
  if (protocol === 'static' || (local && !(family === 'inet' && dev === LOOPBACK))) flags.add('static');
  if (protocol === 'kernel') flags.add('pinned');
  return {
    state,
    destination,
    prefixlen,
    ...(gateway !== undefined && {gateway}),
    dev: local || discards ? LOOPBACK : dev,
    flags,
  };
}

function destinationOf({dst, family}: RouteState): {destination: string; prefixlen: number} {
  if (dst === 'default') return {destination: family === 'inet' ? '0.0.0.0' : '::', prefixlen: 0};
  const [destination = '', length = BITS[family]] = dst.split('/');
  return {destination, prefixlen: Number(length)};
}

/**
 * In the order of FreeBSD's tree: by network, and of one network the longest mask first. Addresses of a link come by the
 * number of its interface, which the kernel keeps inside of them.
 */
export function byDestination(numberOf: (dev: string) => number): (a: BsdRoute, b: BsdRoute) => number {
  const keyOf = ({state, destination}: BsdRoute): bigint => {
    if (state.family === 'inet') return BigInt(parseAddress(destination) ?? 0);
    const address = parseIpv6(destination) ?? 0n;
    return isLinkLocal6(address) ? address | (BigInt(numberOf(state.dev ?? LOOPBACK)) << 96n) : address;
  };
  return (a, b) => {
    const [first, second] = [keyOf(a), keyOf(b)];
    return first === second ? b.prefixlen - a.prefixlen : first < second ? -1 : 1;
  };
}

export function maskText({state, prefixlen}: BsdRoute): string {
  if (state.family === 'inet') return formatAddress(maskOf(prefixlen));
  const rest = BigInt(128 - prefixlen);
  return formatIpv6((((1n << 128n) - 1n) >> rest) << rest);
}

/** An address of a link with the interface behind it, as `getnameinfo` writes it. */
export function scoped(address: string, name: string): string {
  const parsed = address.includes(':') ? parseIpv6(address) : undefined;
  return parsed !== undefined && isLinkLocal6(parsed) ? `${address}%${name}` : address;
}
