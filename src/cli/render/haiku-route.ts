/** Routes as Haiku's `route` prints them. */
import type {RouteState} from '../../api/schema/route.ts';
import {personalName} from '../../names.ts';
import {formatAddress, maskOf} from '../../packet/address.ts';
import type {RowFormat} from '../rows.ts';

const ABSENT = '-';

/** The table, with the blank line that ends it; nothing at all where there is no route. */
export const ROUTE_TABLE: RowFormat<RouteState> = {
  head: `IPv4 routing table:\n${columns('Destination', 'Netmask', 'Gateway')} Flags  Interface\n`,
  row: (route) => `${row(route)}\n`,
  between: '',
  foot: '\n',
  empty: '',
};

function row(route: RouteState): string {
  const {address, length} = destinationOf(route.dst);
  // A route to one address has no mask on Haiku.
  const mask = length === 32 ? ABSENT : formatAddress(maskOf(length));
  const dev = route.dev === undefined ? ABSENT : personalName('haiku', route.dev);
  return `${columns(address, mask, route.gateway ?? ABSENT)} ${flagLetters(route, length)} ${dev}${linkWord(route)}`;
}

/** Haiku's table has no column for a link that is down; Linux says it behind the interface, in this word. */
function linkWord({flags}: RouteState): string {
  return flags.includes('linkdown') ? ' linkdown' : '';
}

function columns(destination: string, mask: string, gateway: string): string {
  return `${destination.padStart(15)} ${mask.padStart(15)} ${gateway.padStart(15)}`;
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
export function renderRouteLookup({dst, gateway, prefsrc}: RouteState): string {
  const {address, length} = destinationOf(dst);
  const via = gateway === undefined ? '' : `gateway ${gateway} `;
  return `${address}/${length} ${via}source ${prefsrc ?? '0.0.0.0'}`;
}

/** By hand, not through `parsePrefix`: a long table is printed row by row and its destinations are known to be right. */
function destinationOf(dst: string): {address: string; length: number} {
  if (dst === 'default') return {address: '0.0.0.0', length: 0};
  const slash = dst.indexOf('/');
  if (slash < 0) return {address: dst, length: 32};
  return {address: dst.slice(0, slash), length: Number(dst.slice(slash + 1))};
}
