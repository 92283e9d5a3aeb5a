import {dissectIcmpv6} from './dissect-icmpv6.ts';
import {TCP_HEADER_LENGTH, formatTcpFlags} from './describe-tcp.ts';
import {address, decimal, hexadecimal, type FieldList, type Format, type Layout} from './field-list.ts';
import {ICMP_TYPE} from './icmpv4.ts';
import {IP_PROTOCOL} from './ipv4.ts';
import {readUint16} from './octets.ts';
import {checksumFormat, type TransportPlace} from './transport-place.ts';

const PORTS: Layout = [
  [2, 'source port', decimal],
  [2, 'destination port', decimal],
];

const TCP_START: Layout = [
  ...PORTS,
  [4, 'sequence number', decimal],
  [4, 'acknowledgement number', decimal],
  [2, 'header length, flags', (octets) => `${(octets[0]! >>> 4) * 4}, ${formatTcpFlags(octets[1]!)}`],
  [2, 'window', decimal],
];

const ECHO: Layout = [
  [2, 'identifier', decimal],
  [2, 'sequence number', decimal],
];

/** The second word of each type of ICMP error (RFC 792, RFC 1191). */
const ABOUT: Readonly<Record<number, Layout>> = {
  [ICMP_TYPE.destinationUnreachable]: [
    [2, 'unused', hexadecimal],
    [2, 'next-hop MTU', decimal],
  ],
  [ICMP_TYPE.sourceQuench]: [[4, 'unused', hexadecimal]],
  [ICMP_TYPE.redirect]: [[4, 'gateway', address]],
  [ICMP_TYPE.timeExceeded]: [[4, 'unused', hexadecimal]],
  [ICMP_TYPE.parameterProblem]: [
    [1, 'pointer', decimal],
    [3, 'unused', hexadecimal],
  ],
};

const ICMP_TYPE_NAME: Readonly<Record<number, string>> = {
  [ICMP_TYPE.echoReply]: 'echo reply',
  [ICMP_TYPE.destinationUnreachable]: 'destination unreachable',
  [ICMP_TYPE.sourceQuench]: 'source quench',
  [ICMP_TYPE.redirect]: 'redirect',
  [ICMP_TYPE.echoRequest]: 'echo request',
  [ICMP_TYPE.timeExceeded]: 'time exceeded',
  [ICMP_TYPE.parameterProblem]: 'parameter problem',
};

const icmpType: Format = (octets) => `${octets[0]!} (${ICMP_TYPE_NAME[octets[0]!] ?? 'other'})`;

/** Takes the fields of the transport header and its data. Returns where a quoted packet begins, which is left to take. */
export function dissectTransport(list: FieldList, bytes: Uint8Array, place: TransportPlace): number | undefined {
  switch (place.protocol) {
    case IP_PROTOCOL.icmp:
      return dissectIcmp(list, bytes, place);
    case IP_PROTOCOL.icmpv6:
      return dissectIcmpv6(list, bytes, place);
    case IP_PROTOCOL.udp:
      dissectUdp(list, bytes, place);
      return undefined;
    case IP_PROTOCOL.tcp:
      dissectTcp(list, bytes, place);
      return undefined;
    default:
      list.takeRest('data', place.end);
      return undefined;
  }
}

function dissectIcmp(list: FieldList, bytes: Uint8Array, place: TransportPlace): number | undefined {
  const {at, end} = place;
  const type = bytes[at]!;
  list.take(1, 'ICMP type', icmpType, end);
  list.take(1, 'ICMP code', decimal, end);
  list.take(2, 'ICMP checksum', checksumFormat(bytes, place, 2, end, 0), end);
  const about = ABOUT[type];
  const isEcho = type === ICMP_TYPE.echoRequest || type === ICMP_TYPE.echoReply;
  list.takeAll(about ?? (isEcho ? ECHO : [[4, 'rest of header', hexadecimal]]), end);
  if (about && list.at < end) return list.at;
  list.takeRest('data', end);
  return undefined;
}

function dissectUdp(list: FieldList, bytes: Uint8Array, place: TransportPlace): void {
  const {at, end} = place;
  const length = at + 6 <= end ? readUint16(bytes, at + 4) : 0;
  const isPossible = length >= 8 && at + length <= end;
  const dataEnd = isPossible ? at + length : end;
  list.takeAll(PORTS, end);
  list.take(2, 'UDP length', decimal, end);
  const isComputed = at + 8 <= end && readUint16(bytes, at + 6) !== 0;
  const covered = place.addresses + IP_PROTOCOL.udp + length;
  const compare = checksumFormat(bytes, place, 6, dataEnd, covered);
  list.take(2, 'UDP checksum', isComputed ? compare : () => '0x0000 (not computed)', end);
  list.takeRest('data', dataEnd);
  list.takeRest('trailing', end);
}

function dissectTcp(list: FieldList, bytes: Uint8Array, place: TransportPlace): void {
  const {at, end} = place;
  const headerLength = Math.max(TCP_HEADER_LENGTH, ((bytes[at + 12] ?? 0) >>> 4) * 4);
  list.takeAll(TCP_START, end);
  const covered = place.addresses + IP_PROTOCOL.tcp + (end - at);
  list.take(2, 'TCP checksum', checksumFormat(bytes, place, 16, end, covered), end);
  list.take(2, 'urgent pointer', decimal, end);
  list.takeRest('TCP options', Math.min(end, at + headerLength));
  list.takeRest('data', end);
}
