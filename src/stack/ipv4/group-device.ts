/** Which interface is meant where the routes do not say: of groups and of everybody, there is one set a network. */
import {NetworkError} from '../../errors.ts';
import {ANY, type Ipv4Address, LIMITED_BROADCAST, formatAddress, isMulticast} from '../../packet/address.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';
import type {RoutingTable} from '../routing/routing-table.ts';

/**
 * By which interface to send to a group or to 255.255.255.255: the one of the source if it is given, else to everybody the
 * first that broadcasts (RFC 1122 §3.3.6). `undefined`: as the routes say.
 */
export function groupDevice(
  interfaces: InterfaceTable,
  destination: Ipv4Address,
  source: Ipv4Address | undefined,
): Interface | undefined {
  const toEverybody = destination === LIMITED_BROADCAST;
  if (!toEverybody && !isMulticast(destination)) return undefined;
  const own = source === undefined ? undefined : interfaceOfAddress(interfaces, source);
  return own ?? (toEverybody ? firstToBroadcast(interfaces) : undefined);
}

/**
 * The interface to join a group on where none is named: the one of the address, else of the route to the group, else the
 * first that broadcasts.
 *
 * @throws {NetworkError} ENODEV: no interface is meant.
 */
export function joinDevice(
  {interfaces, routes}: {readonly interfaces: InterfaceTable; readonly routes: RoutingTable},
  group: Ipv4Address,
  address: Ipv4Address,
): Interface {
  const own = address === ANY ? undefined : interfaceOfAddress(interfaces, address);
  const device = own ?? routes.lookup(group)?.interface ?? firstToBroadcast(interfaces);
  if (device) return device;
  throw new NetworkError('ENODEV', `no route leads to ${formatAddress(group)}: say on which interface to join it`);
}

function interfaceOfAddress(interfaces: InterfaceTable, address: Ipv4Address): Interface | undefined {
  return [...interfaces].find(({addresses}) => addresses.some(({local}) => local === address));
}

function firstToBroadcast(interfaces: InterfaceTable): Interface | undefined {
  return [...interfaces].find(({up, broadcasts, addresses}) => up && broadcasts && addresses.length > 0);
}
