/** IP over Ethernet (RFC 894): frames around packets, and ARP (RFC 826) to find the station that has an address. */
import type {LinkDevice} from '../../link/link-device.ts';
import {type Ipv4Address, LIMITED_BROADCAST, isMulticast} from '../../packet/address.ts';
import {type ArpPacket, emitArp, parseArp} from '../../packet/arp.ts';
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
import {IPV4_HEADER_LENGTH, readDestination} from '../../packet/ipv4.ts';
import type {Clock} from '../../time/clock.ts';
import type {Interface} from '../interface.ts';
import type {LinkLayer} from './link-layer.ts';
import {NeighbourTable} from './neighbour-table.ts';
import type {SendFault} from '../send-fault.ts';

/** 01:00:5e and the low 23 bits of the group (RFC 1112 §6.4). */
const MULTICAST_MAC = 0x0100_5e00_0000;
const LONGEST_FRAME = ETHERNET_HEADER_LENGTH + 65_535;

/** Who gets the frames of an Ethernet instead of the stack of its host: a bridge that it is a port of. */
export interface FrameTaker {
  /** One whole frame, whoever it is for. It is valid during the call only; the receiver may overwrite it. */
  receive(frame: Uint8Array): void;
  /** The interface has come up or gone down. */
  changed(): void;
}

export class EthernetLink implements LinkLayer {
  readonly neighbours: NeighbourTable;
  /** Stations that were heard using an address of this interface: a fault of the network that one should know of. */
  readonly conflicts = new Map<Ipv4Address, MacAddress>();
  readonly #iface: Interface;
  readonly #device: LinkDevice;
  readonly #frame = new Uint8Array(LONGEST_FRAME);
  #taker: FrameTaker | undefined;

  /** @param unreachable told of packets whose station did not answer */
  constructor(iface: Interface, clock: Clock, unreachable: (packet: Uint8Array) => void) {
    this.#iface = iface;
    this.#device = iface.device;
    this.neighbours = new NeighbourTable(clock, {
      request: (address) => this.#request(address, this.#senderFor(address)),
      send: (packet, mac) => void this.#transmit(packet, mac, ETHERTYPE_IPV4),
      unreachable: (packet) => {
        this.#iface.sent.drop('host-unreachable');
        unreachable(packet);
      },
      dropped: (_packet, reason) => this.#iface.sent.drop(reason),
    });
  }

  send(packet: Uint8Array, nextHop: Ipv4Address): SendFault | undefined {
    const mac = this.#groupMac(nextHop) ?? this.neighbours.lookup(nextHop);
    if (mac !== undefined) return this.#transmit(packet, mac, ETHERTYPE_IPV4);
    if (this.#device.linkUp === false) {
      this.#iface.sent.drop('no-carrier');
      return 'no-carrier';
    }
    if (this.#iface.arp && this.neighbours.wait(nextHop, packet) === 'waiting') return undefined;
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
        if (isGroupMac(station) && this.#isForOne(payload)) {
          received.drop('unicast-in-group-frame');
          return undefined;
        }
        return payload;
      case ETHERTYPE_IPV6:
        received.drop('ipv6-not-supported');
        return undefined;
      case ETHERTYPE_ARP:
        this.#arp(payload, readMacSource(frame));
        return undefined;
      default:
        received.drop('unknown-ethertype');
        return undefined;
    }
  }

  /** Tell everybody on the segment which addresses are here (RFC 5227 §2.3), and forget whom one had heard of. */
  changed(): void {
    if (!this.#iface.up) this.neighbours.flush();
    if (this.#taker) {
      this.#device.setAddresses([]);
      this.#taker.changed();
    } else if (this.#iface.up && this.#iface.arp)
      for (const {local} of this.#iface.addresses) this.#request(local, local);
  }

  /**
   * Give all frames that are received to `taker`, and none to the stack; `undefined` gives them to the stack again. The
   * device is told of no addresses meanwhile: nothing that it carries is for them.
   */
  divert(taker: FrameTaker | undefined): void {
    this.#taker = taker;
    this.#device.setAddresses(taker ? [] : this.#iface.addresses.map(({local}) => local));
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

  /** RFC 826, "Packet Reception". */
  #arp(payload: Uint8Array, from: MacAddress): void {
    const {received, hardwareAddress, arp} = this.#iface;
    const packet = parseArp(payload);
    if (!packet || packet.senderMac !== from || isGroupMac(packet.senderMac)) {
      received.fail('bad-arp');
      return;
    }
    if (!arp) {
      received.drop('arp-disabled');
      return;
    }
    received.pass(payload.length);
    const {senderAddress, senderMac, targetAddress} = packet;
    if (this.#isOwn(senderAddress)) {
      if (senderMac !== hardwareAddress) this.conflicts.set(senderAddress, senderMac);
      return;
    }
    const forUs = this.#isOwn(targetAddress) || this.neighbours.get(targetAddress)?.proxy === true;
    // Address 0: a station that asks whether an address is free (RFC 5227 §2.1.1) has none to be remembered.
    if (senderAddress !== 0) this.neighbours.heard(senderAddress, senderMac, forUs);
    if (forUs && packet.operation === 'request') {
      this.#sendArp(senderMac, {
        operation: 'reply',
        senderMac: hardwareAddress,
        senderAddress: targetAddress,
        targetMac: senderMac,
        targetAddress: senderAddress,
      });
    }
  }

  #request(targetAddress: Ipv4Address, senderAddress: Ipv4Address): void {
    const senderMac = this.#iface.hardwareAddress;
    this.#sendArp(MAC_BROADCAST, {operation: 'request', senderMac, senderAddress, targetMac: 0, targetAddress});
  }

  #sendArp(destination: MacAddress, packet: ArpPacket): void {
    this.#transmit(emitArp(packet), destination, ETHERTYPE_ARP);
  }

  #transmit(payload: Uint8Array, destination: MacAddress, etherType: number): SendFault | undefined {
    const frame = this.#frame.subarray(0, ETHERNET_HEADER_LENGTH + payload.length);
    writeEthernetHeader(frame, {destination, source: this.#iface.hardwareAddress, etherType});
    frame.set(payload, ETHERNET_HEADER_LENGTH);
    return this.sendFrame(frame);
  }

  #groupMac(address: Ipv4Address): MacAddress | undefined {
    if (isMulticast(address)) return MULTICAST_MAC + (address & 0x7f_ffff);
    return address === LIMITED_BROADCAST || this.#iface.isBroadcast(address) ? MAC_BROADCAST : undefined;
  }

  /** RFC 1122 §3.3.6: what everybody got is neither for this host alone, nor to be passed on, nor to be complained about. */
  #isForOne(packet: Uint8Array): boolean {
    if (packet.length < IPV4_HEADER_LENGTH) return false;
    return this.#groupMac(readDestination(packet)) === undefined;
  }

  #isOwn(address: Ipv4Address): boolean {
    return this.#iface.addresses.some(({local}) => local === address);
  }

  #senderFor(target: Ipv4Address): Ipv4Address {
    return this.#iface.sourceFor(target) ?? 0;
  }
}
