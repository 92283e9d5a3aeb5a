/** Writing messages of neighbour discovery (RFC 4861 §4). Each comes as a whole IPv6 packet, in a new array. */
import {ICMPV6_TYPE, finishIcmpv6} from './icmpv6-types.ts';
import {ALL_ROUTERS, writeIpv6Address, type Ipv6Address} from './ipv6-address.ts';
import {IPV6_HEADER_LENGTH, IPV6_MINIMUM_MTU, NEXT_HEADER, writeIpv6Header} from './ipv6.ts';
import {
  NEIGHBOUR_FIELD,
  NEIGHBOUR_FLAG,
  NEIGHBOUR_HOP_LIMIT,
  NEIGHBOUR_LENGTH,
  ROUTER_FIELD,
  ROUTER_FLAG,
} from './neighbour-layout.ts';
import type {
  NeighbourAdvertisement,
  NeighbourSolicitation,
  Redirect6,
  RouterAdvertisement,
  RouterSolicitation,
} from './neighbour-message.ts';
import {macOption, mtuOption, prefixOption, redirectedOption} from './neighbour-options.ts';
import {writeUint16, writeUint32} from './octets.ts';

/** To all routers. */
export function emitRouterSolicitation(message: Omit<RouterSolicitation, 'type' | 'destination'>): Uint8Array {
  const {source, sourceMac} = message;
  const options = macOption('sourceMac', sourceMac);
  return messagePacket(ICMPV6_TYPE.routerSolicitation, {source, destination: ALL_ROUTERS, options});
}

export function emitRouterAdvertisement(message: Omit<RouterAdvertisement, 'type'>): Uint8Array {
  const {source, destination, sourceMac, mtu, prefixes} = message;
  const options = [...macOption('sourceMac', sourceMac), ...mtuOption(mtu), ...prefixes.map(prefixOption)];
  return messagePacket(ICMPV6_TYPE.routerAdvertisement, {source, destination, options}, (bytes, start) => {
    bytes[start + ROUTER_FIELD.hopLimit] = message.hopLimit;
    bytes[start + ROUTER_FIELD.flags] =
      (message.managed ? ROUTER_FLAG.managed : 0) | (message.other ? ROUTER_FLAG.other : 0);
    writeUint16(bytes, start + ROUTER_FIELD.lifetime, message.lifetime);
    writeUint32(bytes, start + ROUTER_FIELD.reachableTime, message.reachableTime);
    writeUint32(bytes, start + ROUTER_FIELD.retransTimer, message.retransTimer);
  });
}

export function emitNeighbourSolicitation(message: Omit<NeighbourSolicitation, 'type'>): Uint8Array {
  const {source, destination, target, sourceMac} = message;
  const options = macOption('sourceMac', sourceMac);
  return messagePacket(ICMPV6_TYPE.neighbourSolicitation, {source, destination, options}, (bytes, start) => {
    writeIpv6Address(bytes, start + NEIGHBOUR_FIELD.target, target);
  });
}

export function emitNeighbourAdvertisement(message: Omit<NeighbourAdvertisement, 'type'>): Uint8Array {
  const {source, destination, target, router, solicited, override, targetMac} = message;
  const options = macOption('targetMac', targetMac);
  return messagePacket(ICMPV6_TYPE.neighbourAdvertisement, {source, destination, options}, (bytes, start) => {
    bytes[start + NEIGHBOUR_FIELD.flags] =
      (router ? NEIGHBOUR_FLAG.router : 0) |
      (solicited ? NEIGHBOUR_FLAG.solicited : 0) |
      (override ? NEIGHBOUR_FLAG.override : 0);
    writeIpv6Address(bytes, start + NEIGHBOUR_FIELD.target, target);
  });
}

/** As much of `quoted` goes with it as fits into 1280 octets, in units of 8. */
export function emitRedirect(message: Omit<Redirect6, 'type'>): Uint8Array {
  const {source, destination, target, about, targetMac, quoted} = message;
  const mac = macOption('targetMac', targetMac);
  const fixed = IPV6_HEADER_LENGTH + NEIGHBOUR_LENGTH[ICMPV6_TYPE.redirect]!;
  const options = [...mac, ...redirectedOption(quoted, IPV6_MINIMUM_MTU - fixed - lengthOf(mac))];
  return messagePacket(ICMPV6_TYPE.redirect, {source, destination, options}, (bytes, start) => {
    writeIpv6Address(bytes, start + NEIGHBOUR_FIELD.target, target);
    writeIpv6Address(bytes, start + NEIGHBOUR_FIELD.about, about);
  });
}

interface Envelope {
  readonly source: Ipv6Address;
  readonly destination: Ipv6Address;
  readonly options: readonly Uint8Array[];
}

function messagePacket(
  type: number,
  {source, destination, options}: Envelope,
  writeFields?: (bytes: Uint8Array, start: number) => void,
): Uint8Array {
  const start = IPV6_HEADER_LENGTH;
  const payloadLength = NEIGHBOUR_LENGTH[type]! + lengthOf(options);
  const bytes = new Uint8Array(start + payloadLength);
  const header = {payloadLength, nextHeader: NEXT_HEADER.icmpv6, hopLimit: NEIGHBOUR_HOP_LIMIT, source, destination};
  writeIpv6Header(bytes, header);
  bytes[start] = type;
  writeFields?.(bytes, start);
  let at = start + NEIGHBOUR_LENGTH[type]!;
  for (const option of options) {
    bytes.set(option, at);
    at += option.length;
  }
  finishIcmpv6(bytes, start);
  return bytes;
}

function lengthOf(options: readonly Uint8Array[]): number {
  return options.reduce((length, option) => length + option.length, 0);
}
