import type {LinkDevice} from '../link/link-device.ts';
import {ANY, type Ipv4Address, LIMITED_BROADCAST, broadcastOf, networkOf} from '../packet/address.ts';
import type {MacAddress} from '../packet/ethernet.ts';
import {BareLink, type LinkLayer} from './link-layer/link-layer.ts';
import {Ipv6Interface} from './ipv6/ipv6-interface.ts';
import {Traffic} from './traffic.ts';

export interface InterfaceAddress {
  readonly local: Ipv4Address;
  readonly prefixLength: number;
  /** The other end of a point-to-point interface. */
  readonly peer?: Ipv4Address;
  /** Where it differs from the last address of the network; 0: that one, but nothing is said of it. */
  readonly broadcast?: Ipv4Address;
  /** The name it goes by, where that is not the interface's: `eth0:1`. */
  readonly label?: string;
  /** How far it is known, where the address does not say so itself. */
  readonly scope?: AddressScope;
}

export type AddressScope = 'host' | 'link' | 'global';

export type InterfaceFlag =
  | 'UP'
  | 'LOWER_UP'
  | 'BROADCAST'
  | 'LOOPBACK'
  | 'POINTOPOINT'
  | 'NOARP'
  | 'PROMISC'
  | 'ALLMULTI'
  | 'NOTRAILERS'
  | 'DYNAMIC'
  | 'AUTOMEDIA';

/** What can be said of an interface that nothing here goes by. */
export interface InterfaceMarks {
  readonly allmulti: boolean;
  readonly multicast: boolean;
  readonly trailers: boolean;
  readonly dynamic: boolean;
  readonly automedia: boolean;
}

const NO_MARKS: InterfaceMarks = {
  allmulti: false,
  multicast: true,
  trailers: true,
  dynamic: false,
  automedia: false,
};

/** One of a host's interfaces: what is configured, over the device that carries its frames. */
export class Interface {
  /** From 1, never used again. */
  readonly index: number;
  readonly device: LinkDevice;
  addresses: readonly InterfaceAddress[] = [];
  up = false;
  /** Whether it has been up, now or before. */
  beenUp = false;
  promisc = false;
  marks = NO_MARKS;
  /** Packets that are said to have room, where none waits in the device. */
  queueLength: number | undefined;
  arp = true;
  mtu: number;
  metric = 0;
  /** Of a station on an Ethernet; 0 elsewhere. */
  hardwareAddress: MacAddress = 0;
  /** Set by whoever attaches the interface to a host. */
  link: LinkLayer;
  /** Takes the data of what comes for the port of DHCP clients, to whatever address: who waits for one has none. */
  dhcp: ((data: Uint8Array) => void) | undefined;
  readonly ipv6 = new Ipv6Interface();
  readonly received = new Traffic();
  readonly sent = new Traffic();

  constructor(index: number, device: LinkDevice) {
    this.index = index;
    this.device = device;
    this.mtu = device.mtu.initial;
    this.link = new BareLink(this);
  }

  get name(): string {
    return this.device.name;
  }

  /** Whether frames can be meant for all stations at once. */
  get broadcasts(): boolean {
    return this.device.medium === 'ethernet' || this.addresses.some(({broadcast = ANY}) => broadcast !== ANY);
  }

  get flags(): readonly InterfaceFlag[] {
    const {medium} = this.device;
    const flags: [InterfaceFlag, boolean][] = [
      ['UP', this.up],
      ['BROADCAST', this.broadcasts],
      ['LOOPBACK', medium === 'loopback'],
      ['POINTOPOINT', medium === 'point-to-point'],
      ['NOARP', !this.arp],
      ['PROMISC', this.promisc],
      ['ALLMULTI', this.marks.allmulti],
      ['NOTRAILERS', !this.marks.trailers],
      ['DYNAMIC', this.marks.dynamic],
      ['AUTOMEDIA', this.marks.automedia],
      ['LOWER_UP', this.device.linkUp ?? true],
    ];
    return flags.filter(([, set]) => set).map(([flag]) => flag);
  }

  /** The broadcast address that goes with one of the addresses, where the interface broadcasts at all. */
  broadcastFor(address: InterfaceAddress): Ipv4Address | undefined {
    return address.broadcast === ANY ? undefined : this.#broadcastOf(address);
  }

  #broadcastOf(address: InterfaceAddress): Ipv4Address | undefined {
    if (!this.broadcasts) return undefined;
    if (address.broadcast !== undefined && address.broadcast !== ANY) return address.broadcast;
    // RFC 3021: a network of two addresses has none to spare, and one of one address is that address.
    return address.prefixLength < 31 ? broadcastOf(address.local, address.prefixLength) : undefined;
  }

  /** Whether a packet to `destination` is for everybody on this interface's network. */
  isBroadcast(destination: Ipv4Address): boolean {
    if (!this.broadcasts) return false;
    return (
      destination === LIMITED_BROADCAST || this.addresses.some((address) => this.#broadcastOf(address) === destination)
    );
  }

  /** Whether an address is of a network that this interface is connected to. */
  isOnLink(address: Ipv4Address): boolean {
    return this.addresses.some(
      ({local, prefixLength, peer}) =>
        peer === address || networkOf(local, prefixLength) === networkOf(address, prefixLength),
    );
  }

  /** Whether two addresses are of one network that this interface is connected to. */
  haveOneNetwork(one: Ipv4Address, other: Ipv4Address): boolean {
    return this.addresses.some(({local, prefixLength}) => {
      const network = networkOf(local, prefixLength);
      return networkOf(one, prefixLength) === network && networkOf(other, prefixLength) === network;
    });
  }

  /** The address to send from toward `nextHop`: one of the same network if there is one, else the first. */
  sourceFor(nextHop: Ipv4Address): Ipv4Address | undefined {
    const near = this.addresses.find(
      ({local, prefixLength, peer}) =>
        peer === nextHop || networkOf(local, prefixLength) === networkOf(nextHop, prefixLength),
    );
    return (near ?? this.addresses[0])?.local;
  }
}
