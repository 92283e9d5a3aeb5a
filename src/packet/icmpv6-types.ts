/** Numbers of ICMP for IPv6 (RFC 4443, RFC 4861), and the checksum every message has. */
import {checksum} from './checksum.ts';
import {ICMP_FIELD, ICMP_HEADER_LENGTH} from './icmpv4-types.ts';
import {NEXT_HEADER, pseudoHeaderSum6, readTotalLength6} from './ipv6.ts';
import {writeUint16} from './octets.ts';

export const ICMPV6_TYPE = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  timeExceeded: 3,
  parameterProblem: 4,
  echoRequest: 128,
  echoReply: 129,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  redirect: 137,
} as const;

/** Codes of destination unreachable (RFC 4443 §3.1). */
export const UNREACHABLE6_CODE = {
  noRoute: 0,
  prohibited: 1,
  beyondScope: 2,
  address: 3,
  port: 4,
  policy: 5,
  reject: 6,
} as const;

export const TIME_EXCEEDED6_CODE = {hopLimit: 0, reassembly: 1} as const;

/** What is not understood: a field, what stands behind a header, an option (RFC 4443 §3.4). */
export const PARAMETER6_CODE = {field: 0, nextHeader: 1, option: 2} as const;

/** Whether a type is one of the errors: those below 128 (RFC 4443 §2.1). */
export function isIcmpv6Error(type: number): boolean {
  return type < 128;
}

export type Icmpv6Fault = 'truncated' | 'bad-checksum';

/**
 * The first reason why `packet[start…end)` is not a whole ICMPv6 message, `undefined` for none. The packet begins at 0 and
 * is free of IPv6 faults: the checksum covers its addresses.
 */
export function icmpv6Fault(packet: Uint8Array, start: number, end: number): Icmpv6Fault | undefined {
  if (end > packet.length || end - start < ICMP_HEADER_LENGTH) return 'truncated';
  return icmpv6Checksum(packet, start, end) === 0 ? undefined : 'bad-checksum';
}

/** Computes and writes the checksum of the ICMPv6 message that begins at `start` and ends with its packet. */
export function finishIcmpv6(packet: Uint8Array, start: number): void {
  writeUint16(packet, start + ICMP_FIELD.checksum, 0);
  writeUint16(packet, start + ICMP_FIELD.checksum, icmpv6Checksum(packet, start, readTotalLength6(packet)));
}

function icmpv6Checksum(packet: Uint8Array, start: number, end: number): number {
  return checksum(packet, start, end, pseudoHeaderSum6(packet, NEXT_HEADER.icmpv6, end - start));
}
