/** Routing tables as `route` and `netstat -r` of net-tools 2.10 print them. */
import type {InterfaceState} from '../../../api/schema/interface.ts';
import type {RouteState} from '../../../api/schema/route.ts';
import {embedded} from './interface-text.ts';
import {personalName} from '../../../names.ts';
import {formatAddress, maskOf, parseAddress} from '../../../packet/address.ts';
import {parseIpv6} from '../../../packet/ipv6-address.ts';

/** Which columns: those with the metric, those with the segment size (`route -e`, `netstat -r`), or all of them. */
export type Columns = 'metric' | 'segment' | 'all';

const TITLE = 'Kernel IP routing table';
const COLUMNS: Readonly<Record<Columns, string>> = {
  metric: 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface',
  segment: 'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface',
  all: 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface    MSS   Window irtt',
};
const TITLE_OF_CACHE = 'Kernel IP routing cache';
const COLUMNS_OF_CACHE: Readonly<Record<Columns, string>> = {
  metric: 'Source          Destination     Gateway         Flags Metric Ref    Use Iface',
  segment: 'Source          Destination     Gateway         Flags   MSS Window  irtt Iface',
  all: 'Source          Destination     Gateway         Flags Metric Ref    Use Iface    MSS   Window irtt  TOS HHRef HHUptod     SpecDst',
};
const ANY = '0.0.0.0';
/** Octets of headers that a segment size is told with. */
const HEADERS = 40;

/** The main table of IPv4: what the host keeps in others, its own addresses, is not in it. */
export function routeTable(routes: readonly RouteState[], columns: Columns, numeric: boolean): string {
  const shown = routes.filter(isInMainTable).sort(byDestination);
  return [TITLE, COLUMNS[columns], ...shown.map((route) => routeRow(route, columns, numeric)), ''].join('\n');
}

function isInMainTable({type, dev, protocol}: RouteState): boolean {
  return type !== 'local' && !(dev === 'lo0' && protocol === 'kernel');
}

/** By network; of one network the longest mask first, then the smallest metric. */
function byDestination(a: RouteState, b: RouteState): number {
  const [first, second] = [destinationOf(a), destinationOf(b)];
  const order = parseAddress(first.address)! - parseAddress(second.address)!;
  return order || second.length - first.length || a.metric - b.metric;
}

function routeRow(route: RouteState, columns: Columns, numeric: boolean): string {
  const {address, length} = destinationOf(route);
  // What is swallowed, or looked up no further, is to the original's eyes a route by an interface of no name.
  const vanishes = route.type === 'blackhole' || route.type === 'throw';
  const rejects = route.type !== 'unicast' && !vanishes;
  const isDefault = length === 0;
  const flags = rejects
    ? `!${length === 32 ? 'H' : ''}`
    : `U${route.gateway === undefined ? '' : 'G'}${length === 32 ? 'H' : ''}`;
  const start = [
    (isDefault && !numeric ? 'default' : address).padEnd(15),
    (rejects ? '-' : (route.gateway ?? ANY)).padEnd(15),
    formatAddress(maskOf(length)).padEnd(15),
    flags.padEnd(5),
  ].join(' ');
  const iface = vanishes ? '*' : rejects || route.dev === undefined ? '-' : personalName('linux', route.dev);
  const metric = `${String(route.metric).padEnd(6)} ${(rejects ? '-' : '0').padEnd(2)} ${'0'.padStart(7)}`;
  if (columns === 'metric') return `${start} ${metric} ${iface}`;
  const {advmss, window = 0, rtt = 0} = route;
  const hints = [advmss === undefined ? 0 : advmss + HEADERS, window, rtt].map((hint) =>
    rejects ? '-' : String(hint),
  );
  const [mss = '', win = '', irtt = ''] = hints;
  if (columns === 'segment') return `${start} ${mss.padStart(5)} ${win.padEnd(5)} ${irtt.padStart(6)} ${iface}`;
  return `${start} ${metric} ${iface.slice(0, 6).padEnd(6)}   ${mss.padEnd(5)} ${win.padEnd(6)} ${irtt}`;
}

function destinationOf({dst}: RouteState): {address: string; length: number} {
  if (dst === 'default') return {address: ANY, length: 0};
  const [address = '', length = '32'] = dst.split('/');
  return {address, length: Number(length)};
}

