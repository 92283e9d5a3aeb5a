import {ICMP_FIELD} from './icmpv4-types.ts';
import {
  ICMPV6_TYPE,
  PARAMETER6_CODE,
  TIME_EXCEEDED6_CODE,
  UNREACHABLE6_CODE,
  isIcmpv6Error,
  parseQuoted6,
  type QuotedPacket6,
} from './icmpv6.ts';
import {describeRoute} from './describe-transport.ts';
import {formatIpv6, readIpv6Address} from './ipv6-address.ts';
import {NEIGHBOUR_FIELD, NEIGHBOUR_LENGTH, ROUTER_FIELD} from './neighbour-layout.ts';
import {readUint16, readUint32} from './octets.ts';
import {protocolName} from './protocol-name.ts';

/**
 * What an ICMPv6 message of at least 8 octets, which ends with its packet, says: `echo request, id 1, seq 0, length 64`.
 * An error ends with what it is about, as far as that is quoted.
 */
export function describeIcmpv6(packet: Uint8Array, start: number): string {
  const message = packet.subarray(start);
  const length = `length ${message.length}`;
  const type = message[ICMP_FIELD.type]!;
  if (!isIcmpv6Error(type)) return `${describeInformation(message, type)}, ${length}`;
  const quoted = parseQuoted6(message.subarray(ICMP_FIELD.data));
  return `${describeError(message, type, quoted)}, ${length}${quoted ? ` (about ${describeQuoted(quoted)})` : ''}`;
}

function describeInformation(message: Uint8Array, type: number): string {
  const fixed = NEIGHBOUR_LENGTH[type];
  if (fixed !== undefined && message.length < fixed) return `malformed ${NEIGHBOUR_NAME[type]!}`;
  const target = () => formatIpv6(readIpv6Address(message, NEIGHBOUR_FIELD.target));
  switch (type) {
    case ICMPV6_TYPE.echoRequest:
    case ICMPV6_TYPE.echoReply: {
      const name = type === ICMPV6_TYPE.echoRequest ? 'echo request' : 'echo reply';
      return describeEcho(name, readUint16(message, ICMP_FIELD.identifier), readUint16(message, ICMP_FIELD.sequence));
    }
    case ICMPV6_TYPE.routerSolicitation:
      return NEIGHBOUR_NAME[type]!;
    case ICMPV6_TYPE.routerAdvertisement:
      return `${NEIGHBOUR_NAME[type]!}, lifetime ${readUint16(message, ROUTER_FIELD.lifetime)}s`;
    case ICMPV6_TYPE.neighbourSolicitation:
      return `${NEIGHBOUR_NAME[type]!}, who has ${target()}`;
    case ICMPV6_TYPE.neighbourAdvertisement:
      return `${NEIGHBOUR_NAME[type]!}, tgt is ${target()}`;
    case ICMPV6_TYPE.redirect:
      return `redirect, ${formatIpv6(readIpv6Address(message, NEIGHBOUR_FIELD.about))} to ${target()}`;
    default:
      return `type ${type}, code ${message[ICMP_FIELD.code]!}`;
  }
}

/** As tcpdump spells them. */
const NEIGHBOUR_NAME: Readonly<Record<number, string>> = {
  [ICMPV6_TYPE.routerSolicitation]: 'router solicitation',
  [ICMPV6_TYPE.routerAdvertisement]: 'router advertisement',
  [ICMPV6_TYPE.neighbourSolicitation]: 'neighbor solicitation',
  [ICMPV6_TYPE.neighbourAdvertisement]: 'neighbor advertisement',
  [ICMPV6_TYPE.redirect]: 'redirect',
};

function describeEcho(name: string, identifier: number, sequence: number): string {
  return `${name}, id ${identifier}, seq ${sequence}`;
}

function describeError(message: Uint8Array, type: number, quoted: QuotedPacket6 | undefined): string {
  const code = message[ICMP_FIELD.code]!;
  const rest = readUint32(message, ICMP_FIELD.rest);
  const target = quoted ? formatIpv6(quoted.destination) : 'destination';
  switch (type) {
    case ICMPV6_TYPE.destinationUnreachable:
      return `destination unreachable, ${describeUnreachable(code, target, quoted)}`;
    case ICMPV6_TYPE.packetTooBig:
      return `packet too big, mtu ${rest}`;
    case ICMPV6_TYPE.timeExceeded:
      if (code === TIME_EXCEEDED6_CODE.hopLimit) return `time exceeded in-transit for ${target}`;
      return code === TIME_EXCEEDED6_CODE.reassembly ? 'ip reassembly time exceeded' : `time exceeded - code ${code}`;
    case ICMPV6_TYPE.parameterProblem:
      return `parameter problem, ${PARAMETER_NAME[code] ?? `code ${code}`} - octet ${rest}`;
    default:
      return `type ${type}, code ${code}`;
  }
}

const PARAMETER_NAME: Readonly<Record<number, string>> = {
  [PARAMETER6_CODE.field]: 'erroneous',
  [PARAMETER6_CODE.nextHeader]: 'next header',
  [PARAMETER6_CODE.option]: 'option',
};

function describeUnreachable(code: number, target: string, quoted: QuotedPacket6 | undefined): string {
  switch (code) {
    case UNREACHABLE6_CODE.noRoute:
      return `unreachable route ${target}`;
    case UNREACHABLE6_CODE.prohibited:
      return `unreachable prohibited ${target}`;
    case UNREACHABLE6_CODE.beyondScope:
      return `beyond scope ${target}`;
    case UNREACHABLE6_CODE.address:
      return `unreachable address ${target}`;
    case UNREACHABLE6_CODE.port:
      if (quoted?.destinationPort === undefined) return `unreachable port, ${target}`;
      return `unreachable port, ${target} ${protocolName(quoted.protocol).toLowerCase()} port ${quoted.destinationPort}`;
    case UNREACHABLE6_CODE.policy:
      return `source address failed policy ${target}`;
    case UNREACHABLE6_CODE.reject:
      return `unreachable reject route ${target}`;
    default:
      return `unreachable code ${code}`;
  }
}

function describeQuoted(quoted: QuotedPacket6): string {
  const {protocol, icmpType, icmpIdentifier, icmpSequence, sourcePort, destinationPort} = quoted;
  const route = describeRoute(quoted, sourcePort, destinationPort);
  if (icmpType === undefined) return `${route}: ${protocolName(protocol)}`;
  if (icmpIdentifier === undefined || icmpSequence === undefined) return `${route}: ICMP6, type ${icmpType}`;
  const name = icmpType === ICMPV6_TYPE.echoRequest ? 'echo request' : 'echo reply';
  return `${route}: ICMP6, ${describeEcho(name, icmpIdentifier, icmpSequence)}`;
}
