/** Routes in rtnetlink (RFC 3549 §3.1.3, rtnetlink(7)). */
import type {RouteSpec, RouteState, RouteType} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {AF, addressOfOctets, octetsOfAddress} from './address-octets.ts';
import {LITTLE} from './control-stream.ts';
import {emitBody, headerOf, numberOf, parseAttributes} from './netlink-message.ts';

/** `struct rtmsg`: family, two lengths, type of service, table, protocol, scope, type, flags. */
const LENGTH = 12;
const ATTRIBUTE = {destination: 1, oif: 4, gateway: 5, priority: 6, source: 7, table: 15} as const;
const TABLE = {unspecified: 0, main: 254, local: 255} as const;
/** What is typed is of `boot` where it says nothing else. */
const PROTOCOL: Readonly<Record<RouteState['protocol'], number>> = {kernel: 2, static: 3, ra: 9};
const SCOPE = {global: 0, link: 253, host: 254} as const;
const TYPE: Readonly<Record<RouteType, number>> = {
  unicast: 1,
  local: 2,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
};
const LINK_DOWN = 16;

/**
 * @param destination in place of the route's own: what was looked up
 * @param indexOf an interface's index
 */
export function routeBody(
  route: RouteState,
  indexOf: (ifname: string) => number | undefined,
  destination = route.dst,
): Uint8Array {
  const {address, length} = destinationOf(destination, route.family);
  // The kernel keeps what leads to the host itself in a table of its own, all of 127.0.0.0/8 too.
  const table = route.type === 'local' || route.dev === 'lo0' ? TABLE.local : TABLE.main;
  const header = new Uint8Array(LENGTH);
  const scope =
    route.type === 'local'
      ? SCOPE.host
      : route.gateway === undefined && route.type === 'unicast'
        ? SCOPE.link
        : SCOPE.global;
  header.set([
    AF[route.family],
    length,
    0,
    0,
    table,
    route.label?.protocol ?? PROTOCOL[route.protocol],
    route.label?.scope ?? scope,
    TYPE[route.type],
  ]);
  new DataView(header.buffer).setUint32(8, route.flags.includes('linkdown') ? LINK_DOWN : 0, LITTLE);
  return emitBody(header, [
    [ATTRIBUTE.table, table],
    [ATTRIBUTE.destination, octetsOfAddress(address)],
    [ATTRIBUTE.priority, route.metric === 0 ? undefined : route.metric],
    [ATTRIBUTE.source, octetsOfAddress(route.prefsrc)],
    [ATTRIBUTE.gateway, octetsOfAddress(route.gateway)],
    [ATTRIBUTE.oif, route.dev === undefined ? undefined : indexOf(route.dev)],
  ]);
}

/** The order in which the kernel tells them: by network, of one network the longest mask first, then the smallest metric. */
export function compareRoutes(one: RouteState, other: RouteState): number {
  const [a, b] = [one, other].map(({dst, family}) => destinationOf(dst, family)) as [Destination, Destination];
  const [first, second] = [a, b].map(({address}) => octetsOfAddress(address) ?? new Uint8Array()) as [
    Uint8Array,
    Uint8Array,
  ];
  return Buffer.compare(first, second) || b.length - a.length || one.metric - other.metric;
}

interface Destination {
  /** Empty: every one. */
  readonly address: string;
  readonly length: number;
}

function destinationOf(dst: string, family: RouteState['family']): Destination {
  if (dst === 'default') return {address: '', length: 0};
  const [address = '', length] = dst.split('/');
  return {address, length: length === undefined ? (family === 'inet' ? 32 : 128) : Number(length)};
}

export interface RouteRequest {
  /** 0: the lab is to find the interface. */
  readonly index: number;
  readonly family: 'inet' | 'inet6';
  readonly spec: RouteSpec;
}

/** @throws {NetworkError} EMALFORMED; EAFNOSUPPORT, EOPNOTSUPP, EINVAL: no route that a lab has. */
export function parseRouteRequest(body: Uint8Array): RouteRequest {
  const header = headerOf(body, LENGTH);
  const attributes = parseAttributes(body.subarray(LENGTH));
  const [family, length, table, protocol, code] = [0, 1, 4, 5, 7].map((at) => header.getUint8(at)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (family !== AF.inet && family !== AF.inet6) throw new NetworkError('EAFNOSUPPORT', 'routes are of IPv4 or IPv6');
  const [asked, oif, priority] = [ATTRIBUTE.table, ATTRIBUTE.oif, ATTRIBUTE.priority].map((kind) =>
    attributes.get(kind),
  );
  const wanted = asked ? numberOf(asked) : table;
  if (wanted !== TABLE.main && wanted !== TABLE.local && wanted !== TABLE.unspecified) {
    throw new NetworkError('EOPNOTSUPP', `a host has no further table of routes: ${wanted}`);
  }
  const type = (Object.keys(TYPE) as RouteType[]).find((name) => TYPE[name] === (code || TYPE.unicast));
  if (type === undefined) throw new NetworkError('EINVAL', `no route is of type ${code}`);
  const destination = addressOfOctets(attributes.get(ATTRIBUTE.destination));
  const gateway = addressOfOctets(attributes.get(ATTRIBUTE.gateway));
  return {
    index: oif ? numberOf(oif) : 0,
    family: family === AF.inet ? 'inet' : 'inet6',
    spec: {
      dst: destination === undefined || length === 0 ? 'default' : `${destination}/${length}`,
      family: family === AF.inet ? 'inet' : 'inet6',
      // 0.0.0.0 is how some say that there is none.
      ...(gateway !== undefined && !/^[0.:]+$/.test(gateway) && {gateway}),
      ...(priority && {metric: numberOf(priority)}),
      ...(type !== 'unicast' && {type}),
      ...(protocol !== 0 && protocol !== PROTOCOL.static && {label: {protocol}}),
    },
  };
}
