/** Where systems differ in what their stacks do; a host has one of these. */
import type {Personality} from '../names.ts';

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
  /** Whether a new tun says that it resolves addresses; that it does not is told as NOARP. */
  readonly tunResolves: boolean;
  /** MTU of the loopback interface, in octets. */
  readonly loopbackMtu: number;
  /** Whether the loopback interface has the address fe80::1 besides ::1. */
  readonly loopbackOnLink: boolean;
  /** Whether an address with another end also brings a route to the network of its mask. */
  readonly peerNetwork: boolean;
  /** How long ARP believes what it heard, in ms. */
  readonly arpReachableFor: number;
  /** Packets that each queue of a new device holds. */
  readonly queuePackets: Readonly<Record<'tun' | 'tap', number>>;
  /** Whether the host's own address on a tunnel, as a gateway, stands for the tunnel. */
  readonly ownGateways: boolean;
}

/** Haiku: the IPv4 module's constant TTL; errors quote the 64 bits that RFC 792 asks for. */
export const HAIKU: Behaviour = {
  ttl: 254,
  hopLimit: 64,
  quotedOctets: 8,
  errorTos: 0,
  recordsSent: false,
  atomicIdIsZero: false,
  believesAnyMtu: false,
  tunnelMtu: 1514,
  tunResolves: true,
  loopbackMtu: 65_536,
  loopbackOnLink: false,
  peerNetwork: true,
  arpReachableFor: 30 * 60_000,
  queuePackets: {tun: 500, tap: 500},
  ownGateways: false,
};

/** Linux 6: errors quote as much as fits. */
const LINUX: Behaviour = {
  ttl: 64,
  hopLimit: 64,
  quotedOctets: 576,
  errorTos: 0xc0,
  recordsSent: true,
  atomicIdIsZero: true,
  believesAnyMtu: true,
  tunnelMtu: 1500,
  tunResolves: false,
  loopbackMtu: 65_536,
  loopbackOnLink: false,
  peerNetwork: true,
  arpReachableFor: 30 * 60_000,
  queuePackets: {tun: 500, tap: 1000},
  ownGateways: false,
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
  tunnelMtu: 1500,
  tunResolves: true,
  loopbackMtu: 16_384,
  loopbackOnLink: true,
  peerNetwork: false,
  arpReachableFor: 20 * 60_000,
  queuePackets: {tun: 500, tap: 500},
  ownGateways: true,
};

export const BEHAVIOURS: Readonly<Record<Personality, Behaviour>> = {haiku: HAIKU, linux: LINUX, bsd: BSD};
