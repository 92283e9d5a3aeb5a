/** Options behind the fixed part of an IPv4 header (RFC 791 §3.1). */
import {IPV4_HEADER_LENGTH, readHeaderLength} from './ipv4.ts';

const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const LOOSE_SOURCE_ROUTE = 131;
const STRICT_SOURCE_ROUTE = 137;

/** Whether the sender wants to choose the way: what no host or router does any more (RFC 7126 §4.3, §4.4). */
export function hasSourceRoute(packet: Uint8Array): boolean {
  const end = readHeaderLength(packet);
  for (let at = IPV4_HEADER_LENGTH; at < end && packet[at] !== END_OF_OPTIONS;) {
    const type = packet[at]!;
    if (type === LOOSE_SOURCE_ROUTE || type === STRICT_SOURCE_ROUTE) return true;
    const length = type === NO_OPERATION ? 1 : (packet[at + 1] ?? 0);
    if (length === 0) return false;
    at += length;
  }
  return false;
}
