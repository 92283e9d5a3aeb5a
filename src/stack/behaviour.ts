/** Where systems differ in what their stacks do; a host has one of these. */
import type {Personality} from '../names.ts';
import type {NeighbourTimes} from './link-layer/neighbour.ts';

export interface Behaviour {
  /** TTL of what the host sends by itself. */
  readonly ttl: number;
  /** The same of IPv6. */
  readonly hopLimit: number;
  /** Octets of the offending packet's data that an ICMP error quotes behind its IP header, if they fit into 576. */
  readonly quotedOctets: number;
  /** Type of service of ICMP errors: 0xc0 is the precedence "internetwork control" (RFC 1812 §4.3.2.5). */
  readonly errorTos: number;
  /** Whether it writes its address and time into the IP options of what it sends too, not only of what it gets. */
  readonly recordsSent: boolean;
  /** Whether a packet that must not be fragmented has no identification (RFC 6864 §4.1), and so 0. */
  readonly atomicIdIsZero: boolean;
  /** Whether a router's word on a path counts even where the packet would have fitted. */
  readonly believesAnyMtu: boolean;
  /** MTU of a new tun or tap, in octets. */
  readonly tunnelMtu: number;
  /** Whether a new tap says that it hears all groups; that is told as ALLMULTI, and any tap hears them. */
  readonly tapHearsGroups: boolean;
  /** Whether a new tun says that it resolves addresses; that it does not is told as NOARP. */
  readonly tunResolves: boolean;
  /** MTU of the loopback interface, in octets. */
  readonly loopbackMtu: number;
  /** Whether the loopback interface has the address fe80::1 besides ::1. */
  readonly loopbackOnLink: boolean;
  /** Whether an address with another end also brings a route to the network of its mask. */
  readonly peerNetwork: boolean;
  /** Packets that each queue of a new device holds. */
  readonly queuePackets: Readonly<Record<'tun' | 'tap', number>>;
  /** Whether an address of the host's own, as a gateway, stands for its interface. */
  readonly ownGateways: boolean;
  /** Whether the last address of a network may be a gateway. */
  readonly broadcastGateways: boolean;
  /** Whether what is for an own address of the host goes by its loopback, also while the address's interface is down. */
  readonly ownByLoopback: boolean;
  /** Whether of several routes that are as good the newest is used, and what an address has brought may be typed too. */
  readonly newestRoute: boolean;
  /** Whether an address brings one route besides that to itself: to its network, if that is not 0, or else to its peer. */
  readonly oneNetworkRoute: boolean;
  /** Whether an address may have another end on an Ethernet too. */
  readonly peersOnEthernet: boolean;
  /** Whether an interface may have the address of everybody, 255.255.255.255. */
  readonly broadcastAddresses: boolean;
  /** Whether an address takes those of the same network with it that came after it. */
  readonly secondaryAddresses: boolean;
  /** Whether IPv4 routes go with the last address of their interface, also when another takes its place. */
  readonly routesNeedAddress: boolean;
  /** Whether of IPv6 addresses that the rules like equally well the newest is sent from, not the oldest. */
  readonly newestSource: boolean;
  /** Whether an interface that goes down, or has an MTU too small for IPv6, forgets its IPv6 addresses. */
  readonly forgetsIpv6: boolean;
  /** Whether an Ethernet that comes up, or has another address, tells its neighbours so. */
  readonly announces: boolean;
  /** Whether a sender is told that a queue was full. */
  readonly tellsFullQueue: boolean;
  /**
   * Whether an interface counts what its device carries: packets when an application has read them, Ethernet headers too,
   * and as dropped only what the device has dropped.
   */
  readonly countsInDevice: boolean;
  /** How long a neighbour of IPv6 is kept that nobody uses, in ms; `undefined`: for good. */
  readonly staleFor: number | undefined;
  /** How long ARP asks, and remembers. */
  readonly arp: NeighbourTimes;
}

