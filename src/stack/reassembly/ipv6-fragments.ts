/** Fragments of IPv6 (RFC 8200 §4.5). */
import {
  IPV6_HEADER_LENGTH,
  IPV6_MAXIMUM_LENGTH,
  readDestination6,
  readSource6,
  readTotalLength6,
  setPayloadLength,
} from '../../packet/ipv6.ts';
import {walkExtensions} from '../../packet/ipv6-extension.ts';
import {FRAGMENT_HEADER_LENGTH, readFragment6} from '../../packet/ipv6-fragment.ts';
import type {FragmentFormat} from './fragment-format.ts';

/** Longest headers in front of the data of a fragment, the fragment header included; whoever sends more is refused. */
export const LONGEST_FRAGMENT_HEADERS = 512;

export const IPV6_FRAGMENTS: FragmentFormat = {
  headroom: LONGEST_FRAGMENT_HEADERS,
  shortestHeader: IPV6_HEADER_LENGTH + FRAGMENT_HEADER_LENGTH,
  // The fragment header is not in the whole packet.
  maximumLength: IPV6_MAXIMUM_LENGTH + FRAGMENT_HEADER_LENGTH,

  keyOf(packet) {
    const {identification} = readFragment6(packet, walkExtensions(packet).fragmentAt);
    return `${readSource6(packet)} ${readDestination6(packet)} ${identification}`;
  },

  pieceOf(packet) {
    const {start: headerLength, fragmentAt} = walkExtensions(packet);
    const {offset, more} = readFragment6(packet, fragmentAt);
    return {packet, headerLength, start: offset, end: offset + readTotalLength6(packet) - headerLength, last: !more};
  },

  /** The headers move up over the fragment header, and the one before it names what was fragmented. */
  whole(bytes, headerLength) {
    const walk = walkExtensions(bytes, headerLength);
    bytes[walk.previousNextHeaderAt] = walk.protocol;
    bytes.copyWithin(FRAGMENT_HEADER_LENGTH, 0, walk.fragmentAt);
    const packet = bytes.subarray(FRAGMENT_HEADER_LENGTH);
    setPayloadLength(packet, packet.length - IPV6_HEADER_LENGTH);
    return packet;
  },
};
