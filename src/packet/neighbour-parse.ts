/** Reading messages of neighbour discovery, and what makes one invalid (RFC 4861 §6.1, §7.1, §8.1). */
import {ICMP_FIELD} from './icmpv4-types.ts';
import {ICMPV6_TYPE} from './icmpv6-types.ts';
import {
  UNSPECIFIED,
  isLinkLocal6,
  isMulticast6,
  isSolicitedNode,
  readIpv6Address,
  type Ipv6Address,
} from './ipv6-address.ts';
import {readDestination6, readHopLimit, readSource6, readTotalLength6} from './ipv6.ts';
import type {NeighbourMessage} from './neighbour-message.ts';
import {parseNeighbourOptions, type NeighbourOptions} from './neighbour-options.ts';
import {
  NEIGHBOUR_FIELD,
  NEIGHBOUR_FLAG,
  NEIGHBOUR_HOP_LIMIT,
  NEIGHBOUR_LENGTH,
  ROUTER_FIELD,
  ROUTER_FLAG,
} from './neighbour-layout.ts';
import {readUint16, readUint32} from './octets.ts';

/** Where a message is, and what all of them have. */
interface Message {
  readonly packet: Uint8Array;
  /** In octets from the start of the packet. */
  readonly start: number;
  readonly source: Ipv6Address;
  readonly destination: Ipv6Address;
  readonly options: NeighbourOptions;
}

/**
 * The message at `start` of a packet free of IPv6 faults, whose message is free of ICMPv6 faults: the checksum is not looked
 * at again. `undefined` for other types of ICMPv6 and for what RFC 4861 has a receiver discard: a hop limit below 255, a
 * code, lengths, options and addresses that do not fit. That it came in fragments (RFC 6980) the caller knows.
 */
export function parseNeighbourMessage(packet: Uint8Array, start: number): NeighbourMessage | undefined {
  const end = readTotalLength6(packet);
  const fixed = NEIGHBOUR_LENGTH[packet[start]!];
  if (fixed === undefined || start + fixed > end) return undefined;
  if (readHopLimit(packet) !== NEIGHBOUR_HOP_LIMIT || packet[start + ICMP_FIELD.code] !== 0) return undefined;
  const options = parseNeighbourOptions(packet, start + fixed, end);
  if (!options) return undefined;
  const message = {packet, start, source: readSource6(packet), destination: readDestination6(packet), options};
  return READERS[packet[start]!]!(message);
}

const READERS: Readonly<Record<number, (message: Message) => NeighbourMessage | undefined>> = {
  [ICMPV6_TYPE.routerSolicitation]: routerSolicitation,
  [ICMPV6_TYPE.routerAdvertisement]: routerAdvertisement,
  [ICMPV6_TYPE.neighbourSolicitation]: neighbourSolicitation,
  [ICMPV6_TYPE.neighbourAdvertisement]: neighbourAdvertisement,
  [ICMPV6_TYPE.redirect]: redirect,
};

function routerSolicitation({source, destination, options: {sourceMac}}: Message): NeighbourMessage | undefined {
  if (source === UNSPECIFIED && sourceMac !== undefined) return undefined;
  return {type: 'router-solicitation', source, destination, sourceMac};
}

function routerAdvertisement({packet, start, source, destination, options}: Message): NeighbourMessage | undefined {
  if (!isLinkLocal6(source)) return undefined;
  const flags = packet[start + ROUTER_FIELD.flags]!;
  return {
    type: 'router-advertisement',
    source,
    destination,
    hopLimit: packet[start + ROUTER_FIELD.hopLimit]!,
    managed: (flags & ROUTER_FLAG.managed) !== 0,
    other: (flags & ROUTER_FLAG.other) !== 0,
    lifetime: readUint16(packet, start + ROUTER_FIELD.lifetime),
    reachableTime: readUint32(packet, start + ROUTER_FIELD.reachableTime),
    retransTimer: readUint32(packet, start + ROUTER_FIELD.retransTimer),
    sourceMac: options.sourceMac,
    mtu: options.mtu,
    prefixes: options.prefixes,
  };
}

function neighbourSolicitation({packet, start, source, destination, options}: Message): NeighbourMessage | undefined {
  const target = readIpv6Address(packet, start + NEIGHBOUR_FIELD.target);
  const {sourceMac} = options;
  if (isMulticast6(target)) return undefined;
  // Who has no address yet asks whether anybody else has it, and can not be answered in person.
  if (source === UNSPECIFIED && (!isSolicitedNode(destination) || sourceMac !== undefined)) return undefined;
  return {type: 'neighbour-solicitation', source, destination, target, sourceMac};
}

function neighbourAdvertisement({packet, start, source, destination, options}: Message): NeighbourMessage | undefined {
  const target = readIpv6Address(packet, start + NEIGHBOUR_FIELD.target);
  const flags = packet[start + NEIGHBOUR_FIELD.flags]!;
  const solicited = (flags & NEIGHBOUR_FLAG.solicited) !== 0;
  if (isMulticast6(target) || (solicited && isMulticast6(destination))) return undefined;
  return {
    type: 'neighbour-advertisement',
    source,
    destination,
    target,
    router: (flags & NEIGHBOUR_FLAG.router) !== 0,
    solicited,
    override: (flags & NEIGHBOUR_FLAG.override) !== 0,
    targetMac: options.targetMac,
  };
}

function redirect({packet, start, source, destination, options}: Message): NeighbourMessage | undefined {
  const target = readIpv6Address(packet, start + NEIGHBOUR_FIELD.target);
  const about = readIpv6Address(packet, start + NEIGHBOUR_FIELD.about);
  if (!isLinkLocal6(source) || isMulticast6(about)) return undefined;
  // A router is told by its link-local address; else it is the destination itself that is near.
  if (!isLinkLocal6(target) && target !== about) return undefined;
  const {targetMac, quoted} = options;
  return {type: 'redirect', source, destination, target, about, targetMac, quoted};
}
