/** What a tunnel changes in its lab: interface, addresses, routes. Each change is written down before it is made. */
import type {LabApi} from '../api/lab-api.ts';
import type {DeviceState} from '../api/schema/device.ts';
import type {RouteState} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {formatIp, type IpAddress, isIpv6} from '../packet/ip-address.ts';
import {formatIpPrefix, type IpPrefix, networkOfIp} from '../packet/ip-prefix.ts';
import type {TunnelConfig} from './config.ts';
import type {Endpoint} from './endpoint.ts';
import type {TunnelSettings} from './tunnel-settings.ts';
import type {UndoBook} from './undo-record.ts';

/** Octets in front of a packet, at most: IPv6, UDP, the message and its tag. What wg-quick takes off. */
const OUTER_OCTETS = 80;
const USUAL_MTU = 1420;

/** What a tunnel gets from its lab. */
export interface PreparedTunnel {
  /** Path of the device's node. */
  readonly node: string;
  readonly mtu: number;
}

/**
 * Makes the interface, where there is none, gives it its addresses and brings it up, and has what is allowed routed to it.
 *
 * @param endpoints of the peers, where they are reached through the lab: these keep their own way
 */
export async function prepareTunnel(
  lab: LabApi,
  {host, ifname, config}: TunnelSettings,
  endpoints: readonly Endpoint[],
  book: UndoBook,
): Promise<PreparedTunnel> {
  const ways = await waysTo(lab, host, endpoints);
  const device = await takeDevice(lab, host, ifname, book);
  const mtu = config.mtu ?? (await fittingMtu(lab, host, [...ways.values()]));
  book.record.addresses = config.addresses.map(({address}) => formatIp(address));
  book.write();
  const add = config.addresses.map(({address, length}) => ({local: formatIp(address), prefixlen: length}));
  await lab.configureInterface({host, ifname, mtu, up: true, ...(add.length > 0 && {add})});
  if (config.routes) await addRoutes(lab, host, ifname, config, endpoints, ways, book);
  const {node} = device.node === null ? await lab.showDevice({host, ifname}) : device;
  if (node === null) throw new NetworkError('EOPNOTSUPP', `${ifname} has no device node: this lab has no daemon`);
  return {node, mtu};
}

async function takeDevice(lab: LabApi, host: string, ifname: string, book: UndoBook): Promise<DeviceState> {
  const there = (await lab.listInterfaces({host})).find((state) => state.ifname === ifname);
  if (!there) {
    book.record.created = true;
    book.write();
    // It goes away with whoever has its node open, even one that is killed.
    return lab.createDevice({host, ifname, mode: 'tun', persist: false});
  }
  const device = await lab.showDevice({host, ifname});
  if (device.mode !== 'tun') throw new NetworkError('EINVAL', `${ifname} is a tap; WireGuard carries IP packets`);
  if (device.link_header !== 'none') {
    throw new NetworkError(
      'EINVAL',
      `${ifname} has packets with a link header of ${device.link_header}; set it to none`,
    );
  }
  if (device.opened) throw new NetworkError('EBUSY', `the device node of ${ifname} is open already`);
  book.record.before = {up: there.flags.includes('UP'), mtu: there.mtu};
  book.write();
  return device;
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

async function fittingMtu(lab: LabApi, host: string, ways: readonly RouteState[]): Promise<number> {
  const mtus = [];
  for (const {dev} of ways) {
    if (dev !== undefined) mtus.push((await lab.showInterface({host, ifname: dev})).mtu - OUTER_OCTETS);
  }
  return mtus.length > 0 ? Math.min(...mtus) : USUAL_MTU;
}

async function addRoutes(
  lab: LabApi,
  host: string,
  ifname: string,
  {peers, addresses}: TunnelConfig,
  endpoints: readonly Endpoint[],
  ways: ReadonlyMap<IpAddress, RouteState>,
  book: UndoBook,
): Promise<void> {
  const add = async (route: {dst: string; gateway?: string; dev?: string; to_host?: boolean}): Promise<void> => {
    book.record.routes.push({host, ...route});
    book.write();
    try {
      await lab.addRoute({host, ...route});
    } catch (error) {
      // What was there before is not to be undone.
      book.record.routes.pop();
      book.write();
      throw error;
    }
  };
  for (const dst of routedPrefixes(
    peers.flatMap(({allowedIps}) => allowedIps),
    addresses,
  ))
    await add({dst, dev: ifname});
  for (const {address} of endpoints) {
    const destination = formatIp(address);
    const now = await lab.lookupRoute({host, destination}).catch(noRoute);
    if (now?.dev !== ifname) continue;
    const way = ways.get(address);
    if (!way) {
      const message = `the endpoint ${destination} is reached only through ${ifname} itself: it needs a route of its own`;
      throw new NetworkError('ENETUNREACH', message);
    }
    const {gateway, dev} = way;
    await add({dst: destination, ...(gateway !== undefined && {gateway}), ...(dev !== undefined && {dev})});
  }
}

/**
 * What is to be routed, the most specific first, without what the interface's own addresses bring. Everything is two
 * halves: both are more specific than a default route, which stays.
 */
export function routedPrefixes(allowed: readonly IpPrefix[], own: readonly IpPrefix[]): string[] {
  const halves = allowed.flatMap((prefix) => (prefix.length === 0 ? halvesOf(prefix.address) : [prefix]));
  const routed = halves
    .map(({address, length}) => ({address: networkOfIp(address, length), length}))
    .filter((prefix) => !own.some((network) => contains(network, prefix)));
  routed.sort((one, other) => other.length - one.length);
  return [...new Set(routed.map(formatIpPrefix))];
}

function halvesOf(address: IpAddress): IpPrefix[] {
  const [low, high] = isIpv6(address) ? [0n, 1n << 127n] : [0, 0x8000_0000];
  return [low, high].map((half) => ({address: half, length: 1}));
}

function contains(network: IpPrefix, {address, length}: IpPrefix): boolean {
  if (isIpv6(network.address) !== isIpv6(address) || network.length > length) return false;
  return networkOfIp(network.address, network.length) === networkOfIp(address, network.length);
}
