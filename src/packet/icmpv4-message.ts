/** ICMP messages as records (RFC 792). */
import type {Ipv4Address} from './address.ts';
import {checksum} from './checksum.ts';
import {ICMP_FIELD, ICMP_HEADER_LENGTH, ICMP_TYPE, icmpv4Fault} from './icmpv4-types.ts';
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

export interface EchoMessage {
  readonly type: 'echo-request' | 'echo-reply';
  readonly identifier: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** What the messages about another packet have in common. */
interface AboutPacket {
  readonly code: number;
  /** Bits of the second word that the RFCs of the type leave zero, kept where somebody did not (RFC 4884); else absent. */
  readonly unused?: number;
  /** The start of the packet it is about: `parseQuoted` reads it. */
  readonly quoted: Uint8Array;
}

export interface DestinationUnreachable extends AboutPacket {
  readonly type: 'destination-unreachable';
  /** In octets, where the code is 4; 0 otherwise and from routers older than RFC 1191 §4. */
  readonly nextHopMtu: number;
}

export interface TimeExceeded extends AboutPacket {
  readonly type: 'time-exceeded';
}

export interface ParameterProblem extends AboutPacket {
  readonly type: 'parameter-problem';
  /** Offset of the octet complained about, in the quoted packet. */
  readonly pointer: number;
}

export interface Redirect extends Omit<AboutPacket, 'unused'> {
  readonly type: 'redirect';
  readonly gateway: Ipv4Address;
}

/** Any other type, and an echo whose code is not 0. */
export interface OtherMessage {
  readonly type: 'other';
  readonly typeNumber: number;
  readonly code: number;
  /** The second 32-bit word of the header. */
  readonly rest: number;
  readonly body: Uint8Array;
}

/** After parsing, `data`, `quoted` and `body` are views, not copies. */
export type Icmpv4Message =
  EchoMessage | DestinationUnreachable | TimeExceeded | ParameterProblem | Redirect | OtherMessage;

/** @throws {MalformedPacketError} fewer than 8 octets, or a wrong checksum. */
export function parseIcmpv4(bytes: Uint8Array): Icmpv4Message {
  const fault = icmpv4Fault(bytes, 0, bytes.length);
  if (fault) throw new MalformedPacketError('icmp', fault);
  const typeNumber = bytes[ICMP_FIELD.type]!;
  const code = bytes[ICMP_FIELD.code]!;
  const rest = readUint32(bytes, ICMP_FIELD.rest);
  const body = bytes.subarray(ICMP_FIELD.data);
  switch (typeNumber) {
    case ICMP_TYPE.echoRequest:
    case ICMP_TYPE.echoReply: {
      if (code !== 0) break;
      const type = typeNumber === ICMP_TYPE.echoRequest ? 'echo-request' : 'echo-reply';
      return {type, identifier: rest >>> 16, sequence: rest & 0xffff, data: body};
    }
    case ICMP_TYPE.destinationUnreachable:
      return {
        type: 'destination-unreachable',
        code,
        nextHopMtu: readUint16(bytes, ICMP_FIELD.rest + 2),
        ...unused(rest >>> 16),
        quoted: body,
      };
    case ICMP_TYPE.timeExceeded:
      return {type: 'time-exceeded', code, ...unused(rest), quoted: body};
    case ICMP_TYPE.parameterProblem:
      return {type: 'parameter-problem', code, pointer: rest >>> 24, ...unused(rest & 0xff_ffff), quoted: body};
    case ICMP_TYPE.redirect:
      return {type: 'redirect', code, gateway: rest, quoted: body};
    default:
  }
  return {type: 'other', typeNumber, code, rest, body};
}

/** The octets of a message, checksum included, in a new array: what is the payload of an `Ipv4Packet`. */
export function emitIcmpv4(message: Icmpv4Message): Uint8Array {
  switch (message.type) {
    case 'echo-request':
    case 'echo-reply': {
      const type = message.type === 'echo-request' ? ICMP_TYPE.echoRequest : ICMP_TYPE.echoReply;
      return emit(type, 0, message.identifier * 0x1_0000 + message.sequence, message.data);
    }
    case 'destination-unreachable': {
      const rest = (message.unused ?? 0) * 0x1_0000 + message.nextHopMtu;
      return emit(ICMP_TYPE.destinationUnreachable, message.code, rest, message.quoted);
    }
    case 'time-exceeded':
      return emit(ICMP_TYPE.timeExceeded, message.code, message.unused ?? 0, message.quoted);
    case 'parameter-problem': {
      const rest = message.pointer * 0x100_0000 + (message.unused ?? 0);
      return emit(ICMP_TYPE.parameterProblem, message.code, rest, message.quoted);
    }
    case 'redirect':
      return emit(ICMP_TYPE.redirect, message.code, message.gateway, message.quoted);
    case 'other':
      return emit(message.typeNumber, message.code, message.rest, message.body);
  }
}

function unused(bits: number): {unused?: number} {
  return bits === 0 ? {} : {unused: bits};
}

function emit(type: number, code: number, rest: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ICMP_HEADER_LENGTH + body.length);
  bytes[ICMP_FIELD.type] = type;
  bytes[ICMP_FIELD.code] = code;
  writeUint32(bytes, ICMP_FIELD.rest, rest);
  bytes.set(body, ICMP_FIELD.data);
  writeUint16(bytes, ICMP_FIELD.checksum, checksum(bytes));
  return bytes;
}
