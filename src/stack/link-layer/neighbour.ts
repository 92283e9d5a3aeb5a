/** What is known of a neighbour, and what whoever knows it is to do. */
import type {MacAddress} from '../../packet/ethernet.ts';
import type {IpAddress} from '../../packet/ip-address.ts';

/**
 * `permanent`: somebody typed it. `failed`: nobody answered; asked again when it has expired. `stale`: it may not hold any
 * more; used, it is in `delay` for a while, then it is asked about itself, in `probe`.
 */
export type NeighbourStateName = 'incomplete' | 'reachable' | 'stale' | 'delay' | 'probe' | 'failed' | 'permanent';

export interface Neighbour<Address extends IpAddress> {
  readonly address: Address;
  state: NeighbourStateName;
  mac: MacAddress | undefined;
  /** Requests for it are answered in its name. */
  proxy: boolean;
  /** It has said that it is a router (RFC 4861 §4.4). */
  router: boolean;
  /** When its state changes by itself, or it is forgotten, by the clock of the lab. */
  until: number | undefined;
}

/** Times in ms. */
export interface NeighbourTimes {
  /** From one request to the next, and how many there are. */
  readonly interval: number;
  readonly requests: number;
  /** How long one that did not answer is not asked for again. */
  readonly failedFor: number;
  /** Asked for again all the same as soon as it is wanted. */
  readonly asksAnew?: boolean;
  readonly reachableFor: number;
  /**
   * After that time an entry is kept, and looked after when it is used: so long later, and with so many requests to the
   * station itself. Left out, it is forgotten.
   */
  readonly probing?: {readonly delay: number; readonly requests: number};
  /** How long one that is kept is kept without being used; left out, for good. */
  readonly staleFor?: number | undefined;
}

export type WaitingFault = 'neighbour-queue-full' | 'neighbour-forgotten';

export interface NeighbourActions<Address extends IpAddress> {
  /** Ask the network who has it, or the station itself whether it still has. */
  request(address: Address, station: MacAddress | undefined): void;
  /** Send a packet that has waited. */
  send(packet: Uint8Array, mac: MacAddress): void;
  /** Nobody has it: what waited goes no further. */
  unreachable(packet: Uint8Array): void;
  /** A packet that waited has made room for a newer one, or its neighbour was forgotten. */
  dropped(packet: Uint8Array, reason: WaitingFault): void;
}
