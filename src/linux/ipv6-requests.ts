/** The ioctl requests of IPv6 sockets: `struct in6_ifreq` and `struct in6_rtmsg` (linux/ipv6.h, linux/ipv6_route.h). */
import type {LabApi} from '../api/lab-api.ts';
import {NetworkError} from '../errors.ts';
import {addressOfOctets} from './address-octets.ts';
import {LITTLE} from './control-stream.ts';
import {SIOC} from './interface-requests.ts';
import {linkNamed} from './link-messages.ts';
import {changeRoute, isOfRoute, RTF} from './route-requests.ts';

const ADDRESS_REQUEST = {prefixLength: 16, index: 20, length: 24} as const;
const ROUTE = {gateway: 32, prefixLength: 52, metric: 56, flags: 72, index: 76, length: 80} as const;

/** @throws {NetworkError} as the lab does */
export async function ipv6Request(lab: LabApi, host: string, command: number, data: DataView): Promise<void> {
  const {length} = isOfRoute(command) ? ROUTE : ADDRESS_REQUEST;
  if (data.byteLength < length) throw new NetworkError('EINVAL', 'a request of IPv6 is too short');
  const octets = (at: number): string => addressOfOctets(new Uint8Array(data.buffer, data.byteOffset + at, 16)) ?? '::';
  const ifnameOf = async (index: number): Promise<string> => (await linkNamed(lab, host, {index})).ifname;
  if (isOfRoute(command)) {
    const [index, flags] = [data.getInt32(ROUTE.index, LITTLE), data.getUint32(ROUTE.flags, LITTLE)];
    const prefixLength = data.getUint16(ROUTE.prefixLength, LITTLE);
    const metric = data.getUint32(ROUTE.metric, LITTLE);
    await changeRoute(lab, command, {
      host,
      dst: prefixLength === 0 ? 'default' : `${octets(0)}/${prefixLength}`,
      family: 'inet6',
      ...((flags & RTF.gateway) !== 0 && {gateway: octets(ROUTE.gateway)}),
      ...(index !== 0 && {dev: await ifnameOf(index)}),
      // 1 is what ifconfig and route write for "as usual".
      ...(metric > 1 && {metric}),
      ...((flags & RTF.reject) !== 0 && {type: 'unreachable' as const}),
    });
    return;
  }
  const ifname = await ifnameOf(data.getInt32(ADDRESS_REQUEST.index, LITTLE));
  const [local, prefixlen] = [octets(0), data.getUint32(ADDRESS_REQUEST.prefixLength, LITTLE)];
  const adds = command === SIOC.setAddress;
  await lab.configureInterface({host, ifname, ...(adds ? {add: [{local, prefixlen}]} : {remove: [local]})});
}
