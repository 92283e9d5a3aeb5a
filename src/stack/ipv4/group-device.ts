/** Which interface is meant where the routes do not say: of groups and of everybody, there is one set a network. */
import {type Ipv4Address, LIMITED_BROADCAST, isMulticast} from '../../packet/address.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';

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
  const own = source === undefined ? undefined : interfaces.owner(source);
  return own ?? (toEverybody ? firstToBroadcast(interfaces) : undefined);
}

export function firstToBroadcast(interfaces: InterfaceTable): Interface | undefined {
  return [...interfaces].find(({up, broadcasts, addresses}) => up && broadcasts && addresses.length > 0);
}
