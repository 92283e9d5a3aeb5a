/** Messages of neighbour discovery as records (RFC 4861 §4). */
import type {MacAddress} from './ethernet.ts';
import type {Ipv6Address} from './ipv6-address.ts';

/** Of the IPv6 header of a message. */
interface Addressed {
  readonly source: Ipv6Address;
  readonly destination: Ipv6Address;
}

/** The link-layer addresses are absent on a link that has none, and where the sender leaves them out. */
export interface RouterSolicitation extends Addressed {
  readonly type: 'router-solicitation';
  readonly sourceMac?: MacAddress | undefined;
}

export interface RouterAdvertisement extends Addressed {
  readonly type: 'router-advertisement';
  /** For the packets of hosts; 0 where the router does not say. */
  readonly hopLimit: number;
  /** Whether addresses, or other things, are to be had by DHCPv6. */
  readonly managed: boolean;
  readonly other: boolean;
  /** How long it is a default router, in seconds; 0 for not at all. */
  readonly lifetime: number;
  /** In milliseconds; 0 where the router does not say. */
  readonly reachableTime: number;
  readonly retransTimer: number;
  readonly sourceMac?: MacAddress | undefined;
  /** In octets. */
  readonly mtu?: number | undefined;
  readonly prefixes: readonly PrefixInformation[];
}

/** A prefix that is on the link, or from which hosts make addresses, or both (RFC 4861 §4.6.2). */
export interface PrefixInformation {
  readonly prefix: Ipv6Address;
  /** 0…128 */
  readonly length: number;
  readonly onLink: boolean;
  readonly autonomous: boolean;
  /** In seconds; 0xffffffff means for ever. */
  readonly validLifetime: number;
  readonly preferredLifetime: number;
}

export interface NeighbourSolicitation extends Addressed {
  readonly type: 'neighbour-solicitation';
  /** Whose link-layer address is asked for. */
  readonly target: Ipv6Address;
  readonly sourceMac?: MacAddress | undefined;
}

export interface NeighbourAdvertisement extends Addressed {
  readonly type: 'neighbour-advertisement';
  readonly target: Ipv6Address;
  readonly router: boolean;
  readonly solicited: boolean;
  readonly override: boolean;
  readonly targetMac?: MacAddress | undefined;
}

export interface Redirect6 extends Addressed {
  readonly type: 'redirect';
  /** The better first hop; the same as `about` where that is on the link. */
  readonly target: Ipv6Address;
  /** The destination that is better reached so. */
  readonly about: Ipv6Address;
  readonly targetMac?: MacAddress | undefined;
  /** The start of the packet that led to it; empty where none was quoted. After parsing a view, not a copy. */
  readonly quoted: Uint8Array;
}

export type NeighbourMessage =
  RouterSolicitation | RouterAdvertisement | NeighbourSolicitation | NeighbourAdvertisement | Redirect6;
