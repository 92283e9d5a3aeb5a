/** Words of requests to what the engine works with. The schemas have checked their shape, not their meaning. */
import type {RouteSpec} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {type MacAddress, isGroupMac, parseMac} from '../packet/ethernet.ts';
import {type IpAddress, formatIp, isIpv6, parseIp} from '../packet/ip-address.ts';
import {type IpPrefix, formatIpPrefix, networkOfIp, parseIpPrefix} from '../packet/ip-prefix.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import type {AnyRoutePattern} from '../stack/routing/routing-table.ts';

/** @throws {NetworkError} EUSAGE */
export function addressOf(text: string): IpAddress {
  const address = parseIp(text);
  if (address === undefined) throw new NetworkError('EUSAGE', `${text} is not an IP address`);
  return address;
}

export function optionalAddress(text: string | undefined): IpAddress | undefined {
  return text === undefined ? undefined : addressOf(text);
}

/** The hardware address of one station. @throws {NetworkError} EUSAGE: none, that of a group, or zero */
export function stationOf(text: string): MacAddress {
  const mac = parseMac(text);
  if (mac !== undefined && mac !== 0 && !isGroupMac(mac)) return mac;
  throw new NetworkError('EUSAGE', `${text} is not the address of one station, such as 02:00:00:00:00:01`);
}

/** @throws {NetworkError} EUSAGE: no prefix, or one with host bits, or a gateway of the other version. ENODEV: no such interface. */
export function routePattern(host: Host, spec: RouteSpec): AnyRoutePattern {
  const {address, length} = routePrefix(spec);
  const gateway = optionalAddress(spec.gateway);
  if (gateway !== undefined && isIpv6(gateway) !== isIpv6(address)) {
    throw new NetworkError('EUSAGE', `the gateway ${formatIp(gateway)} is of another version of IP than ${spec.dst}`);
  }
  const source = optionalAddress(spec.prefsrc);
  if (source !== undefined && isIpv6(source) !== isIpv6(address)) {
    throw new NetworkError('EUSAGE', `the source ${formatIp(source)} is of another version of IP than ${spec.dst}`);
  }
  const iface = interfaceOf(host, spec.dev);
  return {
    destination: address,
    prefixLength: length,
    ...(spec.type !== undefined && {type: spec.type}),
    ...(iface && {interface: iface}),
    ...(gateway !== undefined && {gateway}),
    ...(spec.metric !== undefined && {metric: spec.metric}),
    ...(spec.to_host !== undefined && {host: spec.to_host}),
    ...(source !== undefined && {source}),
    ...(spec.label !== undefined && {label: spec.label}),
    // Both are of one version, as was made sure of above.
  } as AnyRoutePattern;
}

/** @throws {NetworkError} EUSAGE */
function routePrefix({dst, family}: RouteSpec): IpPrefix {
  const prefix = parseIpPrefix(dst === 'default' && family === 'inet6' ? '::/0' : dst);
  if (!prefix) throw new NetworkError('EUSAGE', `${dst} is not a destination: an address, network/length or "default"`);
  const network = networkOfIp(prefix.address, prefix.length);
  if (network === prefix.address) return prefix;
  const right = formatIpPrefix({address: network, length: prefix.length});
  throw new NetworkError('EUSAGE', `${dst} has host bits set; the network is ${right}`);
}

/** @throws {NetworkError} ENODEV */
export function interfaceOf(host: Host, spelling: string | undefined): Interface | undefined {
  return spelling === undefined ? undefined : host.interfaces.named(canonicalName(spelling));
}
