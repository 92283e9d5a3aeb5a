/** ARP on one interface: the stations that have IPv4 addresses (RFC 826), and what is told about the own ones. */
import {type Ipv4Address} from '../../packet/address.ts';
import {type ArpPacket, emitArp, parseArp} from '../../packet/arp.ts';
import {MAC_BROADCAST, type MacAddress, isGroupMac} from '../../packet/ethernet.ts';
import type {Clock} from '../../time/clock.ts';
import type {Interface} from '../interface.ts';
import type {NeighbourActions, NeighbourTimes} from './neighbour.ts';
import {NeighbourTable} from './neighbour-table.ts';

export class Arp {
  readonly neighbours: NeighbourTable<Ipv4Address>;
  /** Stations that were heard using an address of this interface: a fault of the network that one should know of. */
  readonly conflicts = new Map<Ipv4Address, MacAddress>();
  readonly #iface: Interface;
  readonly #transmit: (payload: Uint8Array, destination: MacAddress) => void;

  /** @param transmit puts an ARP packet into a frame */
  constructor(
    iface: Interface,
    clock: Clock,
    times: NeighbourTimes,
    actions: Omit<NeighbourActions<Ipv4Address>, 'request'>,
    transmit: (payload: Uint8Array, destination: MacAddress) => void,
  ) {
    this.#iface = iface;
    this.#transmit = transmit;
    this.neighbours = new NeighbourTable(clock, times, {
      ...actions,
      request: (address) => this.#request(address, iface.sourceFor(address) ?? 0),
    });
  }

  /** Tell everybody on the segment which addresses are here (RFC 5227 §2.3). */
  announce(): void {
    for (const {local} of this.#iface.addresses) this.#request(local, local);
  }

  /** RFC 826, "Packet Reception". @param from the sender of the frame */
  receive(payload: Uint8Array, from: MacAddress): void {
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
      this.#send(senderMac, {
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
    this.#send(MAC_BROADCAST, {operation: 'request', senderMac, senderAddress, targetMac: 0, targetAddress});
  }

  #send(destination: MacAddress, packet: ArpPacket): void {
    this.#transmit(emitArp(packet), destination);
  }

  #isOwn(address: Ipv4Address): boolean {
    return this.#iface.addresses.some(({local}) => local === address);
  }
}
