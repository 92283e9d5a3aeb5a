/** The four messages of WireGuard (whitepaper §5.4), octets ⇄ records. Numbers are little-endian here, other than in IP. */
import {MalformedPacketError} from '../packet/malformed-packet-error.ts';

export const MESSAGE_TYPE = {initiation: 1, response: 2, cookieReply: 3, data: 4} as const;

export const KEY_LENGTH = 32;
export const TAG_LENGTH = 16;
export const MAC_LENGTH = 16;
const NONCE_LENGTH = 24;
const TIMESTAMP_LENGTH = 12;

/** Octets of each message; of data, without what is sealed in it. */
export const MESSAGE_LENGTH = {initiation: 148, response: 92, cookieReply: 64, data: 16} as const;

/** Octets at the end of the first two messages that the handshake itself does not know: mac1 and mac2. */
export const MACS_LENGTH = 2 * MAC_LENGTH;

/** The shortest data message: a keepalive. */
const SHORTEST_DATA = MESSAGE_LENGTH.data + TAG_LENGTH;

/** Offset of each field, in octets from the start of the message. */
const INITIATION = {sender: 4, ephemeral: 8, static: 40, timestamp: 88} as const;
const RESPONSE = {sender: 4, receiver: 8, ephemeral: 12, empty: 44} as const;
const COOKIE_REPLY = {receiver: 4, nonce: 8, cookie: 32} as const;
const DATA = {receiver: 4, counter: 8} as const;

/** All arrays of parsed messages are views of what was parsed. */
export interface Initiation {
  readonly type: 'initiation';
  readonly sender: number;
  readonly ephemeral: Uint8Array;
  /** The initiator's public key, sealed: 48 octets. */
  readonly sealedStatic: Uint8Array;
  /** TAI64N, sealed: 28 octets. */
  readonly sealedTimestamp: Uint8Array;
}

export interface Response {
  readonly type: 'response';
  readonly sender: number;
  readonly receiver: number;
  readonly ephemeral: Uint8Array;
  /** Nothing, sealed: 16 octets. */
  readonly sealedNothing: Uint8Array;
}

export interface CookieReply {
  readonly type: 'cookie-reply';
  readonly receiver: number;
  readonly nonce: Uint8Array;
  /** 32 octets. */
  readonly sealedCookie: Uint8Array;
}

/** What kind of message `bytes` are, by type and length; `undefined` for none. */
export function messageType(bytes: Uint8Array): keyof typeof MESSAGE_TYPE | undefined {
  // The three octets behind the type are reserved, and zero.
  if (bytes.length < 4 || (bytes[1]! | bytes[2]! | bytes[3]!) !== 0) return undefined;
  switch (bytes[0]) {
    case MESSAGE_TYPE.data:
      return bytes.length >= SHORTEST_DATA ? 'data' : undefined;
    case MESSAGE_TYPE.initiation:
      return bytes.length === MESSAGE_LENGTH.initiation ? 'initiation' : undefined;
    case MESSAGE_TYPE.response:
      return bytes.length === MESSAGE_LENGTH.response ? 'response' : undefined;
    case MESSAGE_TYPE.cookieReply:
      return bytes.length === MESSAGE_LENGTH.cookieReply ? 'cookieReply' : undefined;
    default:
      return undefined;
  }
}

/** @throws {MalformedPacketError} another type or length */
export function parseInitiation(bytes: Uint8Array): Initiation {
  requireType(bytes, 'initiation');
  return {
    type: 'initiation',
    sender: readUint32le(bytes, INITIATION.sender),
    ephemeral: bytes.subarray(INITIATION.ephemeral, INITIATION.static),
    sealedStatic: bytes.subarray(INITIATION.static, INITIATION.timestamp),
    sealedTimestamp: bytes.subarray(INITIATION.timestamp, MESSAGE_LENGTH.initiation - MACS_LENGTH),
  };
}

