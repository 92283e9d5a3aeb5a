/** What an ICMP error of either version can tell of the transport header it quotes, which may be cut short. */
import {ICMP_FIELD, ICMP_HEADER_LENGTH, ICMP_TYPE} from './icmpv4-types.ts';
import {ICMPV6_TYPE} from './icmpv6-types.ts';
import {IP_PROTOCOL} from './ipv4.ts';
import {readUint16} from './octets.ts';

export interface QuotedTransport {
  /** Of a quoted ICMP or ICMPv6 message. */
  readonly icmpType?: number;
  /** Of a quoted echo request or reply. */
  readonly icmpIdentifier?: number;
  readonly icmpSequence?: number;
  /** Of a quoted UDP or TCP header. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

const ECHO_TYPES: Readonly<Record<number, readonly number[]>> = {
  [IP_PROTOCOL.icmp]: [ICMP_TYPE.echoRequest, ICMP_TYPE.echoReply],
  [IP_PROTOCOL.icmpv6]: [ICMPV6_TYPE.echoRequest, ICMPV6_TYPE.echoReply],
};

/** Reads the header of `protocol` at `start`. What is cut off is absent. */
export function parseQuotedTransport(bytes: Uint8Array, start: number, protocol: number): QuotedTransport {
  const echoTypes = ECHO_TYPES[protocol];
  if (echoTypes) return parseIcmp(bytes, start, echoTypes);
  const hasPorts = protocol === IP_PROTOCOL.udp || protocol === IP_PROTOCOL.tcp;
  if (!hasPorts || bytes.length < start + 4) return {};
  return {sourcePort: readUint16(bytes, start), destinationPort: readUint16(bytes, start + 2)};
}

function parseIcmp(bytes: Uint8Array, start: number, echoTypes: readonly number[]): QuotedTransport {
  const icmpType = bytes[start];
  if (icmpType === undefined) return {};
  if (!echoTypes.includes(icmpType) || bytes.length < start + ICMP_HEADER_LENGTH) return {icmpType};
  return {
    icmpType,
    icmpIdentifier: readUint16(bytes, start + ICMP_FIELD.identifier),
    icmpSequence: readUint16(bytes, start + ICMP_FIELD.sequence),
  };
}
