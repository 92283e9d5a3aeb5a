/** A change of an interface as requests word it, to what the engine makes of it: each version of IP has its own. */
import type {AddressSpec, InterfaceChange} from '../api/schema/interface.ts';
import {NetworkError} from '../errors.ts';
import type {Ipv4Address} from '../packet/address.ts';
import {type IpAddress, formatIp, isIpv6} from '../packet/ip-address.ts';
import type {Ipv6Address} from '../packet/ipv6-address.ts';
import type {AddressRequest} from '../stack/address-change.ts';
import type {InterfaceChange as EngineChange} from '../stack/configure.ts';
import type {Ipv6AddressRequest, Ipv6Change} from '../stack/ipv6/address-change.ts';
import {addressOf, optionalAddress, stationOf} from './parse.ts';

/** @throws {NetworkError} EUSAGE */
export function engineChange(change: InterfaceChange): EngineChange {
  const {label, set, amend, add = [], remove = [], up, mtu, metric, promisc, arp, address} = change;
  const {allmulti, multicast, trailers, dynamic, automedia} = change;
  const first = set && requestOf(set);
  const added = add.map(requestOf);
  const removed = remove.map(addressOf);
  return {
    label,
    set: first && isOfIpv4(first) ? first : undefined,
    amend: amend && {
      prefixLength: amend.prefixlen,
      peer: ipv4Of(amend.peer),
      broadcast: ipv4Of(amend.broadcast),
    },
    add: added.filter(isOfIpv4),
    remove: removed.filter((each) => !isIpv6(each)),
    removeFirst: change.remove_first,
    ipv6: ipv6Change(change, first, added, removed),
    up,
    mtu,
    metric,
    promisc,
    arp,
    marks: {
      ...(allmulti !== undefined && {allmulti}),
      ...(multicast !== undefined && {multicast}),
      ...(trailers !== undefined && {trailers}),
      ...(dynamic !== undefined && {dynamic}),
      ...(automedia !== undefined && {automedia}),
    },
    hardwareAddress: address === undefined ? undefined : stationOf(address),
  };
}

type AnyRequest = AddressRequest | Ipv6AddressRequest;

function ipv6Change(
  {inet6}: InterfaceChange,
  first: AnyRequest | undefined,
  added: readonly AnyRequest[],
  removed: readonly IpAddress[],
): Ipv6Change | undefined {
  const further = (inet6?.set ?? []).map(requestOf);
  const stray = further.find(isOfIpv4);
  if (stray) throw new NetworkError('EUSAGE', `${formatIp(stray.local)} is not an IPv6 address`);
  const set = [...(first ? [first] : []), ...further].filter(isOfIpv6);
  const add = added.filter(isOfIpv6);
  const remove = removed.filter(isIpv6);
  if (!inet6 && set.length + add.length + remove.length === 0) return undefined;
  const {enabled, accept_ra: acceptRouters, advertise: advertises} = inet6 ?? {};
  return {set, add, remove, enabled, acceptRouters, advertises};
}

function requestOf({local, prefixlen, peer, broadcast, label, scope}: AddressSpec): AnyRequest {
  const address = addressOf(local);
  const other = optionalAddress(peer);
  if (isIpv6(address)) {
    if (label !== undefined || scope !== undefined) {
      throw new NetworkError('EUSAGE', 'an IPv6 address has no label, and its scope is in it: leave them out');
    }
    if (broadcast !== undefined) throw new NetworkError('EUSAGE', 'IPv6 has no broadcast addresses: leave it out');
    if (other !== undefined && !isIpv6(other)) throw mixed(local, other);
    return {local: address, prefixLength: prefixlen, peer: other};
  }
  if (other !== undefined && isIpv6(other)) throw mixed(local, other);
  if (prefixlen !== undefined && prefixlen > 32) {
    throw new NetworkError('EUSAGE', `the prefix length of an IPv4 address is a number from 0 to 32, not ${prefixlen}`);
  }
  return {local: address, prefixLength: prefixlen, peer: other, broadcast: ipv4Of(broadcast), label, scope};
}

function mixed(local: string, other: IpAddress): NetworkError {
  return new NetworkError('EUSAGE', `${local} and its other end ${formatIp(other)} are of different versions of IP`);
}

function ipv4Of(text: string | undefined): Ipv4Address | undefined {
  const address = optionalAddress(text);
  if (address === undefined || !isIpv6(address)) return address;
  throw new NetworkError('EUSAGE', `${formatIp(address)} is not an IPv4 address`);
}

function isOfIpv6(request: AnyRequest): request is Ipv6AddressRequest & {local: Ipv6Address} {
  return isIpv6(request.local);
}

function isOfIpv4(request: AnyRequest): request is AddressRequest {
  return !isIpv6(request.local);
}
