/** IP over Ethernet (RFC 894, RFC 2464): frames around packets, and the station that each next hop is. */
import type {LinkDevice} from '../../link/link-device.ts';
import {LIMITED_BROADCAST, isMulticast} from '../../packet/address.ts';
import {
  ETHERNET_HEADER_LENGTH,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  MAC_BROADCAST,
  type MacAddress,
  isGroupMac,
  readEtherType,
  readMacDestination,
  readMacSource,
  writeEthernetHeader,
} from '../../packet/ethernet.ts';
import {type IpAddress, isIpv6} from '../../packet/ip-address.ts';
import {IPV4_HEADER_LENGTH, readDestination} from '../../packet/ipv4.ts';
import {IPV6_HEADER_LENGTH, readDestination6} from '../../packet/ipv6.ts';
import {isMulticast6, multicastMac} from '../../packet/ipv6-address.ts';
import {Scratch} from '../../packet/scratch.ts';
import type {Clock} from '../../time/clock.ts';
import type {Behaviour} from '../behaviour.ts';
import type {Interface} from '../interface.ts';
import type {SendFault} from '../send-fault.ts';
import {Arp} from './arp.ts';
import type {LinkLayer} from './link-layer.ts';
import {type DiscoveryListener, NeighbourDiscovery} from './neighbour-discovery.ts';
import type {NeighbourActions} from './neighbour.ts';

/** 01:00:5e and the low 23 bits of the group (RFC 1112 §6.4). */
const MULTICAST_MAC = 0x0100_5e00_0000;

/** Told of packets whose station did not answer. */
export interface UnreachableListener {
  unreachable(iface: Interface, packet: Uint8Array): void;
}

export interface Ipv6Listener extends UnreachableListener {
  readonly discovery: DiscoveryListener;
}

/** Who gets the frames of an Ethernet instead of the stack of its host: a bridge that it is a port of. */
export interface FrameTaker {
  /** One whole frame, whoever it is for. It is valid during the call only; the receiver may overwrite it. */
  receive(frame: Uint8Array): void;
  /** The interface has come up or gone down. */
  changed(): void;
}

export class EthernetLink implements LinkLayer {
  readonly arp: Arp;
  readonly discovery: NeighbourDiscovery;
  readonly #iface: Interface;
  readonly #behaviour: Behaviour;
  readonly #device: LinkDevice;
  readonly #frame = new Scratch();
  #addresses: readonly IpAddress[] = [];
  #taker: FrameTaker | undefined;

  /** @param behaviour looked at anew each time */
  constructor(iface: Interface, clock: Clock, behaviour: Behaviour, ipv4: UnreachableListener, ipv6: Ipv6Listener) {
    this.#iface = iface;
    this.#behaviour = behaviour;
    this.#device = iface.device;
    const {arp: times} = behaviour;
    this.arp = new Arp(iface, clock, times, this.#actions(ETHERTYPE_IPV4, ipv4), (payload, destination) => {
      this.#transmit(payload, destination, ETHERTYPE_ARP);
    });
    this.discovery = new NeighbourDiscovery(iface, clock, this.#actions(ETHERTYPE_IPV6, ipv6), ipv6.discovery);
    this.discovery.keepUnused(behaviour.staleFor);
  }