/** With less, the kernel has no IPv6 on an interface. */
const IPV6_MINIMUM_MTU = 1280;
const TITLE6 =
  'Kernel IPv6 routing table\nDestination                    Next Hop                   Flag Met Ref  Use If';
/** What every kernel has at the end of its tables: nothing is reached that no route leads to. */
const NOWHERE = {destination: '::/0', gateway: '::', flags: '!n', metric: -1, dev: 'lo'};

/** What is printed of the cache, which no kernel has had since 3.6. */
export function emptyCache(family: 'inet' | 'inet6', columns: Columns): string {
  if (family === 'inet6') return `${TITLE6.replace('table', 'cache')}\n`;
  return `${TITLE_OF_CACHE}\n${COLUMNS_OF_CACHE[columns]}\n`;
}

interface Row6 {
  readonly destination: string;
  readonly gateway: string;
  readonly flags: string;
  readonly metric: number;
  readonly dev: string;
}

/**
 * The tables of IPv6, as the kernel tells them: the main one, the host's own addresses, the multicasts of each interface
 * that is up. The column "Ref" counts users inside the kernel, which there are none of here: it is 1.
 */
export function routeTable6(
  routes: readonly RouteState[],
  interfaces: readonly InterfaceState[],
  numeric: boolean,
): string {
  const ordered = [...routes].sort(byDestination6);
  const alone = new Set(
    interfaces.flatMap(({addr_info: addresses}) =>
      addresses.filter(({family, prefixlen}) => family === 'inet6' && prefixlen === 128).map(({local}) => local),
    ),
  );
  // An address that is alone in its network has that network's route as well.
  const main = ordered
    .filter(({type, dev, dst}) => dev !== 'lo0' && (type !== 'local' || alone.has(dst)))
    .map((route) => row6(route.type === 'local' ? {...route, type: 'unicast', metric: 256} : route));
  const own = ordered.filter(({type}) => type === 'local').map(row6);
  const groups = interfaces
    .filter(({flags, ifname, mtu}) => flags.includes('UP') && ifname !== 'lo0' && mtu >= IPV6_MINIMUM_MTU)
    .map(({ifname}) => ({destination: 'ff00::/8', gateway: '::', flags: 'U', metric: 256, dev: ifname}));
  const hasDefault = main.some(({destination}) => destination === '::/0');
  const rows = [...main, ...(hasDefault ? [] : [NOWHERE]), ...own, ...groups, NOWHERE];
  return [TITLE6, ...rows.map((row) => text6(row, numeric)), ''].join('\n');
}

/** As the kernel walks its tree: ascending, but what lies in a network before the network. */
function byDestination6(a: RouteState, b: RouteState): number {
  const [first, second] = [destination6(a), destination6(b)];
  const shorter = BigInt(128 - Math.min(first.length, second.length));
  const [one, other] = [parseIpv6(first.address)!, parseIpv6(second.address)!];
  if (one >> shorter !== other >> shorter) return one < other ? -1 : 1;
  return second.length - first.length || a.metric - b.metric;
}

function row6(route: RouteState): Row6 {
  const {address, length} = destination6(route);
  const {type, gateway = '::', dev = 'lo0'} = route;
  const single = length === 128 && route.protocol !== 'kernel' ? 'H' : '';
  const isLocal = type === 'local';
  const rejects = type === 'unreachable' || type === 'blackhole';
  return {
    destination: `${embedded(address)}/${length}`,
    gateway,
    flags: isLocal ? 'Un' : rejects ? '!n' : `U${route.gateway === undefined ? '' : 'G'}${single}`,
    metric: isLocal ? 0 : route.protocol === 'kernel' ? 256 : route.metric || 1,
    dev,
  };
}

function text6({destination, gateway, flags, metric, dev}: Row6, numeric: boolean): string {
  // A name is looked for where none can be, and the brackets are what comes of it.
  const named = (text: string): string => (numeric ? text : text.replace(/^::(?=\/|$)/, '[::]'));
  return [
    named(destination).padEnd(30),
    named(gateway).padEnd(26),
    flags.padEnd(4),
    String(metric).padEnd(3),
    '1',
    '0'.padStart(6),
    personalName('linux', dev),
  ].join(' ');
}

function destination6({dst}: RouteState): {address: string; length: number} {
  if (dst === 'default') return {address: '::', length: 0};
  const [address = '', length = '128'] = dst.split('/');
  return {address, length: Number(length)};
}
