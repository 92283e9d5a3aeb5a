/** Routes as Haiku's `route` prints them. */
import type {RouteState} from '../../api/schema/route.ts';
import type {Family} from '../../api/schema/scalars.ts';
import {personalName} from '../../names.ts';
import {formatAddress, maskOf} from '../../packet/address.ts';
import type {RowFormat} from '../rows.ts';

const ABSENT = '-';

/** Columns of addresses. */
const WIDTH = {inet: 15, inet6: 39} as const;
const ANY = {inet: '0.0.0.0', inet6: '::'} as const;
const BITS = {inet: 32, inet6: 128} as const;

/** The table of each family, with the blank line that ends it; nothing at all where there is no route. */
export const ROUTE_TABLE: Readonly<Record<Family, RowFormat<RouteState>>> = {
  inet: tableFormat('IPv4', columns('Destination', 'Netmask', 'Gateway')),
  inet6: tableFormat('IPv6', ipv6Columns('Destination', '', 'Gateway')),
};

function tableFormat(version: string, addresses: string): RowFormat<RouteState> {
  return {
    head: `${version} routing table:\n${addresses} Flags  Interface\n`,
    row: (route) => `${row(route)}\n`,
    between: '',
    foot: '\n',
    empty: '',
  };
}

function row(route: RouteState): string {
  const {family, gateway = ABSENT} = route;
  const {address, length} = destinationOf(route);
  // A route to one address has no mask on Haiku.
  const single = length === BITS[family];
  const dev = route.dev === undefined ? ABSENT : personalName('haiku', route.dev);
  const addresses =
    family === 'inet6'
      ? ipv6Columns(address, single ? '' : `/${length}`, gateway)
      : columns(address, single ? ABSENT : formatAddress(maskOf(length)), gateway);
  return `${addresses} ${flagLetters(route, length)} ${dev}${linkWord(route)}`;
}

/** Haiku's table has no column for a link that is down; Linux says it behind the interface, in this word. */
function linkWord({flags}: RouteState): string {
  return flags.includes('linkdown') ? ' linkdown' : '';
}

function columns(destination: string, mask: string, gateway: string): string {
  return [destination, mask, gateway].map((text) => text.padStart(WIDTH.inet)).join(' ');
}

/** There is no column for masks: a length stands right behind the destination. */
function ipv6Columns(destination: string, length: string, gateway: string): string {
  return `${destination.padStart(WIDTH.inet6)}${length.padEnd(4)} ${gateway.padStart(WIDTH.inet6)}`;
}

/** Default, reject, host, local; then dynamic and modified, which no route here is. */
function flagLetters({type, flags}: RouteState, length: number): string {
  const rejects = type === 'unreachable' || type === 'blackhole';
  return [
    length === 0 ? 'D' : '-',
    rejects ? 'R' : '-',
    flags.includes('host') ? 'H' : '-',
    type === 'local' ? 'L' : '-',
    '--',
  ].join('');
}

/** The line of `route get`. */
export function renderRouteLookup(route: RouteState): string {
  const {address, length} = destinationOf(route);
  const {family, gateway, prefsrc = ANY[family]} = route;
  const via = gateway === undefined ? '' : `gateway ${gateway} `;
  return `${address}/${length} ${via}source ${prefsrc}`;
}

/** By hand, not through `parsePrefix`: a long table is printed row by row and its destinations are known to be right. */
function destinationOf({dst, family}: RouteState): {address: string; length: number} {
  if (dst === 'default') return {address: ANY[family], length: 0};
  const slash = dst.indexOf('/');
  if (slash < 0) return {address: dst, length: BITS[family]};
  return {address: dst.slice(0, slash), length: Number(dst.slice(slash + 1))};
}
