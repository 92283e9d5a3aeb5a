/** Echo requests and replies in place (RFC 792 "Echo or Echo Reply Message", RFC 1122 §3.2.2.6). */
import {checksum, updateChecksum} from './checksum.ts';
import {ICMP_FIELD, ICMP_HEADER_LENGTH, ICMP_TYPE} from './icmpv4-types.ts';
import {readHeaderLength, readTotalLength, swapAddresses} from './ipv4.ts';
import {readUint16, writeUint16} from './octets.ts';

export interface Echo {
  readonly type: 'request' | 'reply';
  /** 16 bits, in network byte order on the wire. */
  readonly identifier: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** Writes header, data and checksum at `start`: 8 octets more than the data, which is copied. Returns where it ends. */
export function writeEcho(bytes: Uint8Array, start: number, echo: Echo): number {
  const end = start + ICMP_HEADER_LENGTH + echo.data.length;
  bytes[start] = echo.type === 'request' ? ICMP_TYPE.echoRequest : ICMP_TYPE.echoReply;
  bytes[start + ICMP_FIELD.code] = 0;
  writeUint16(bytes, start + ICMP_FIELD.checksum, 0);
  writeUint16(bytes, start + ICMP_FIELD.identifier, echo.identifier);
  writeUint16(bytes, start + ICMP_FIELD.sequence, echo.sequence);
  bytes.set(echo.data, start + ICMP_FIELD.data);
  writeUint16(bytes, start + ICMP_FIELD.checksum, checksum(bytes, start, end));
  return end;
}

/**
 * Turns a whole IPv4 packet, checked to be an echo request, into its reply in place: addresses exchanged, type, checksum.
 * TTL, identification and options stay as they are.
 */
export function turnEchoIntoReply(packet: Uint8Array): void {
  const start = readHeaderLength(packet);
  const checksumAt = start + ICMP_FIELD.checksum;
  const before = readUint16(packet, start);
  const after = before & 0xff;
  swapAddresses(packet);
  writeUint16(packet, start, after);
  writeUint16(packet, checksumAt, updateChecksum(readUint16(packet, checksumAt), before, after));
  // A reply of nothing but zeros is where RFC 1624 gives the wrong one of the two zeros.
  if (readUint16(packet, checksumAt) === 0) {
    writeUint16(packet, checksumAt, checksum(packet, start, readTotalLength(packet)));
  }
}
