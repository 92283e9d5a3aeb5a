/** The peer that answers pings: the shortest useful application of a device node. */
import {ETHERTYPE_IPV4, swapMacs} from './ethernet.ts';
import {ICMP_FIELD, ICMP_TYPE, icmpv4Fault, isSingleHost, turnEchoIntoReply} from './icmpv4.ts';
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
import {LINK_HEADER_LENGTH, packetType, type LinkHeader} from './link-header.ts';

/** The TTL of hosts that follow RFC 1700. */
const DEFAULT_TTL = 64;

/**
 * What a peer that answers pings writes back for a frame it read from a device: a copy, with the same link header and
 * identification, cut to the packet's total length. `undefined` for anything but a whole valid IPv4 echo request to one
 * single host (RFC 1122 §3.2.2.6). Never throws.
 */
export function echoReply(frame: Uint8Array, header: LinkHeader, ttl = DEFAULT_TTL): Uint8Array | undefined {
  if (packetType(frame, header) !== ETHERTYPE_IPV4) return undefined;
  const linkLength = LINK_HEADER_LENGTH[header];
  const packet = frame.subarray(linkLength);
  if (ipv4Fault(packet) || !isEchoRequest(packet)) return undefined;
  // Not `slice`: that of a Buffer, which is what sockets give, does not copy.
  const reply = new Uint8Array(frame.subarray(0, linkLength + readTotalLength(packet)));
  if (header === 'ethernet') swapMacs(reply);
  const answer = reply.subarray(linkLength);
  turnEchoIntoReply(answer);
  setTtl(answer, ttl);
  return reply;
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
