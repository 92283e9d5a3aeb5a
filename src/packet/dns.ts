/** Questions to a server of the domain name system, and its answers (RFC 1035 §4): addresses, and other names for names. */
import type {IpAddress} from './ip-address.ts';
import {readIpv6Address} from './ipv6-address.ts';
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, readUint32, writeUint16} from './octets.ts';

export const DNS_PORT = 53;
export const DNS_TYPE = {a: 1, cname: 5, aaaa: 28} as const;
/** RFC 1035 §4.1.1. */
export const DNS_RCODE = {noError: 0, nameError: 3} as const;

const HEADER_LENGTH = 12;
/** Octets of the longest label, and of the longest name with the lengths of its labels and its end. */
const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;
const INTERNET = 1;
const FLAG = {response: 0x8000, truncated: 0x0200, recursionDesired: 0x0100, rcode: 0x000f} as const;
/** The two upper bits of a length: the rest is where the name goes on. */
const POINTER = 0xc0;
/** More than any answer to one question has. */
const MOST_RECORDS = 256;

export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
}

export interface DnsRecord {
  readonly name: string;
  /** Of an address, or another name of which to ask for it. */
  readonly data: {readonly address: IpAddress} | {readonly alias: string};
}

export interface DnsAnswer {
  readonly id: number;
  /** Not all of it found room in a datagram. */
  readonly truncated: boolean;
  readonly rcode: number;
  /** Names are in lower case, without a dot at the end. */
  readonly question: DnsQuestion;
  /** What is of another type or class is left out. */
  readonly records: readonly DnsRecord[];
}

export type DnsFault =
  'truncated' | 'no-response' | 'not-one-question' | 'too-many-records' | 'bad-name' | 'bad-record';

/** Whether a server can be asked for that: labels of letters, digits, `-` and `_`, with an optional dot at the end. */
export function isDomainName(text: string): boolean {
  const name = text.replace(/\.$/, '');
  if (name.length > LONGEST_NAME - 2) return false;
  return name
    .split('.')
    .every((label) => label.length <= LONGEST_LABEL && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/i.test(label));
}

/** In a new array. @param name as `isDomainName` has it */
export function emitDnsQuestion(id: number, {name, type}: DnsQuestion): Uint8Array {
  const labels = name.replace(/\.$/, '').split('.');
  const octets = labels.flatMap((label) => [label.length, ...new TextEncoder().encode(label)]);
  const bytes = new Uint8Array(HEADER_LENGTH + octets.length + 5);
  writeUint16(bytes, 0, id);
  writeUint16(bytes, 2, FLAG.recursionDesired);
  writeUint16(bytes, 4, 1);
  bytes.set(octets, HEADER_LENGTH);
  const end = HEADER_LENGTH + octets.length + 1;
  writeUint16(bytes, end, type);
  writeUint16(bytes, end + 2, INTERNET);
  return bytes;
}

/** @throws {MalformedPacketError} for whatever `readDnsAnswer` finds */
export function parseDnsAnswer(bytes: Uint8Array): DnsAnswer {
  const read = readDnsAnswer(bytes);
  if (typeof read === 'string') throw new MalformedPacketError('dns', read);
  return read;
}

/** The answer, or why there is none. What stands behind the answers is not looked at. */
export function readDnsAnswer(bytes: Uint8Array): DnsAnswer | DnsFault {
  if (bytes.length < HEADER_LENGTH) return 'truncated';
  const flags = readUint16(bytes, 2);
  if ((flags & FLAG.response) === 0) return 'no-response';
  if (readUint16(bytes, 4) !== 1) return 'not-one-question';
  const count = readUint16(bytes, 6);
  if (count > MOST_RECORDS) return 'too-many-records';
  const asked = readName(bytes, HEADER_LENGTH);
  if (!asked) return 'bad-name';
  if (asked.end + 4 > bytes.length) return 'truncated';
  const records: DnsRecord[] = [];
  const truncated = (flags & FLAG.truncated) !== 0;
  let at = asked.end + 4;
  for (let number = 0; number < count; number++) {
    const read = readRecord(bytes, at);
    // The last record of a truncated answer may be cut in the midst.
    if (typeof read === 'string') {
      if (truncated) break;
      return read;
    }
    if (read.record) records.push(read.record);
    at = read.end;
  }
  return {
    id: readUint16(bytes, 0),
    truncated,
    rcode: flags & FLAG.rcode,
    question: {name: asked.name, type: readUint16(bytes, asked.end)},
    records,
  };
}

function readRecord(bytes: Uint8Array, start: number): {record: DnsRecord | undefined; end: number} | DnsFault {
  const owner = readName(bytes, start);
  if (!owner) return 'bad-name';
  const data = owner.end + 10;
  if (data > bytes.length) return 'truncated';
  const end = data + readUint16(bytes, owner.end + 8);
  if (end > bytes.length) return 'truncated';
  const {name} = owner;
  if (readUint16(bytes, owner.end + 2) !== INTERNET) return {record: undefined, end};
  switch (readUint16(bytes, owner.end)) {
    case DNS_TYPE.a:
      return end - data === 4 ? {record: {name, data: {address: readUint32(bytes, data)}}, end} : 'bad-record';
    case DNS_TYPE.aaaa:
      return end - data === 16 ? {record: {name, data: {address: readIpv6Address(bytes, data)}}, end} : 'bad-record';
    case DNS_TYPE.cname: {
      const alias = readName(bytes, data);
      if (!alias) return 'bad-name';
      return alias.end === end ? {record: {name, data: {alias: alias.name}}, end} : 'bad-record';
    }
    default:
      return {record: undefined, end};
  }
}

/**
 * The name at an offset, and where what is behind it begins. Each pointer leads further back than the part it ends, so
 * that no chain of them is a loop (RFC 1035 §4.1.4: a prior occurrence).
 */
function readName(bytes: Uint8Array, start: number): {name: string; end: number} | undefined {
  const labels: string[] = [];
  let [at, part, octets] = [start, start, 0];
  let end: number | undefined;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if ((length & POINTER) === POINTER) {
      if (at + 2 > bytes.length) return undefined;
      end ??= at + 2;
      const target = readUint16(bytes, at) & 0x3fff;
      if (target >= part) return undefined;
      [at, part] = [target, target];
      continue;
    }
    if (length > LONGEST_LABEL || at + 1 + length > bytes.length) return undefined;
    octets += length + 1;
    if (octets > LONGEST_NAME) return undefined;
    if (length === 0) return {name: labels.join('.').toLowerCase(), end: end ?? at + 1};
    labels.push(String.fromCharCode(...bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
}