/** In a new array, with room for the two MACs, which are zero. */
export function emitInitiation(message: Initiation): Uint8Array {
  const bytes = begin('initiation');
  writeUint32le(bytes, INITIATION.sender, message.sender);
  bytes.set(sized(message.ephemeral, KEY_LENGTH), INITIATION.ephemeral);
  bytes.set(sized(message.sealedStatic, KEY_LENGTH + TAG_LENGTH), INITIATION.static);
  bytes.set(sized(message.sealedTimestamp, TIMESTAMP_LENGTH + TAG_LENGTH), INITIATION.timestamp);
  return bytes;
}

/** @throws {MalformedPacketError} another type or length */
export function parseResponse(bytes: Uint8Array): Response {
  requireType(bytes, 'response');
  return {
    type: 'response',
    sender: readUint32le(bytes, RESPONSE.sender),
    receiver: readUint32le(bytes, RESPONSE.receiver),
    ephemeral: bytes.subarray(RESPONSE.ephemeral, RESPONSE.empty),
    sealedNothing: bytes.subarray(RESPONSE.empty, MESSAGE_LENGTH.response - MACS_LENGTH),
  };
}

/** In a new array, with room for the two MACs, which are zero. */
export function emitResponse(message: Response): Uint8Array {
  const bytes = begin('response');
  writeUint32le(bytes, RESPONSE.sender, message.sender);
  writeUint32le(bytes, RESPONSE.receiver, message.receiver);
  bytes.set(sized(message.ephemeral, KEY_LENGTH), RESPONSE.ephemeral);
  bytes.set(sized(message.sealedNothing, TAG_LENGTH), RESPONSE.empty);
  return bytes;
}

/** @throws {MalformedPacketError} another type or length */
export function parseCookieReply(bytes: Uint8Array): CookieReply {
  requireType(bytes, 'cookieReply');
  return {
    type: 'cookie-reply',
    receiver: readUint32le(bytes, COOKIE_REPLY.receiver),
    nonce: bytes.subarray(COOKIE_REPLY.nonce, COOKIE_REPLY.cookie),
    sealedCookie: bytes.subarray(COOKIE_REPLY.cookie),
  };
}

/** In a new array. */
export function emitCookieReply(message: CookieReply): Uint8Array {
  const bytes = begin('cookieReply');
  writeUint32le(bytes, COOKIE_REPLY.receiver, message.receiver);
  bytes.set(sized(message.nonce, NONCE_LENGTH), COOKIE_REPLY.nonce);
  bytes.set(sized(message.sealedCookie, MAC_LENGTH + TAG_LENGTH), COOKIE_REPLY.cookie);
  return bytes;
}

/** The session that a data message is for, in place. `messageType` has said that it is one. */
export function dataReceiver(bytes: Uint8Array): number {
  return readUint32le(bytes, DATA.receiver);
}

/** The counter of a data message, in place; above 2⁵³ it is not exact. */
export function dataCounter(bytes: Uint8Array): number {
  return readUint32le(bytes, DATA.counter) + readUint32le(bytes, DATA.counter + 4) * 0x1_0000_0000;
}

/** Writes the 16 octets in front of what is sealed, at the start of `bytes`. */
export function writeDataHeader(bytes: Uint8Array, receiver: number, counter: number): void {
  bytes[0] = MESSAGE_TYPE.data;
  bytes[1] = bytes[2] = bytes[3] = 0;
  writeUint32le(bytes, DATA.receiver, receiver);
  writeUint64le(bytes, DATA.counter, counter);
}

/** @param value at most 2⁵³ − 1 */
export function writeUint64le(bytes: Uint8Array, at: number, value: number): void {
  writeUint32le(bytes, at, value >>> 0);
  writeUint32le(bytes, at + 4, Math.floor(value / 0x1_0000_0000));
}

function readUint32le(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function writeUint32le(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

function requireType(bytes: Uint8Array, type: keyof typeof MESSAGE_TYPE): void {
  if (messageType(bytes) !== type) throw new MalformedPacketError('wireguard', `no ${type}`);
}

function begin(type: 'initiation' | 'response' | 'cookieReply'): Uint8Array {
  const bytes = new Uint8Array(MESSAGE_LENGTH[type]);
  bytes[0] = MESSAGE_TYPE[type];
  return bytes;
}

function sized(field: Uint8Array, length: number): Uint8Array {
  if (field.length !== length) throw new RangeError(`a field of ${field.length} octets where ${length} belong`);
  return field;
}
