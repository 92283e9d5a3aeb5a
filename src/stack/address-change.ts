/** What an interface's addresses become, before anything is changed: every refusal comes from here. */
import {NetworkError} from '../errors.ts';
import {
  ANY,
  type Ipv4Address,
  LIMITED_BROADCAST,
  classfulPrefixLength,
  formatAddress,
  isMulticast,
  networkOf,
} from '../packet/address.ts';
import type {Behaviour} from './behaviour.ts';
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
  /** Which address the others mean by the first one: instead of that, the one of this name. */
  readonly label?: string | undefined;
  /** Replaces the first address. */
  readonly set?: Omit<AddressRequest, 'label'> | undefined;
  /** Changes this much of the first address. */
  readonly amend?: Omit<AddressRequest, 'local' | 'label'> | undefined;
  readonly add?: readonly AddressRequest[] | undefined;
  readonly remove?: readonly Ipv4Address[] | undefined;
  /** Take the first address away, where there is one. */
  readonly removeFirst?: boolean | undefined;
}

/** Where systems differ in the addresses that an interface may have. */
type AddressRules = Pick<Behaviour, 'secondaryAddresses' | 'peersOnEthernet' | 'broadcastAddresses'>;

/**
 * The interface's addresses after `change`; the interface itself stays as it is.
 *
 * @throws {NetworkError} EINVAL: not an address for an interface. EEXIST, EADDRNOTAVAIL: it is, or is not, there.
 */
export function changedAddresses(
  iface: Interface,
  change: AddressChange,
  behaviour: AddressRules,
): readonly InterfaceAddress[] {
  const {label} = change;
  let addresses = [...iface.addresses];
  const meant = (): number => addresses.findIndex((address) => address.label === label);
  const put = (place: number, address: InterfaceAddress): void => {
    const before = addresses[place];
    if (before && !sameEnds(before, address)) addresses = without(addresses, before, behaviour);
    const others = addresses.filter((other) => other !== before && other.local !== address.local);
    // What takes the place of another is a new address, where addresses have an age; else the first is the first.
    const changed = before && !(sameEnds(before, address) && before.broadcast === address.broadcast);
    const isLast = before ? changed === true && behaviour.secondaryAddresses : label !== undefined;
    addresses = others.toSpliced(isLast ? others.length : Math.max(place, 0), 0, address);
  };
  if (change.removeFirst) {
    const first = addresses[meant()];
    if (first) addresses = without(addresses, first, behaviour).filter((address) => address !== first);
  }
  if (change.set) put(meant(), madeAddress(iface, {...change.set, label}, behaviour));
  if (change.amend) {
    const first = addresses[meant()];
    if (!first) throw new NetworkError('EADDRNOTAVAIL', `${iface.name} has no address to change; give one first`);
    put(meant(), madeAddress(iface, {...first, ...defined(change.amend)}, behaviour));
  }
  for (const request of change.add ?? []) {
    const address = madeAddress(iface, request, behaviour);
    if (addresses.some(({local}) => local === address.local)) {
      throw new NetworkError('EEXIST', `${iface.name} has the address ${formatAddress(address.local)} already`);
    }
    addresses.push(address);
  }
  for (const local of change.remove ?? []) {
    const gone = addresses.find((address) => address.local === local);
    if (!gone) {
      throw new NetworkError('EADDRNOTAVAIL', `${iface.name} does not have the address ${formatAddress(local)}`);
    }
    addresses = without(addresses, gone, behaviour).filter((address) => address !== gone);
  }
  return addresses;
}

/** What is left beside an address that goes: not those of its network that came after it, where it takes them along. */
function without(
  addresses: readonly InterfaceAddress[],
  gone: InterfaceAddress,
  {secondaryAddresses}: AddressRules,
): InterfaceAddress[] {
  const place = addresses.indexOf(gone);
  const isPrimary = addresses.findIndex((address) => sameNetwork(address, gone)) === place;
  if (!secondaryAddresses || !isPrimary) return [...addresses];
  return addresses.filter((address, at) => at <= place || !sameNetwork(address, gone));
}

function sameEnds(one: InterfaceAddress, other: InterfaceAddress): boolean {
  return one.local === other.local && one.prefixLength === other.prefixLength && one.peer === other.peer;
}

function sameNetwork(one: InterfaceAddress, other: InterfaceAddress): boolean {
  const {prefixLength} = one;
  return (
    prefixLength === other.prefixLength && networkOf(one.local, prefixLength) === networkOf(other.local, prefixLength)
  );
}

function madeAddress(iface: Interface, request: AddressRequest, rules: AddressRules): InterfaceAddress {
  const {local, peer, broadcast, label, scope} = request;
  checkUnicast(local, 'an interface', rules);
  if (peer !== undefined) {
    checkUnicast(peer, 'the other end', rules);
    if (iface.device.medium !== 'point-to-point' && !rules.peersOnEthernet) {
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

function checkUnicast(address: Ipv4Address, whose: string, {broadcastAddresses}: AddressRules): void {
  const isOfAll = address === LIMITED_BROADCAST && !broadcastAddresses;
  if (address === ANY || isOfAll || isMulticast(address)) {
    throw new NetworkError('EINVAL', `${formatAddress(address)} can not be the address of ${whose}`);
  }
}

function defined<Shape extends object>(shape: Shape): Partial<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Partial<Shape>;
}