const HALF_AN_HOUR = 30 * 60_000;
/** `net.link.ether.inet.max_age`. */
const TWENTY_MINUTES = 20 * 60_000;
/** `net.inet6.icmp6.nd6_gctimer`. */
const ONE_DAY = 24 * 60 * 60_000;
/** Haiku's. */
const ASK_FIVE_TIMES: NeighbourTimes = {interval: 1000, requests: 5, failedFor: 20_000, reachableFor: HALF_AN_HOUR};

/** Haiku: the IPv4 module's constant TTL; errors quote the 64 bits that RFC 792 asks for. */
export const HAIKU: Behaviour = {
  ttl: 254,
  hopLimit: 64,
  quotedOctets: 8,
  errorTos: 0,
  recordsSent: false,
  atomicIdIsZero: false,
  believesAnyMtu: false,
  tapHearsGroups: true,
  tunnelMtu: 1514,
  tunResolves: true,
  loopbackMtu: 65_536,
  loopbackOnLink: false,
  peerNetwork: true,
  queuePackets: {tun: 500, tap: 500},
  ownGateways: false,
  broadcastGateways: true,
  ownByLoopback: false,
  newestRoute: false,
  oneNetworkRoute: false,
  peersOnEthernet: false,
  broadcastAddresses: false,
  secondaryAddresses: false,
  routesNeedAddress: false,
  newestSource: false,
  forgetsIpv6: false,
  announces: true,
  tellsFullQueue: true,
  countsInDevice: false,
  staleFor: undefined,
  arp: ASK_FIVE_TIMES,
};

/** Linux asks anew for one that did not answer as soon as somebody wants it. */
const ASK_THREE_TIMES: NeighbourTimes = {...ASK_FIVE_TIMES, requests: 3, asksAnew: true};

/** Linux 6: errors quote as much as fits. */
const LINUX: Behaviour = {
  ttl: 64,
  hopLimit: 64,
  quotedOctets: 576,
  errorTos: 0xc0,
  recordsSent: true,
  atomicIdIsZero: true,
  believesAnyMtu: true,
  tapHearsGroups: false,
  tunnelMtu: 1500,
  tunResolves: false,
  loopbackMtu: 65_536,
  loopbackOnLink: false,
  peerNetwork: true,
  queuePackets: {tun: 500, tap: 1000},
  ownGateways: true,
  broadcastGateways: false,
  ownByLoopback: true,
  newestRoute: true,
  oneNetworkRoute: true,
  peersOnEthernet: true,
  broadcastAddresses: true,
  secondaryAddresses: true,
  routesNeedAddress: true,
  newestSource: true,
  forgetsIpv6: true,
  announces: false,
  tellsFullQueue: false,
  countsInDevice: true,
  staleFor: undefined,
  arp: ASK_THREE_TIMES,
};

/** FreeBSD, whose `net.inet.icmp.quotelen` is 8. */
const BSD: Behaviour = {
  ttl: 64,
  hopLimit: 64,
  quotedOctets: 8,
  errorTos: 0,
  recordsSent: false,
  atomicIdIsZero: false,
  believesAnyMtu: false,
  tapHearsGroups: false,
  tunnelMtu: 1500,
  tunResolves: true,
  loopbackMtu: 16_384,
  loopbackOnLink: true,
  peerNetwork: false,
  queuePackets: {tun: 500, tap: 500},
  ownGateways: true,
  broadcastGateways: true,
  ownByLoopback: false,
  newestRoute: false,
  oneNetworkRoute: false,
  peersOnEthernet: false,
  broadcastAddresses: false,
  secondaryAddresses: false,
  routesNeedAddress: false,
  newestSource: false,
  forgetsIpv6: false,
  announces: true,
  tellsFullQueue: true,
  countsInDevice: false,
  staleFor: ONE_DAY,
  arp: {...ASK_FIVE_TIMES, reachableFor: TWENTY_MINUTES},
};

export const BEHAVIOURS: Readonly<Record<Personality, Behaviour>> = {haiku: HAIKU, linux: LINUX, bsd: BSD};
