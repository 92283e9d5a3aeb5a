/** What one interface knows of IPv6: its addresses, and what routers have told it (RFC 4861 §6.3.2, RFC 4862 §5.1). */
import {
  ALL_NODES,
  ALL_ROUTERS,
  type Ipv6Address,
  isLinkLocal6,
  networkOf6,
  solicitedNode,
} from '../../packet/ipv6-address.ts';
import {bestSource} from './source-selection.ts';

/**
 * `tentative`: not in use, the interface being down. `optimistic`: in use while it is checked whether somebody else has
 * it (RFC 4429). `deprecated`: not for what begins now. `duplicate`: somebody else has it; not in use.
 */
export type Ipv6AddressState = 'tentative' | 'optimistic' | 'preferred' | 'deprecated' | 'duplicate';

export interface Ipv6InterfaceAddress {
  readonly local: Ipv6Address;
  readonly prefixLength: number;
  /** The other end of a point-to-point interface. */
  readonly peer?: Ipv6Address;
  /** `static`: somebody typed it. `link-local`: made when IPv6 began. `autoconf`: made of an advertised prefix. */
  readonly origin: 'static' | 'link-local' | 'autoconf';
  state: Ipv6AddressState;
  /** Times on the clock in ms; `undefined`: for ever. */
  preferredUntil?: number | undefined;
  validUntil?: number | undefined;
}

/** What somebody may type about IPv6 on an interface. */
export interface Ipv6Switches {
  /** Whether IPv6 runs on it when it is up: it then has a link-local address. */
  enabled: boolean;
  /** Listen to routers (RFC 4862 §4): take addresses, routes and times from them. `undefined`: as the host does. */
  acceptRouters: boolean | undefined;
  /** Be a router that says so (RFC 4861 §6.2). */
  advertises: boolean;
}

export class Ipv6Interface implements Ipv6Switches {
  enabled = false;
  acceptRouters: boolean | undefined;
  advertises = false;
  /** Of addresses that the rules like equally well the last that came is sent from, not the first. */
  prefersNewest = false;
  /** In the order they came. */
  addresses: readonly Ipv6InterfaceAddress[] = [];
  /** What a router has advertised (RFC 4861 §6.3.4). */
  hopLimit: number | undefined;
  linkMtu: number | undefined;

  find(address: Ipv6Address): Ipv6InterfaceAddress | undefined {
    return this.addresses.find(({local}) => local === address);
  }

  /** Whether packets come from and go to it. */
  isAssigned({state}: Ipv6InterfaceAddress): boolean {
    return state !== 'tentative' && state !== 'duplicate';
  }

  /** Whether it is not known yet that nobody else has it. */
  isChecking({state}: Ipv6InterfaceAddress): boolean {
    return state === 'optimistic' || state === 'tentative';
  }

  /** Addresses in use. */
  assigned(): readonly Ipv6InterfaceAddress[] {
    return this.addresses.filter((address) => this.isAssigned(address));
  }

  has(address: Ipv6Address): boolean {
    const own = this.find(address);
    return own !== undefined && this.isAssigned(own);
  }

  /** The address of the link itself, which routers are known by. */
  get linkLocal(): Ipv6Address | undefined {
    return this.addresses.find((address) => isLinkLocal6(address.local) && this.isAssigned(address))?.local;
  }

  /** Whether what is sent to a group is for this interface (RFC 4291 §2.8). */
  hears(group: Ipv6Address, isRouter: boolean): boolean {
    if (!this.enabled) return false;
    if (group === ALL_NODES || (isRouter && group === ALL_ROUTERS)) return true;
    return this.addresses.some(({local, state}) => state !== 'duplicate' && solicitedNode(local) === group);
  }

  /** Whether an address is of a network that one of the addresses is of. */
  isOnLink(address: Ipv6Address): boolean {
    return this.addresses.some(
      ({local, prefixLength, peer}) =>
        peer === address || networkOf6(local, prefixLength) === networkOf6(address, prefixLength),
    );
  }

  /** The address to send from toward `destination` (RFC 6724). */
  sourceFor(destination: Ipv6Address): Ipv6Address | undefined {
    const candidates = this.assigned();
    return bestSource(destination, this.prefersNewest ? candidates.toReversed() : candidates);
  }
}
