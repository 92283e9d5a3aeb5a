/** What an interface's addresses become, before anything is changed: every refusal comes from here. */
import {NetworkError} from '../errors.ts';
import {
  ANY,
  type Ipv4Address,
  LIMITED_BROADCAST,
  classfulPrefixLength,
  formatAddress,
  isMulticast,
} from '../packet/address.ts';
import type {AddressScope, Interface, InterfaceAddress} from './interface.ts';

export interface AddressRequest {
  readonly local: Ipv4Address;
  /** Left out: by the class of the address, or 32 where there is a peer. */
  readonly prefixLength?: number | undefined;
  readonly peer?: Ipv4Address | undefined;
  /** 0: nothing is said of it. */
  readonly broadcast?: Ipv4Address | undefined;
  readonly label?: string | undefined;
  readonly scope?: AddressScope | undefined;
}

export interface AddressChange {
  /** Replaces the first address. */
  readonly set?: AddressRequest | undefined;
  /** Changes this much of the first address. */
  readonly amend?: Omit<AddressRequest, 'local'> | undefined;
  readonly add?: readonly AddressRequest[] | undefined;
  readonly remove?: readonly Ipv4Address[] | undefined;
  /** Take the first address away, where there is one. */
  readonly removeFirst?: boolean | undefined;
}

/**
 * The interface's addresses after `change`; the interface itself stays as it is.
 *
 * @throws {NetworkError} EINVAL: not an address for an interface. EEXIST, EADDRNOTAVAIL: it is, or is not, there.
 */
export function changedAddresses(iface: Interface, change: AddressChange): readonly InterfaceAddress[] {
  let addresses = iface.addresses.slice(change.removeFirst ? 1 : 0);
  if (change.set) {
    const first = madeAddress(iface, change.set);
    addresses = [first, ...addresses.slice(1).filter(({local}) => local !== first.local)];
  }
  if (change.amend) {
    const [first, ...others] = addresses;
    if (!first) throw new NetworkError('EADDRNOTAVAIL', `${iface.name} has no address to change; give one first`);
    addresses = [madeAddress(iface, {...first, ...defined(change.amend)}), ...others];
  }
  for (const request of change.add ?? []) {
    const address = madeAddress(iface, request);
    if (addresses.some(({local}) => local === address.local)) {
      throw new NetworkError('EEXIST', `${iface.name} has the address ${formatAddress(address.local)} already`);
    }
    addresses.push(address);
  }
  for (const local of change.remove ?? []) {
    if (!addresses.some((address) => address.local === local)) {
      throw new NetworkError('EADDRNOTAVAIL', `${iface.name} does not have the address ${formatAddress(local)}`);
    }
    addresses = addresses.filter((address) => address.local !== local);
  }
  return addresses;
}

function madeAddress(iface: Interface, request: AddressRequest): InterfaceAddress {
  const {local, peer, broadcast, label, scope} = request;
  checkUnicast(local, 'an interface');
  if (peer !== undefined) {
    checkUnicast(peer, 'the other end');
    if (iface.device.medium !== 'point-to-point') {
      throw new NetworkError('EINVAL', `${iface.name} is not point-to-point: it has no other end`);
    }
  }
  if (broadcast === local) {
    throw new NetworkError(
      'EINVAL',
      `${formatAddress(local)} is to be the address of ${iface.name} alone, not of everybody`,
    );
  }
  return {
    local,
    prefixLength: request.prefixLength ?? (peer === undefined ? classfulPrefixLength(local) : 32),
    ...(peer !== undefined && {peer}),
    ...(broadcast !== undefined && {broadcast}),
    ...(label !== undefined && {label}),
    ...(scope !== undefined && {scope}),
  };
}

function checkUnicast(address: Ipv4Address, whose: string): void {
  if (address === ANY || address === LIMITED_BROADCAST || isMulticast(address)) {
    throw new NetworkError('EINVAL', `${formatAddress(address)} can not be the address of ${whose}`);
  }
}

function defined<Shape extends object>(shape: Shape): Partial<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Partial<Shape>;
}
