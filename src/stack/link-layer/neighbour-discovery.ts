/** Neighbour discovery on one Ethernet: the stations that have IPv6 addresses (RFC 4861 §7.2), and what is told about the own ones. */
import {type MacAddress, isGroupMac} from '../../packet/ethernet.ts';
import {
  ALL_NODES,
  type Ipv6Address,
  UNSPECIFIED,
  multicastMac,
  isSolicitedNode,
  solicitedNode,
} from '../../packet/ipv6-address.ts';
import {
  type NeighbourAdvertisement,
  type NeighbourSolicitation,
  emitNeighbourAdvertisement,
  emitNeighbourSolicitation,
} from '../../packet/neighbour-discovery.ts';
import type {Clock} from '../../time/clock.ts';
import type {Interface} from '../interface.ts';
import type {NeighbourActions, NeighbourTimes} from './neighbour.ts';
import {NeighbourTable} from './neighbour-table.ts';

/** RFC 4861 §10; what routers may change of it is in `learnTimes`. */
const TIMES: NeighbourTimes = {
  interval: 1000,
  requests: 3,
  failedFor: 0,
  reachableFor: 30_000,
  probing: {delay: 5000, requests: 3},
};
/** What a router may make of a time, in ms: an hour at most (RFC 4861 §6.2.1), and no flood of requests. */
const TOLD = {shortest: 100, longest: 3_600_000} as const;

/** What neighbour discovery needs from the host, and tells it. */
export interface DiscoveryListener {
  /** Whether the host passes packets on. */
  readonly isRouter: boolean;
  /** Another station has an address that this interface was about to use, or uses. */
  duplicate(iface: Interface, address: Ipv6Address, station: MacAddress | undefined): void;
  /** A neighbour that was a router is none any more (RFC 4861 §7.2.5). */
  noRouter(iface: Interface, address: Ipv6Address): void;
}

export class NeighbourDiscovery {
  readonly neighbours: NeighbourTable<Ipv6Address>;
  /** Who sent the frame that is being looked at. */
  sender: MacAddress = 0;
  readonly #iface: Interface;
  readonly #listener: DiscoveryListener;
  readonly #send: (packet: Uint8Array, mac: MacAddress) => void;

  constructor(
    iface: Interface,
    clock: Clock,
    actions: Omit<NeighbourActions<Ipv6Address>, 'request'>,
    listener: DiscoveryListener,
  ) {
    this.#iface = iface;
    this.#listener = listener;
    this.#send = (packet, mac) => actions.send(packet, mac);
    this.neighbours = new NeighbourTable(clock, TIMES, {
      ...actions,
      request: (address, station) => this.#request(address, station),
    });
  }

  /** Times that a router has advertised, in ms; 0: none (RFC 4861 §6.3.4). What nobody can mean is as good as none. */
  learnTimes(reachable: number, retransmission: number): void {
    const {times} = this.neighbours;
    this.neighbours.times = {
      ...times,
      reachableFor: isSensible(reachable) ? reachable : times.reachableFor,
      interval: isSensible(retransmission) ? retransmission : times.interval,
    };
  }

  /** What of its times is a router's, in ms. */
  get toldTimes(): {reachable?: number; retransmission?: number} {
    const {reachableFor, interval} = this.neighbours.times;
    return {
      ...(reachableFor !== TIMES.reachableFor && {reachable: reachableFor}),
      ...(interval !== TIMES.interval && {retransmission: interval}),
    };
  }

  /** No router is listened to any more. */
  forgetTimes(): void {
    this.keepUnused(this.neighbours.times.staleFor, TIMES);
  }

  /** From now on a neighbour that nobody uses is kept for that many ms; `undefined`: for good. */
  keepUnused(staleFor: number | undefined, times = this.neighbours.times): void {
    this.neighbours.times = {...times, staleFor};
  }

  /**
   * A message has told the station of an address in passing.
   *
   * @param router whether it says that its sender is one; `undefined` where that can not be told
   */
  suggested(address: Ipv6Address, mac: MacAddress | undefined, router?: boolean): void {
    if (mac !== undefined) this.neighbours.suggested(address, mac);
    const neighbour = this.neighbours.get(address);
    if (neighbour && router !== undefined) neighbour.router = router;
  }

