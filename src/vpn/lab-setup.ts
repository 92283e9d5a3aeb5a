/** What a tunnel needs of its lab: an interface with addresses and routes, and a UDP port. */
import type {LabApi} from '../api/lab-api.ts';
import type {HoldConfiguration} from '../api/schema/held.ts';
import type {RouteState} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {formatIp, type IpAddress} from '../packet/ip-address.ts';
import {formatIpPrefix} from '../packet/ip-prefix.ts';
import type {Endpoint} from './endpoint.ts';
import {pinnedRoutes, routedPrefixes, type Way} from './tunnel-routes.ts';
import {nameServers} from './config.ts';
import type {TunnelSettings} from './tunnel-settings.ts';

/** Octets in front of a packet, at most: IPv6, UDP, the message and its tag. What wg-quick takes off. */
const OUTER_OCTETS = 80;
const USUAL_MTU = 1420;

/**
 * What is to be held while the tunnel is up.
 *
 * @param endpoints of the peers, where they are reached through the lab: these keep their own way
 * @throws {NetworkError} EINVAL, EBUSY: the interface is there, and nothing for a tunnel; ENETUNREACH: see `pinnedRoutes`
 */
export async function tunnelConfiguration(
  lab: LabApi,
  {host, ifname, transport, config}: TunnelSettings,
  endpoints: readonly Endpoint[],
): Promise<HoldConfiguration & {readonly mtu: number}> {
  await checkInterface(lab, host, ifname);
  const {addresses, peers, listenPort} = config;
  const {servers} = nameServers(config);
  const ways = await waysTo(lab, host, endpoints);
  const mtu = config.mtu ?? (await fittingMtu(lab, host, [...ways.values()]));
  const allowed = peers.flatMap(({allowedIps}) => allowedIps);
  const routed = config.routes ? routedPrefixes(allowed, addresses) : [];
  return {
    host,
    ifname,
    mode: 'tun',
    mtu,
    addresses: addresses.map(({address, length}) => ({local: formatIp(address), prefixlen: length})),
    // An endpoint has its own way before there is another.
    routes: [
      ...pinnedRoutes(endpoints, ways, [...routed, ...addresses]),
      ...routed.map((dst) => ({dst: formatIpPrefix(dst)})),
    ],
    ...(servers.length > 0 && {nameservers: servers}),
    ...(transport === 'lab' && {udp: {...(listenPort !== undefined && {port: listenPort})}}),
  };
}

async function checkInterface(lab: LabApi, host: string, ifname: string): Promise<void> {
  const there = (await lab.listInterfaces({host})).some((state) => state.ifname === ifname);
  if (!there) return;
  const {mode, link_header: header, opened} = await lab.showDevice({host, ifname});
  if (mode !== 'tun') throw new NetworkError('EINVAL', `${ifname} is a tap; WireGuard carries IP packets`);
  if (header !== 'none') {
    throw new NetworkError('EINVAL', `${ifname} has packets with a link header of ${header}; set it to none`);
  }
  if (opened) throw new NetworkError('EBUSY', `the device node of ${ifname} is open already`);
}

/** How each endpoint is reached before there is a tunnel. */
async function waysTo(
  lab: LabApi,
  host: string,
  endpoints: readonly Endpoint[],
): Promise<ReadonlyMap<IpAddress, RouteState>> {
  const ways = new Map<IpAddress, RouteState>();
  for (const {address} of endpoints) {
    const way = await lab.lookupRoute({host, destination: formatIp(address)}).catch(noRoute);
    if (way) ways.set(address, way);
  }
  return ways;
}

function noRoute(reason: unknown): undefined {
  const error = NetworkError.from(reason);
  if (error.code !== 'ENETUNREACH' && error.code !== 'ESRCH' && error.code !== 'EHOSTUNREACH') throw error;
}

async function fittingMtu(lab: LabApi, host: string, ways: readonly Way[]): Promise<number> {
  const mtus = [];
  for (const {dev} of ways) {
    if (dev !== undefined) mtus.push((await lab.showInterface({host, ifname: dev})).mtu - OUTER_OCTETS);
  }
  return mtus.length > 0 ? Math.min(...mtus) : USUAL_MTU;
}
