import {readUint16, readUint32} from './octets.ts';

export const TCP_HEADER_LENGTH = 20;

/** The letters of tcpdump, from the lowest bit of the flags on (RFC 9293 §3.1). */
const FLAG_LETTERS = ['F', 'S', 'R', 'P', '.', 'U', 'E', 'W'] as const;

/** `Flags [S.], seq 1, ack 2, win 65535, length 0`; `undefined` where the header is not all there. */
export function describeTcp(segment: Uint8Array): string | undefined {
  if (segment.length < TCP_HEADER_LENGTH) return undefined;
  const headerLength = (segment[12]! >>> 4) * 4;
  if (headerLength < TCP_HEADER_LENGTH || headerLength > segment.length) return undefined;
  const flags = segment[13]!;
  const acknowledged = flags & 0x10 ? `, ack ${readUint32(segment, 8)}` : '';
  const length = segment.length - headerLength;
  return `Flags [${formatTcpFlags(flags)}], seq ${readUint32(segment, 4)}${acknowledged}, win ${readUint16(segment, 14)}, length ${length}`;
}

/** `S.` for SYN and ACK, `none` for no flag. */
export function formatTcpFlags(flags: number): string {
  return FLAG_LETTERS.filter((_letter, bit) => (flags >>> bit) & 1).join('') || 'none';
}
