/** Addresses as Linux keeps them: their order, and which are secondary. */
import type {AddressState, InterfaceState} from '../../../../api/schema/interface.ts';
import {SCOPE} from './scopes.ts';
import {covers} from './values.ts';
import type {Link} from './links.ts';

export interface LinkAddress extends AddressState {
  /** Of a network that an address before it is of already. */
  readonly secondary: boolean;
}

/** Flags that can be asked for, and whether an address has each. */
export const ADDRESS_FLAGS: Readonly<Record<string, (address: LinkAddress) => boolean>> = {
  secondary: ({secondary}) => secondary,
  temporary: ({secondary}) => secondary,
  nodad: () => false,
  optimistic: ({optimistic = false}) => optimistic,
  dadfailed: ({dadfailed = false}) => dadfailed,
  home: () => false,
  deprecated: ({deprecated = false}) => deprecated,
  tentative: ({tentative = false}) => tentative,
  permanent: ({dynamic = false}) => !dynamic,
  mngtmpaddr: () => false,
  noprefixroute: () => false,
  autojoin: () => false,
  'stable-privacy': () => false,
};

/** IPv4's first, by scope, secondary ones behind the others; IPv6's by scope, and of one scope the newest first. */
export function addressesOf({state}: Link): readonly LinkAddress[] {
  const marked = withSecondary(state.addr_info.filter(({family}) => family === 'inet'));
  const ofIpv6 = state.addr_info.filter(({family}) => family === 'inet6').map((each) => told(state, each));
  const scoped = (scope: AddressState['scope']): LinkAddress[] =>
    ofIpv6.filter((address) => address.scope === scope).reverse();
  return [
    ...marked.filter(({secondary}) => !secondary).sort((one, other) => SCOPE[other.scope] - SCOPE[one.scope]),
    ...marked.filter(({secondary}) => secondary),
    ...scoped('global'),
    ...scoped('link'),
    ...scoped('host'),
  ];
}

/** Where nobody resolves addresses, none has to be checked before it is used. */
function told({flags}: InterfaceState, address: AddressState): LinkAddress {
  const {tentative, ...rest} = address;
  const checks = !flags.includes('NOARP') && !flags.includes('LOOPBACK');
  return {...rest, ...(tentative && checks && {tentative}), secondary: false};
}

/** Those that go with a primary address when it goes: the others of its network. */
export function secondariesOf(link: Link, primary: LinkAddress): readonly LinkAddress[] {
  if (primary.family === 'inet6' || primary.secondary) return [];
  return addressesOf(link).filter((address) => address.secondary && areOfOneNetwork(primary, address));
}

function withSecondary(addresses: readonly AddressState[]): LinkAddress[] {
  const marked: LinkAddress[] = [];
  for (const address of addresses) {
    marked.push({...address, secondary: marked.some((other) => !other.secondary && areOfOneNetwork(other, address))});
  }
  return marked;
}

/** The kernel compares the network of the peer, which is the address itself where there is none. */
function areOfOneNetwork(primary: AddressState, other: AddressState): boolean {
  const {prefixlen: length, family} = primary;
  if (length !== other.prefixlen || other.family !== family) return false;
  return covers({family, address: primary.address ?? primary.local, length}, family, other.address ?? other.local);
}