  /** Whether somebody who is answered for is looked for in that group (RFC 4861 §7.2.8). */
  hears(group: Ipv6Address): boolean {
    if (!isSolicitedNode(group)) return false;
    for (const {proxy, address} of this.neighbours) if (proxy && solicitedNode(address) === group) return true;
    return false;
  }

  /** Tell everybody on the link which station has the addresses from now on (RFC 4861 §7.2.6). */
  announce(): void {
    for (const {local, state} of this.#iface.ipv6.assigned()) {
      if (state !== 'optimistic') this.#advertise(local, local, UNSPECIFIED, true);
    }
  }

  /** RFC 4861 §7.2.3, and RFC 4862 §5.4.3 for an address that is being checked. @returns why it is not for this host */
  solicited({source, target, sourceMac}: NeighbourSolicitation): 'not-our-target' | 'no-source' | undefined {
    const {ipv6} = this.#iface;
    const own = ipv6.find(target);
    if (source === UNSPECIFIED && own && ipv6.isChecking(own)) {
      this.#listener.duplicate(this.#iface, target, undefined);
      return undefined;
    }
    const proxy = !own && this.neighbours.get(target)?.proxy === true;
    if (!proxy && !(own && ipv6.isAssigned(own))) return 'not-our-target';
    // Who answers for another does it from an address of its own (§4.4).
    const from = proxy ? ipv6.sourceFor(source === UNSPECIFIED ? ALL_NODES : source) : target;
    if (from === undefined) return 'no-source';
    if (source !== UNSPECIFIED) this.suggested(source, sourceMac);
    this.#advertise(target, from, source, !proxy && own?.state !== 'optimistic');
    return undefined;
  }

  /** RFC 4861 §7.2.5, and RFC 4862 §5.4.4. */
  advertised({target, targetMac, router, solicited, override}: NeighbourAdvertisement): void {
    const own = this.#iface.ipv6.find(target);
    // One that was given up is somebody else's, who is a neighbour like any other.
    if (own && own.state !== 'duplicate') {
      if (targetMac !== this.#iface.hardwareAddress) this.#listener.duplicate(this.#iface, target, targetMac);
      return;
    }
    const believed = this.neighbours.advertised(target, {mac: targetMac, solicited, override});
    const neighbour = this.neighbours.get(target);
    if (!neighbour || !believed) return;
    if (neighbour.router && !router) this.#listener.noRouter(this.#iface, target);
    neighbour.router = router;
  }

  /** @param override take the place of what others know */
  #advertise(target: Ipv6Address, source: Ipv6Address, asker: Ipv6Address, override: boolean): void {
    const everybody = asker === UNSPECIFIED;
    const destination = everybody ? ALL_NODES : asker;
    const packet = emitNeighbourAdvertisement({
      source,
      destination,
      target,
      router: this.#listener.isRouter,
      solicited: !everybody,
      override,
      targetMac: this.#iface.hardwareAddress,
    });
    // A station that checks its address does not tell which it is (RFC 4429 §3.3). Two of them would look for each other
    // in vain, if the answer did not go to where the question came from.
    const station = this.neighbours.lookup(destination) ?? this.sender;
    if (everybody) this.#send(packet, multicastMac(destination));
    // No station has the address of a group; an answer would go to all of them.
    else if (!isGroupMac(station)) this.#send(packet, station);
  }

  #request(target: Ipv6Address, station: MacAddress | undefined): void {
    const {ipv6, hardwareAddress} = this.#iface;
    const source = ipv6.sourceFor(target);
    if (source === undefined) return;
    const destination = station === undefined ? solicitedNode(target) : target;
    // An address that is still being checked is not to be learnt by others (RFC 4429 §3.3).
    const sourceMac = ipv6.find(source)?.state === 'optimistic' ? undefined : hardwareAddress;
    const packet = emitNeighbourSolicitation({source, destination, target, sourceMac});
    this.#send(packet, station ?? multicastMac(destination));
  }
}

function isSensible(time: number): boolean {
  return time >= TOLD.shortest && time <= TOLD.longest;
}
