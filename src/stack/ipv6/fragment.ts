/** Fragmentation of IPv6 packets by the host that sends them (RFC 8200 §4.5). */
import {IPV6_HEADER_LENGTH, NEXT_HEADER, readNextHeader, setNextHeader, setPayloadLength} from '../../packet/ipv6.ts';
import {FRAGMENT_HEADER_LENGTH, writeFragmentHeader} from '../../packet/ipv6-fragment.ts';

/** What stands in front of the data of each fragment: packets made here have no other extension headers. */
const HEADERS_LENGTH = IPV6_HEADER_LENGTH + FRAGMENT_HEADER_LENGTH;

/**
 * Send a packet without extension headers in pieces of at most `mtu` octets, in order.
 *
 * @param mtu in octets, at least 1280
 * @param identification 32 bits, another one for each packet
 * @param send takes one fragment, in memory that nobody else uses; after a fault the rest is not sent
 * @returns the first fault of `send`
 */
export function splitIpv6<Fault>(
  packet: Uint8Array,
  mtu: number,
  identification: number,
  send: (fragment: Uint8Array) => Fault | undefined,
): Fault | undefined {
  const room = (mtu - HEADERS_LENGTH) & ~7;
  const nextHeader = readNextHeader(packet);
  // The copy first: a receiver may reuse the packet's memory.
  const data = packet.slice(IPV6_HEADER_LENGTH);
  const header = packet.slice(0, IPV6_HEADER_LENGTH);
  setNextHeader(header, NEXT_HEADER.fragment);
  for (let offset = 0; offset < data.length; offset += room) {
    const more = data.length - offset > room;
    const piece = data.subarray(offset, offset + room);
    const fragment = new Uint8Array(HEADERS_LENGTH + piece.length);
    fragment.set(header);
    setPayloadLength(fragment, FRAGMENT_HEADER_LENGTH + piece.length);
    writeFragmentHeader(fragment, IPV6_HEADER_LENGTH, {nextHeader, offset, more, identification});
    fragment.set(piece, HEADERS_LENGTH);
    const fault = send(fragment);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
