/** Routing tables as `netstat -r` of FreeBSD 14 prints them. */
import type {InterfaceState} from '../../../api/schema/interface.ts';
import type {RouteState} from '../../../api/schema/route.ts';
import {personalName} from '../../../names.ts';
import {type BsdRoute, bsdRoute, byDestination, type RouteFlag, scoped} from './bsd-route.ts';
import type {KnownNames} from './known-names.ts';

export interface TableStyle {
  /** Names for addresses; none where numbers are wanted. */
  readonly names: KnownNames | undefined;
  /** With the columns of next hops and MTUs, nothing cut (`-W`). */
  readonly wide: boolean;
}

type Family = 'inet' | 'inet6';

const TITLE = {inet: 'Internet', inet6: 'Internet6'} as const;
const LETTERS: readonly (readonly [RouteFlag, string])[] = [
  ['gateway', 'G'],
  ['host', 'H'],
  ['reject', 'R'],
  ['static', 'S'],
  ['blackhole', 'B'],
];

interface Widths {
  readonly destination: number;
  readonly gateway: number;
  readonly flags: number;
  readonly number: number;
  readonly dev: number;
  readonly expire: number;
}

function widthsOf(family: Family, {names, wide}: TableStyle): Widths {
  const numeric = family === 'inet6' && names === undefined;
  const addresses = numeric ? {destination: 33, gateway: 29} : {destination: 18, gateway: 18};
  return {...addresses, flags: 6, number: 6, dev: family === 'inet' && wide ? 10 : 8, expire: 6};
}

/** The table of one version of IP, with the blank line in front of it; nothing where there is no route. */
export function routeTable(
  family: Family,
  states: readonly RouteState[],
  interfaces: readonly InterfaceState[],
  style: TableStyle,
): string {
  const known = new Map(interfaces.map((state) => [state.ifname, state]));
  const rows = states
    .flatMap((state) => bsdRoute(state) ?? [])
    .sort(byDestination((dev) => known.get(dev)?.ifindex ?? 0));
  if (rows.length === 0) return '';
  const widths = widthsOf(family, style);
  const nextHops = new NextHops();
  const lines = rows.map((route) => row(route, known.get(route.dev), {style, widths, nextHop: nextHops.of(route)}));
  return ['', `${TITLE[family]}:`, head(widths, style.wide), ...lines, ''].join('\n');
}

function head(widths: Widths, wide: boolean): string {
  return [
    'Destination'.padEnd(widths.destination),
    'Gateway'.padEnd(widths.gateway),
    'Flags'.padEnd(widths.flags),
    ...(wide ? ['Nhop#'.padStart(widths.number), 'Mtu'.padStart(widths.number)] : []),
    'Netif'.padStart(widths.dev),
    'Expire'.padStart(widths.expire),
  ].join(' ');
}

interface RowStyle {
  readonly style: TableStyle;
  readonly widths: Widths;
  readonly nextHop: number;
}

function row(route: BsdRoute, dev: InterfaceState | undefined, {style, widths, nextHop}: RowStyle): string {
  const link = personalName('bsd', route.dev);
  const cut = style.names !== undefined && !style.wide;
  // What sticks out of a column is taken from the next one.
  let over = 0;
  const column = (text: string, width: number): string => {
    const room = Math.max(0, width - over);
    over = cut ? 0 : Math.max(0, text.length - room);
    return (cut ? text.slice(0, width) : text).padEnd(room);
  };
  const gateway = route.gateway === undefined ? `link#${dev?.ifindex ?? 0}` : hostText(route.gateway, link, style);
  const letters = LETTERS.filter(([flag]) => route.flags.has(flag)).map(([, letter]) => letter);
  const numbers = [nextHop, dev?.mtu ?? 0].map((value) => String(value).padStart(widths.number));
  return [
    column(destinationText(route, link, style), widths.destination),
    column(gateway, widths.gateway),
    column(`U${letters.join('')}`, widths.flags),
    ...(style.wide ? numbers : []),
    (style.wide ? link : link.slice(0, widths.dev)).padStart(widths.dev),
  ].join(' ');
}

/** The interface behind an address of a link is that of the route: the loopback, where the address is the host's own. */
function destinationText({destination, prefixlen, flags}: BsdRoute, link: string, style: TableStyle): string {
  if (flags.has('host')) return hostText(destination, link, style);
  return prefixlen === 0 ? 'default' : `${scoped(destination, link)}/${prefixlen}`;
}

function hostText(address: string, link: string, {names}: TableStyle): string {
  return names?.nameOf(address) ?? scoped(address, link);
}

/** Numbers for next hops, by the order in which they are met; the kernel's own are by the order in which they were made. */
class NextHops {
  readonly #known = new Map<string, number>();

  of({gateway, dev, flags, state}: BsdRoute): number {
    const key = [gateway, dev, ...flags, flags.has('static') ? '' : state.prefsrc].join(' ');
    const known = this.#known.get(key) ?? this.#known.size + 1;
    this.#known.set(key, known);
    return known;
  }
}