  send(packet: Uint8Array, nextHop: IpAddress): SendFault | undefined {
    const mac = this.#groupMac(nextHop) ?? this.#station(nextHop);
    if (mac !== undefined) return this.#transmit(packet, mac, isIpv6(nextHop) ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
    if (this.#device.linkUp === false) {
      this.#iface.sent.drop('no-carrier');
      return 'no-carrier';
    }
    if (this.#wait(nextHop, packet) === 'waiting') return undefined;
    this.#iface.sent.drop('host-unreachable');
    return 'host-unreachable';
  }

  diverts(frame: Uint8Array): boolean {
    if (!this.#taker) return false;
    const {received} = this.#iface;
    if (frame.length < ETHERNET_HEADER_LENGTH) received.fail('truncated-frame');
    else {
      const station = readMacDestination(frame);
      if (isGroupMac(station) && station !== MAC_BROADCAST) received.multicast++;
      received.pass(frame.length - ETHERNET_HEADER_LENGTH);
      this.#taker.receive(frame);
    }
    return true;
  }

  unwrap(frame: Uint8Array): Uint8Array | undefined {
    const {received} = this.#iface;
    if (frame.length < ETHERNET_HEADER_LENGTH) {
      received.fail('truncated-frame');
      return undefined;
    }
    const station = readMacDestination(frame);
    if (isGroupMac(station)) received.multicast += station === MAC_BROADCAST ? 0 : 1;
    else if (station !== this.#iface.hardwareAddress) {
      // A promiscuous interface hears what is for others as well; nobody behind it has a use for that.
      if (this.#iface.promisc) received.pass(frame.length - ETHERNET_HEADER_LENGTH);
      else received.drop('other-station');
      return undefined;
    }
    const payload = frame.subarray(ETHERNET_HEADER_LENGTH);
    switch (readEtherType(frame)) {
      case ETHERTYPE_IPV4:
        return this.#packet(payload, 4, station);
      case ETHERTYPE_IPV6:
        this.discovery.sender = readMacSource(frame);
        return this.#packet(payload, 6, station);
      case ETHERTYPE_ARP:
        this.arp.receive(payload, readMacSource(frame));
        return undefined;
      default:
        received.drop('unknown-ethertype');
        return undefined;
    }
  }

  changed(): void {
    this.arp.neighbours.times = this.#behaviour.arp;
    this.discovery.keepUnused(this.#behaviour.staleFor);
    if (!this.#iface.up) {
      this.arp.neighbours.flush();
      this.discovery.neighbours.flush();
    }
    if (this.#taker) this.#taker.changed();
    else if (this.#iface.up && this.#iface.arp && this.#behaviour.announces) this.arp.announce();
  }

  setAddresses(addresses: readonly IpAddress[]): void {
    this.#addresses = addresses;
    this.#device.setAddresses(this.#taker ? [] : addresses);
  }

  /**
   * Give all frames that are received to `taker`, and none to the stack; `undefined` gives them to the stack again. The
   * device is told of no addresses meanwhile: nothing that it carries is for them.
   */
  divert(taker: FrameTaker | undefined): void {
    this.#taker = taker;
    this.setAddresses(this.#addresses);
    if (!taker) this.changed();
  }

  /** Send one whole frame as it is, and count it; it may have been overwritten when this returns. */
  sendFrame(frame: Uint8Array): SendFault | undefined {
    const octets = frame.length - ETHERNET_HEADER_LENGTH;
    if (this.#device.transmit(frame) === 'dropped') {
      const fault = this.#device.linkUp === false ? 'no-carrier' : 'queue-full';
      this.#iface.sent.drop(fault);
      return fault;
    }
    this.#iface.sent.pass(octets);
    return undefined;
  }

  /** The packet, if it is of the version that the frame says, and not sent to everybody though meant for one. */
  #packet(payload: Uint8Array, version: 4 | 6, station: MacAddress): Uint8Array | undefined {
    const {received} = this.#iface;
    if (payload.length > 0 && payload[0]! >>> 4 !== version) {
      received.fail('bad-version');
      return undefined;
    }
    if (isGroupMac(station) && this.#isForOne(payload, version)) {
      received.drop('unicast-in-group-frame');
      return undefined;
    }
    return payload;
  }

  #station(nextHop: IpAddress): MacAddress | undefined {
    return isIpv6(nextHop) ? this.discovery.neighbours.lookup(nextHop) : this.arp.neighbours.lookup(nextHop);
  }

  #wait(nextHop: IpAddress, packet: Uint8Array): 'waiting' | 'failed' {
    if (isIpv6(nextHop)) return this.discovery.neighbours.wait(nextHop, packet);
    return this.#iface.arp ? this.arp.neighbours.wait(nextHop, packet) : 'failed';
  }

  #actions(etherType: number, listener: UnreachableListener): Omit<NeighbourActions<IpAddress>, 'request'> {
    const {sent} = this.#iface;
    return {
      send: (packet, mac) => void this.#transmit(packet, mac, etherType),
      unreachable: (packet) => {
        sent.drop('host-unreachable');
        listener.unreachable(this.#iface, packet);
      },
      dropped: (_packet, reason) => sent.drop(reason),
    };
  }

  #transmit(payload: Uint8Array, destination: MacAddress, etherType: number): SendFault | undefined {
    const frame = this.#frame.take(ETHERNET_HEADER_LENGTH + payload.length);
    writeEthernetHeader(frame, {destination, source: this.#iface.hardwareAddress, etherType});
    frame.set(payload, ETHERNET_HEADER_LENGTH);
    return this.sendFrame(frame);
  }

  #groupMac(address: IpAddress): MacAddress | undefined {
    if (isIpv6(address)) return isMulticast6(address) ? multicastMac(address) : undefined;
    if (isMulticast(address)) return MULTICAST_MAC + (address & 0x7f_ffff);
    return address === LIMITED_BROADCAST || this.#iface.isBroadcast(address) ? MAC_BROADCAST : undefined;
  }

  /** RFC 1122 §3.3.6: what everybody got is neither for this host alone, nor to be passed on, nor to be complained about. */
  #isForOne(packet: Uint8Array, version: 4 | 6): boolean {
    if (packet.length < (version === 4 ? IPV4_HEADER_LENGTH : IPV6_HEADER_LENGTH)) return false;
    return this.#groupMac(version === 4 ? readDestination(packet) : readDestination6(packet)) === undefined;
  }
}
