/** Words of requests to what the engine works with. The schemas have checked their shape, not their meaning. */
import type {AddressSpec, InterfaceChange} from '../api/schema/interface.ts';
import type {RouteSpec} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {type Ipv4Address, formatPrefix, networkOf, parseAddress, parsePrefix} from '../packet/address.ts';
import {type MacAddress, isGroupMac, parseMac} from '../packet/ethernet.ts';
import type {AddressRequest} from '../stack/address-change.ts';
import type {InterfaceChange as EngineChange} from '../stack/configure.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import type {RoutePattern} from '../stack/routing/routing-table.ts';

/** @throws {NetworkError} EUSAGE */
export function addressOf(text: string): Ipv4Address {
  const address = parseAddress(text);
  if (address === undefined) throw new NetworkError('EUSAGE', `${text} is not an IPv4 address`);
  return address;
}

function optionalAddress(text: string | undefined): Ipv4Address | undefined {
  return text === undefined ? undefined : addressOf(text);
}

/** The hardware address of one station. @throws {NetworkError} EUSAGE: none, that of a group, or zero */
export function stationOf(text: string): MacAddress {
  const mac = parseMac(text);
  if (mac !== undefined && mac !== 0 && !isGroupMac(mac)) return mac;
  throw new NetworkError('EUSAGE', `${text} is not the address of one station, such as 02:00:00:00:00:01`);
}

export function engineChange(change: InterfaceChange): EngineChange {
  const {set, amend, add, remove, up, mtu, metric, promisc, arp, address} = change;
  return {
    set: set && addressRequest(set),
    amend: amend && {
      prefixLength: amend.prefixlen,
      peer: optionalAddress(amend.peer),
      broadcast: optionalAddress(amend.broadcast),
    },
    add: add?.map(addressRequest),
    remove: remove?.map(addressOf),
    removeFirst: change.remove_first,
    up,
    mtu,
    metric,
    promisc,
    arp,
    hardwareAddress: address === undefined ? undefined : stationOf(address),
  };
}

function addressRequest({local, prefixlen, peer, broadcast}: AddressSpec): AddressRequest {
  return {
    local: addressOf(local),
    prefixLength: prefixlen,
    peer: optionalAddress(peer),
    broadcast: optionalAddress(broadcast),
  };
}

/** @throws {NetworkError} EUSAGE: no prefix, or one with host bits. ENODEV: no such interface. */
export function routePattern(host: Host, spec: RouteSpec): RoutePattern {
  const prefix = parsePrefix(spec.dst);
  if (!prefix)
    throw new NetworkError('EUSAGE', `${spec.dst} is not a destination: an address, network/length or "default"`);
  const {address, length} = prefix;
  const network = networkOf(address, length);
  if (network !== address) {
    const right = formatPrefix({address: network, length});
    throw new NetworkError('EUSAGE', `${spec.dst} has host bits set; the network is ${right}`);
  }
  const iface = interfaceOf(host, spec.dev);
  const gateway = optionalAddress(spec.gateway);
  return {
    destination: address,
    prefixLength: length,
    ...(spec.type !== undefined && {type: spec.type}),
    ...(iface && {interface: iface}),
    ...(gateway !== undefined && {gateway}),
    ...(spec.metric !== undefined && {metric: spec.metric}),
    ...(spec.to_host !== undefined && {host: spec.to_host}),
  };
}

/** @throws {NetworkError} ENODEV */
export function interfaceOf(host: Host, spelling: string | undefined): Interface | undefined {
  return spelling === undefined ? undefined : host.interfaces.named(canonicalName(spelling));
}
