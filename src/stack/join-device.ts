/** On which interface a group is joined where none is named. */
import {NetworkError} from '../errors.ts';
import {ANY} from '../packet/address.ts';
import {type IpAddress, formatIp, isIpv6} from '../packet/ip-address.ts';
import type {Host} from './host.ts';
import type {Interface} from './interface.ts';
import {firstToBroadcast} from './ipv4/group-device.ts';

/**
 * The interface of the address that somebody is bound to, else of the route to the group, else the first that reaches
 * several stations.
 *
 * @throws {NetworkError} ENODEV: no interface is meant.
 */
export function joinDevice({interfaces, ipv4, ipv6}: Host, group: IpAddress, address: IpAddress): Interface {
  const own = address === ANY ? undefined : interfaces.owner(address);
  const meant = isIpv6(group)
    ? (ipv6.routes.lookup(group)?.interface ?? ipv6.onlyLink())
    : (ipv4.routes.lookup(group)?.interface ?? firstToBroadcast(interfaces));
  const device = own ?? meant;
  if (device) return device;
  throw new NetworkError('ENODEV', `no route leads to ${formatIp(group)}: say on which interface to join it`);
}
