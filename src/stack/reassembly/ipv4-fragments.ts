/** Fragments of IPv4 (RFC 791 §3.2). */
import {
  DONT_FRAGMENT,
  IPV4_HEADER_LENGTH,
  IPV4_MAXIMUM_LENGTH,
  moreFragments,
  readDestination,
  readFlagsAndOffset,
  readFragmentOffset,
  readHeaderLength,
  readIdentification,
  readProtocol,
  readSource,
  readTotalLength,
  setFragment,
} from '../../packet/ipv4.ts';
import type {FragmentFormat} from './fragment-format.ts';

export const IPV4_FRAGMENTS: FragmentFormat = {
  headroom: 60,
  shortestHeader: IPV4_HEADER_LENGTH,
  maximumLength: IPV4_MAXIMUM_LENGTH,

  keyOf: (packet) =>
    `${readSource(packet)} ${readDestination(packet)} ${readProtocol(packet)} ${readIdentification(packet)}`,

  pieceOf(packet) {
    const headerLength = readHeaderLength(packet);
    const start = readFragmentOffset(packet);
    const end = start + readTotalLength(packet) - headerLength;
    return {packet, headerLength, start, end, last: !moreFragments(packet)};
  },

  whole(bytes) {
    // All flags stay but the one that says there is more; the unused one as well, so that nothing is invented.
    setFragment(bytes, bytes.length, readFlagsAndOffset(bytes) & (DONT_FRAGMENT | 0x8000));
    return bytes;
  },
};
