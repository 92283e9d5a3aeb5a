/** Neighbour discovery of a host (RFC 4861): which message is for whom. */
import type {MacAddress} from '../../packet/ethernet.ts';
import type {Ipv6Address} from '../../packet/ipv6-address.ts';
import {
  type NeighbourMessage,
  type NeighbourSolicitation,
  parseNeighbourMessage,
} from '../../packet/neighbour-discovery.ts';
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
    if (!message) {
      received.fail('bad-neighbour-discovery');
      return;
    }
    const dropped = received.dropped;
    this.#take(iface, message);
    if (received.dropped === dropped) received.pass(packet.length);
  }

  duplicate(iface: Interface, address: Ipv6Address, station: MacAddress | undefined): void {
    this.conflicts.set(address, station);
    this.#addresses.duplicate(iface, address);
  }

  noRouter(iface: Interface, address: Ipv6Address): void {
    this.#routers.forget(iface, address);
  }

  #take(iface: Interface, message: NeighbourMessage): void {
    const ethernet = iface.link instanceof EthernetLink ? iface.link.discovery : undefined;
    switch (message.type) {
      case 'neighbour-solicitation':
        this.#solicited(iface, message);
        break;
      case 'neighbour-advertisement':
        if (ethernet) ethernet.advertised(message);
        else iface.received.drop('not-our-target');
        break;
      case 'router-solicitation':
        if (message.sourceMac !== undefined) ethernet?.neighbours.suggested(message.source, message.sourceMac);
        this.#advertiser.solicited(iface, message.source);
        break;
      case 'router-advertisement':
        this.#routers.advertised(iface, message);
        break;
      case 'redirect':
        this.#routers.redirected(iface, message);
    }
  }

  /** A link without addresses has nobody to look for (as Linux has it of a tun). */
  #solicited(iface: Interface, message: NeighbourSolicitation): void {
    if (iface.link instanceof EthernetLink) iface.link.discovery.solicited(message);
    else iface.received.drop('not-our-target');
  }
}
