/**
 * Messages of netlink and their attributes (linux/netlink.h, RFC 3549 §2.3): records in the byte order of the machine,
 * each padded to four octets.
 */
import {NetworkError} from '../errors.ts';
import {LITTLE} from './control-stream.ts';

export const FLAG = {
  request: 1,
  multi: 2,
  ack: 4,
  root: 0x100,
  match: 0x200,
  replace: 0x100,
  exclusive: 0x200,
  create: 0x400,
} as const;
export const DUMP = FLAG.root | FLAG.match;

export const TYPE = {error: 2, done: 3} as const;

const HEADER_LENGTH = 16;
const ATTRIBUTE_LENGTH = 4;
/** The two highest bits of an attribute's type say how it is written, not what it is. */
const ATTRIBUTE_TYPE = 0x3fff;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** A view of what the message was parsed from. */
  readonly body: Uint8Array;
}

/** The messages of one datagram. As for the kernel, they end where a length is none: programs send more than they fill. */
export function parseMessages(datagram: Uint8Array): NetlinkMessage[] {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const messages: NetlinkMessage[] = [];
  for (let at = 0; datagram.length - at >= HEADER_LENGTH;) {
    const length = view.getUint32(at, LITTLE);
    if (length < HEADER_LENGTH || length > datagram.length - at) break;
    messages.push({
      type: view.getUint16(at + 4, LITTLE),
      flags: view.getUint16(at + 6, LITTLE),
      sequence: view.getUint32(at + 8, LITTLE),
      body: datagram.subarray(at + HEADER_LENGTH, at + length),
    });
    at += aligned(length);
  }
  return messages;
}

/** @param port of the socket that it is for */
export function emitMessage({type, flags, sequence, body}: NetlinkMessage, port: number): Uint8Array {
  const bytes = new Uint8Array(aligned(HEADER_LENGTH + body.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, HEADER_LENGTH + body.length, LITTLE);
  view.setUint16(4, type, LITTLE);
  view.setUint16(6, flags, LITTLE);
  view.setUint32(8, sequence, LITTLE);
  view.setUint32(12, port, LITTLE);
  bytes.set(body, HEADER_LENGTH);
  return bytes;
}

/**
 * The attributes behind a family's own header, by type; of several of one type the last counts.
 *
 * @throws {NetworkError} EMALFORMED
 */
export function parseAttributes(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const attributes = new Map<number, Uint8Array>();
  for (let at = 0; bytes.length - at >= ATTRIBUTE_LENGTH;) {
    const length = view.getUint16(at, LITTLE);
    if (length < ATTRIBUTE_LENGTH || length > bytes.length - at) throw malformed('the length of an attribute');
    attributes.set(view.getUint16(at + 2, LITTLE) & ATTRIBUTE_TYPE, bytes.subarray(at + ATTRIBUTE_LENGTH, at + length));
    at += aligned(length);
  }
  return attributes;
}

export type AttributeValue = number | string | Uint8Array;

/** A family's header, and attributes behind it: numbers have 32 bits, strings end with a zero, `undefined` is left out. */
export function emitBody(
  header: Uint8Array,
  attributes: readonly (readonly [number, AttributeValue | undefined])[],
): Uint8Array {
  const parts = attributes.flatMap(([type, value]) => (value === undefined ? [] : [emitAttribute(type, value)]));
  const length = parts.reduce((sum, part) => sum + part.length, aligned(header.length));
  const body = new Uint8Array(length);
  body.set(header);
  let at = aligned(header.length);
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

export function emitAttribute(type: number, value: AttributeValue): Uint8Array {
  const octets = octetsOf(value);
  const bytes = new Uint8Array(aligned(ATTRIBUTE_LENGTH + octets.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, ATTRIBUTE_LENGTH + octets.length, LITTLE);
  view.setUint16(2, type, LITTLE);
  bytes.set(octets, ATTRIBUTE_LENGTH);
  return bytes;
}

function octetsOf(value: AttributeValue): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(`${value}\0`);
  if (typeof value !== 'number') return value;
  const octets = new Uint8Array(4);
  new DataView(octets.buffer).setUint32(0, value, LITTLE);
  return octets;
}

/** @throws {NetworkError} EMALFORMED: shorter than a number. */
export function numberOf(octets: Uint8Array): number {
  if (octets.length < 4) throw malformed('a number');
  return new DataView(octets.buffer, octets.byteOffset).getUint32(0, LITTLE);
}

/** Text up to its zero. */
export function textOf(octets: Uint8Array): string {
  const end = octets.indexOf(0);
  return new TextDecoder().decode(end < 0 ? octets : octets.subarray(0, end));
}

/**
 * Octets of a family's own header.
 *
 * @throws {NetworkError} EMALFORMED: there are fewer.
 */
export function headerOf(body: Uint8Array, length: number): DataView {
  if (body.length < length) throw malformed('a header');
  return new DataView(body.buffer, body.byteOffset, length);
}

function aligned(length: number): number {
  return (length + 3) & ~3;
}

function malformed(what: string): NetworkError {
  return new NetworkError('EMALFORMED', `netlink: ${what} is not right`);
}
