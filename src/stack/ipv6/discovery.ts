/** Neighbour discovery of a host (RFC 4861): which message is for whom. */
import {type MacAddress, isGroupMac} from '../../packet/ethernet.ts';
import type {Ipv6Address} from '../../packet/ipv6-address.ts';
import {type NeighbourMessage, parseNeighbourMessage} from '../../packet/neighbour-discovery.ts';
import type {Interface} from '../interface.ts';
import {EthernetLink} from '../link-layer/ethernet-link.ts';
import type {DiscoveryListener} from '../link-layer/neighbour-discovery.ts';
import type {HostSettings} from '../settings.ts';
import type {AddressConfiguration} from './address-configuration.ts';
import type {RouterAdvertiser} from './router-advertiser.ts';
import type {RouterDiscovery} from './router-discovery.ts';

export class Discovery implements DiscoveryListener {
  /** Stations that use an address of this host: a fault of the network that one should know of. */
  readonly conflicts = new Map<Ipv6Address, MacAddress | undefined>();
  readonly #settings: HostSettings;
  readonly #addresses: AddressConfiguration;
  readonly #routers: RouterDiscovery;
  readonly #advertiser: RouterAdvertiser;

  constructor(
    settings: HostSettings,
    addresses: AddressConfiguration,
    routers: RouterDiscovery,
    advertiser: RouterAdvertiser,
  ) {
    this.#settings = settings;
    this.#addresses = addresses;
    this.#routers = routers;
    this.#advertiser = advertiser;
  }

  get isRouter(): boolean {
    return this.#settings.ipv6Forwarding;
  }

  /** A packet for this host with a message of neighbour discovery at `start`, its checksum right. */
  receive(iface: Interface, packet: Uint8Array, start: number): void {
    const {received} = iface;
    const message = parseNeighbourMessage(packet, start);
    if (!message || tellsGroup(message)) {
      received.fail('bad-neighbour-discovery');
      return;
    }
    const refusal = this.#take(iface, message);
    if (refusal === undefined) received.pass(packet.length);
    else received.drop(refusal);
  }

  duplicate(iface: Interface, address: Ipv6Address, station: MacAddress | undefined): void {
    this.conflicts.set(address, station);
    this.#addresses.duplicate(iface, address);
  }

  noRouter(iface: Interface, address: Ipv6Address): void {
    this.#routers.forget(iface, address);
  }

  /** @returns why it goes no further */
  #take(iface: Interface, message: NeighbourMessage): string | undefined {
    // A link without addresses has nobody to look for (as Linux has it of a tun).
    const ethernet = iface.link instanceof EthernetLink ? iface.link.discovery : undefined;
    switch (message.type) {
      case 'neighbour-solicitation':
        return ethernet ? ethernet.solicited(message) : 'not-our-target';
      case 'neighbour-advertisement':
        if (!ethernet) return 'not-our-target';
        ethernet.advertised(message);
        return undefined;
      case 'router-solicitation':
        if (!this.#advertiser.advertisesBy(iface)) return 'not-a-router';
        ethernet?.suggested(message.source, message.sourceMac, false);
        this.#advertiser.solicited(iface, message.source);
        return undefined;
      case 'router-advertisement':
        return this.#routers.advertised(iface, message);
      case 'redirect':
        return this.#routers.redirected(iface, message);
    }
  }
}

/** Whether it would have packets for one station sent to many. */
function tellsGroup(message: NeighbourMessage): boolean {
  const mac =
    message.type === 'neighbour-advertisement' || message.type === 'redirect' ? message.targetMac : message.sourceMac;
  return mac !== undefined && isGroupMac(mac);
}
