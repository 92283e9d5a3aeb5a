/** Echo requests and replies of ICMPv6 in place (RFC 4443 §4). */
import {updateChecksum} from './checksum.ts';
import type {Echo} from './icmpv4-echo.ts';
import {ICMP_FIELD, ICMP_HEADER_LENGTH} from './icmpv4-types.ts';
import {ICMPV6_TYPE, finishIcmpv6} from './icmpv6-types.ts';
import {swapAddresses6} from './ipv6.ts';
import {readUint16, writeUint16} from './octets.ts';

/**
 * Writes header, data and checksum at `start` of a packet whose IPv6 header is there already, as the checksum covers it,
 * and which ends with the data. Returns where that is.
 */
export function writeEcho6(packet: Uint8Array, start: number, echo: Echo): number {
  packet[start] = echo.type === 'request' ? ICMPV6_TYPE.echoRequest : ICMPV6_TYPE.echoReply;
  packet[start + ICMP_FIELD.code] = 0;
  writeUint16(packet, start + ICMP_FIELD.identifier, echo.identifier);
  writeUint16(packet, start + ICMP_FIELD.sequence, echo.sequence);
  packet.set(echo.data, start + ICMP_FIELD.data);
  finishIcmpv6(packet, start);
  return start + ICMP_HEADER_LENGTH + echo.data.length;
}

/**
 * Turns a whole IPv6 packet, checked to hold an echo request at `start`, into its reply in place: addresses exchanged, type,
 * checksum. Hop limit and extension headers stay as they are.
 */
export function turnEchoIntoReply6(packet: Uint8Array, start: number): void {
  const checksumAt = start + ICMP_FIELD.checksum;
  const before = readUint16(packet, start);
  const after = (ICMPV6_TYPE.echoReply << 8) | (before & 0xff);
  swapAddresses6(packet);
  writeUint16(packet, start, after);
  // Exact: the pseudo header is never all zeros, where RFC 1624 would give the wrong one of the two zeros.
  writeUint16(packet, checksumAt, updateChecksum(readUint16(packet, checksumAt), before, after));
}
