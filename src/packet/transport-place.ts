import {checksum, sum} from './checksum.ts';
import {compareChecksum} from './compare-checksum.ts';
import {hexadecimal, type Format} from './field-list.ts';

/** Where a packet's data lies in the frame, in octets from its start. */
export interface TransportPlace {
  /** Of the data behind IP header and extension headers. */
  readonly at: number;
  readonly end: number;
  readonly protocol: number;
  /** The sum of the addresses where they stand in the IP header, for pseudo headers. */
  readonly addresses: number;
  /** Whether everything that a checksum covers is there: not in a fragment, nor in what an ICMP error quotes. */
  readonly isWhole: boolean;
}

/** Compares with the checksum of the data up to `end`, without the checksum field itself, which is `skip` octets in. */
export function checksumFormat(
  bytes: Uint8Array,
  {at, isWhole}: TransportPlace,
  skip: number,
  end: number,
  initial: number,
): Format {
  if (!isWhole || at + skip + 2 > end) return hexadecimal;
  return compareChecksum(checksum(bytes, at + skip + 2, end, initial + sum(bytes, at, at + skip)));
}
