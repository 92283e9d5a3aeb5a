/** What an interface's typed IPv6 addresses become, before anything is changed: every refusal comes from here. */
import {NetworkError} from '../../errors.ts';
import {type Ipv6Address, LOOPBACK6, UNSPECIFIED, formatIpv6, isMulticast6} from '../../packet/ipv6-address.ts';
import type {Interface} from '../interface.ts';
import type {Ipv6AddressSpec} from './address-configuration.ts';

export interface Ipv6AddressRequest {
  readonly local: Ipv6Address;
  /** Left out: 64, as RFC 4291 has it of nearly all, or 128 where there is a peer. */
  readonly prefixLength?: number | undefined;
  readonly peer?: Ipv6Address | undefined;
}

export interface Ipv6Change {
  readonly enabled?: boolean | undefined;
  /** `null`: as the host does. */
  readonly acceptRouters?: boolean | null | undefined;
  readonly advertises?: boolean | undefined;
  /** Addresses to have, whether or not they are there. */
  readonly set?: readonly Ipv6AddressRequest[] | undefined;
  readonly add?: readonly Ipv6AddressRequest[] | undefined;
  readonly remove?: readonly Ipv6Address[] | undefined;
}

/**
 * The interface's typed addresses after `change`; the interface itself stays as it is.
 *
 * @throws {NetworkError} EINVAL: not an address for an interface. EEXIST, EADDRNOTAVAIL: it is, or is not, there.
 */
export function changedIpv6Addresses(iface: Interface, change: Ipv6Change): readonly Ipv6AddressSpec[] {
  let addresses = typedAddresses(iface);
  for (const request of change.set ?? []) {
    const made = madeAddress(iface, request);
    addresses = [...addresses.filter(({local}) => local !== made.local), made];
  }
  for (const request of change.add ?? []) {
    if (iface.ipv6.find(request.local) ?? addresses.find(({local}) => local === request.local)) {
      throw new NetworkError('EEXIST', `${iface.name} has the address ${formatIpv6(request.local)} already`);
    }
    addresses = [...addresses, madeAddress(iface, request)];
  }
  for (const local of change.remove ?? []) {
    // What the interface has made goes where IPv6 ends.
    const ends = change.enabled === false && iface.ipv6.find(local) !== undefined;
    if (!ends && !addresses.some((address) => address.local === local)) throw notThere(iface, local);
    addresses = addresses.filter((address) => address.local !== local);
  }
  return addresses;
}

export function typedAddresses({ipv6}: Interface): readonly Ipv6AddressSpec[] {
  return ipv6.addresses
    .filter(({origin}) => origin === 'static')
    .map(({local, prefixLength, peer}) => ({local, prefixLength, ...(peer !== undefined && {peer})}));
}

function notThere({name, ipv6}: Interface, local: Ipv6Address): NetworkError {
  const text = formatIpv6(local);
  const made = ipv6.find(local);
  if (!made) return new NetworkError('EADDRNOTAVAIL', `${name} does not have the address ${text}`);
  const message = `${text} was not typed: ${name} made it, and has it while IPv6 runs; to end that: ifconfig ${name} inet6 ifdisabled`;
  return new NetworkError('EADDRNOTAVAIL', message);
}

function madeAddress(iface: Interface, {local, prefixLength, peer}: Ipv6AddressRequest): Ipv6AddressSpec {
  checkUnicast(iface, local, 'an interface');
  if (peer !== undefined) {
    checkUnicast(iface, peer, 'the other end');
    if (iface.device.medium !== 'point-to-point') {
      throw new NetworkError('EINVAL', `${iface.name} is not point-to-point: it has no other end`);
    }
  }
  const length = prefixLength ?? (peer === undefined ? 64 : 128);
  return {local, prefixLength: length, ...(peer !== undefined && {peer})};
}

function checkUnicast({device}: Interface, address: Ipv6Address, whose: string): void {
  const loopback = address === LOOPBACK6 && device.medium !== 'loopback';
  if (address === UNSPECIFIED || isMulticast6(address) || loopback) {
    throw new NetworkError('EINVAL', `${formatIpv6(address)} can not be the address of ${whose}`);
  }
}
