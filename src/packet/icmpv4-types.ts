/** Numbers of ICMP for IPv4, and the check every message passes first. */
import {checksum} from './checksum.ts';

/** Octets in front of the data, the same for every type. */
export const ICMP_HEADER_LENGTH = 8;

/** RFC 792, RFC 1122 §3.2.2. */
export const ICMP_TYPE = {
  echoReply: 0,
  destinationUnreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echoRequest: 8,
  timeExceeded: 11,
  parameterProblem: 12,
} as const;

/** Codes of destination unreachable (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1). */
export const UNREACHABLE_CODE = {
  network: 0,
  host: 1,
  protocol: 2,
  port: 3,
  fragmentationNeeded: 4,
  sourceRouteFailed: 5,
  networkUnknown: 6,
  hostUnknown: 7,
  networkProhibited: 9,
  hostProhibited: 10,
  prohibited: 13,
} as const;

export const TIME_EXCEEDED_CODE = {inTransit: 0, reassembly: 1} as const;

export const REDIRECT_CODE = {network: 0, host: 1, networkAndTos: 2, hostAndTos: 3} as const;

/** Offset of each field, in octets from the start of the message. */
export const ICMP_FIELD = {type: 0, code: 1, checksum: 2, rest: 4, identifier: 4, sequence: 6, data: 8} as const;

export type Icmpv4Fault = 'truncated' | 'bad-checksum';

/** The first reason why `bytes[start…end)` is not a whole ICMP message. In place; allocates nothing below 256 octets. */
export function icmpv4Fault(bytes: Uint8Array, start: number, end: number): Icmpv4Fault | undefined {
  if (end > bytes.length || end - start < ICMP_HEADER_LENGTH) return 'truncated';
  return checksum(bytes, start, end) === 0 ? undefined : 'bad-checksum';
}
