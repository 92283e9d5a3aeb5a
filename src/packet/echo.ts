/** The peer that answers pings: the shortest useful application of a device node. */
import {ETHERTYPE_IPV4, ETHERTYPE_IPV6, swapMacs} from './ethernet.ts';
import {ICMP_FIELD, ICMP_TYPE, icmpv4Fault, isSingleHost, turnEchoIntoReply} from './icmpv4.ts';
import {ICMPV6_TYPE, icmpv6Fault, turnEchoIntoReply6} from './icmpv6.ts';
import {
  IP_PROTOCOL,
  ipv4Fault,
  isFragment,
  readDestination,
  readHeaderLength,
  readProtocol,
  readTotalLength,
  setTtl,
} from './ipv4.ts';
import {UNSPECIFIED, isMulticast6, type Ipv6Address} from './ipv6-address.ts';
import {walkExtensions} from './ipv6-extension.ts';
import {NEXT_HEADER, ipv6Fault, readDestination6, readSource6, readTotalLength6, setHopLimit} from './ipv6.ts';
import {LINK_HEADER_LENGTH, packetType, type LinkHeader} from './link-header.ts';

/** The TTL of hosts that follow RFC 1700, and the hop limit as well. */
const DEFAULT_TTL = 64;

/**
 * What a peer that answers pings writes back for a frame it read from a device: a copy, with the same link header and
 * identification, cut to the packet's total length. `undefined` for anything but a whole valid echo request of ICMP or
 * ICMPv6 to one single host (RFC 1122 §3.2.2.6, RFC 4443 §4.2). `ttl` is the hop limit as well. Never throws.
 */
export function echoReply(frame: Uint8Array, header: LinkHeader, ttl = DEFAULT_TTL): Uint8Array | undefined {
  const linkLength = LINK_HEADER_LENGTH[header];
  const answer = replyOf(frame.subarray(linkLength), packetType(frame, header), ttl);
  if (!answer) return undefined;
  const reply = new Uint8Array(linkLength + answer.length);
  reply.set(frame.subarray(0, linkLength));
  reply.set(answer, linkLength);
  if (header === 'ethernet') swapMacs(reply);
  return reply;
}

function replyOf(packet: Uint8Array, type: number | undefined, ttl: number): Uint8Array | undefined {
  if (type === ETHERTYPE_IPV4) return replyOf4(packet, ttl);
  return type === ETHERTYPE_IPV6 ? replyOf6(packet, ttl) : undefined;
}

function replyOf4(packet: Uint8Array, ttl: number): Uint8Array | undefined {
  if (ipv4Fault(packet) || !isEchoRequest(packet)) return undefined;
  // Not `slice`: that of a Buffer, which is what sockets give, does not copy.
  const answer = new Uint8Array(packet.subarray(0, readTotalLength(packet)));
  turnEchoIntoReply(answer);
  setTtl(answer, ttl);
  return answer;
}

function replyOf6(packet: Uint8Array, hopLimit: number): Uint8Array | undefined {
  const start = ipv6Fault(packet) ? undefined : echoRequestAt(packet);
  if (start === undefined) return undefined;
  const answer = new Uint8Array(packet.subarray(0, readTotalLength6(packet)));
  turnEchoIntoReply6(answer, start);
  setHopLimit(answer, hopLimit);
  return answer;
}

/** Whether a packet free of IPv4 faults is a whole, intact echo request to one single host. */
export function isEchoRequest(packet: Uint8Array): boolean {
  if (readProtocol(packet) !== IP_PROTOCOL.icmp || isFragment(packet) || !isSingleHost(readDestination(packet))) {
    return false;
  }
  const start = readHeaderLength(packet);
  if (icmpv4Fault(packet, start, readTotalLength(packet))) return false;
  return packet[start] === ICMP_TYPE.echoRequest && packet[start + ICMP_FIELD.code] === 0;
}

/** Where a whole, intact echo request between two single nodes begins in a packet free of IPv6 faults. */
function echoRequestAt(packet: Uint8Array): number | undefined {
  const {protocol, start, fault, problem, fragmentAt, routingAt} = walkExtensions(packet);
  const isPlain = !fault && !problem && fragmentAt === 0 && routingAt === 0;
  if (!isPlain || protocol !== NEXT_HEADER.icmpv6) return undefined;
  if (!isSingleNode(readSource6(packet)) || !isSingleNode(readDestination6(packet))) return undefined;
  if (icmpv6Fault(packet, start, readTotalLength6(packet))) return undefined;
  return packet[start] === ICMPV6_TYPE.echoRequest && packet[start + ICMP_FIELD.code] === 0 ? start : undefined;
}

function isSingleNode(address: Ipv6Address): boolean {
  return address !== UNSPECIFIED && !isMulticast6(address);
}
