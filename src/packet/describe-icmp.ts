import {formatAddress} from './address.ts';
import {describeRoute} from './describe-transport.ts';
import {
  ICMP_FIELD,
  ICMP_TYPE,
  REDIRECT_CODE,
  TIME_EXCEEDED_CODE,
  UNREACHABLE_CODE,
  parseQuoted,
  type QuotedPacket,
} from './icmpv4.ts';
import {readUint16, readUint32} from './octets.ts';
import {protocolName} from './protocol-name.ts';

/**
 * What an ICMP message of at least 8 octets says, without the word ICMP: `echo request, id 22274, seq 0, length 64`.
 * An error ends with what it is about, as far as that is quoted.
 */
export function describeIcmp(message: Uint8Array): string {
  const type = message[ICMP_FIELD.type]!;
  const length = `length ${message.length}`;
  if (type === ICMP_TYPE.echoRequest) return `${describeEcho('echo request', message)}, ${length}`;
  if (type === ICMP_TYPE.echoReply) return `${describeEcho('echo reply', message)}, ${length}`;
  const quoted = parseQuoted(message.subarray(ICMP_FIELD.data));
  const error = describeError(message, type, quoted);
  if (error === undefined) return `type ${type}, code ${message[ICMP_FIELD.code]!}, ${length}`;
  return `${error}, ${length}${quoted ? ` (about ${describeQuoted(quoted)})` : ''}`;
}

function describeEcho(name: string, message: Uint8Array): string {
  const sequence = readUint16(message, ICMP_FIELD.sequence);
  return `${name}, id ${readUint16(message, ICMP_FIELD.identifier)}, seq ${sequence}`;
}

function describeError(message: Uint8Array, type: number, quoted: QuotedPacket | undefined): string | undefined {
  const code = message[ICMP_FIELD.code]!;
  const target = quoted ? formatAddress(quoted.destination) : 'destination';
  switch (type) {
    case ICMP_TYPE.destinationUnreachable:
      return describeUnreachable(code, target, readUint16(message, ICMP_FIELD.rest + 2), quoted);
    case ICMP_TYPE.timeExceeded:
      if (code === TIME_EXCEEDED_CODE.inTransit) return 'time exceeded in-transit';
      return code === TIME_EXCEEDED_CODE.reassembly ? 'ip reassembly time exceeded' : `time exceeded - code ${code}`;
    case ICMP_TYPE.parameterProblem:
      return `parameter problem - octet ${message[ICMP_FIELD.rest]!}`;
    case ICMP_TYPE.redirect: {
      const isNetwork = code === REDIRECT_CODE.network || code === REDIRECT_CODE.networkAndTos;
      const gateway = formatAddress(readUint32(message, ICMP_FIELD.rest));
      return `redirect ${target} to ${isNetwork ? 'net' : 'host'} ${gateway}`;
    }
    default:
      return undefined;
  }
}

function describeUnreachable(code: number, target: string, mtu: number, quoted: QuotedPacket | undefined): string {
  const protocol = quoted ? protocolName(quoted.protocol).toLowerCase() : 'protocol';
  switch (code) {
    case UNREACHABLE_CODE.network:
      return `net ${target} unreachable`;
    case UNREACHABLE_CODE.host:
      return `host ${target} unreachable`;
    case UNREACHABLE_CODE.protocol:
      return quoted ? `${target} protocol ${quoted.protocol} unreachable` : `${target} protocol unreachable`;
    case UNREACHABLE_CODE.port:
      if (quoted?.destinationPort === undefined) return `${target} port unreachable`;
      return `${target} ${protocol} port ${quoted.destinationPort} unreachable`;
    case UNREACHABLE_CODE.fragmentationNeeded:
      return `${target} unreachable - need to frag${mtu > 0 ? ` (mtu ${mtu})` : ''}`;
    case UNREACHABLE_CODE.sourceRouteFailed:
      return `${target} unreachable - source route failed`;
    case UNREACHABLE_CODE.networkUnknown:
      return `net ${target} unreachable - unknown`;
    case UNREACHABLE_CODE.hostUnknown:
      return `host ${target} unreachable - unknown`;
    case UNREACHABLE_CODE.networkProhibited:
      return `net ${target} unreachable - admin prohibited`;
    case UNREACHABLE_CODE.hostProhibited:
      return `host ${target} unreachable - admin prohibited`;
    case UNREACHABLE_CODE.prohibited:
      return `${target} unreachable - admin prohibited filter`;
    default:
      return `${target} unreachable - code ${code}`;
  }
}

function describeQuoted(quoted: QuotedPacket): string {
  const route = describeRoute(quoted, quoted.sourcePort, quoted.destinationPort);
  return `${route}: ${protocolName(quoted.protocol)}${describeQuotedIcmp(quoted)}`;
}

function describeQuotedIcmp({icmpType, icmpIdentifier, icmpSequence}: QuotedPacket): string {
  if (icmpType === undefined) return '';
  if (icmpIdentifier === undefined || icmpSequence === undefined) return ` type ${icmpType}`;
  const name = icmpType === ICMP_TYPE.echoRequest ? 'echo request' : 'echo reply';
  return ` ${name}, id ${icmpIdentifier}, seq ${icmpSequence}`;
}
