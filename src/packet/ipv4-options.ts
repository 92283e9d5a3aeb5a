/** Options behind the fixed part of an IPv4 header (RFC 791 §3.1): finding them, writing into them, reading them. */
import type {Ipv4Address} from './address.ts';
import {IPV4_HEADER_LENGTH, finishIpv4Header, readHeaderLength} from './ipv4.ts';
import {readUint32, writeUint32} from './octets.ts';

export const IP_OPTION = {
  end: 0,
  noOperation: 1,
  recordRoute: 7,
  timestamp: 68,
  looseSourceRoute: 131,
  strictSourceRoute: 137,
} as const;

/** What is written into a time stamp option: times alone, with addresses, or where an address asks for it. */
export const TIMESTAMP_FLAG = {tsonly: 0, tsandaddr: 1, tsprespec: 3} as const;
export type TimestampForm = keyof typeof TIMESTAMP_FLAG;

/** Octets that all options together may have. */
const MOST_OCTETS = 40;
/** The pointer counts from 1; what it points at in an empty option. */
const FIRST_POINTER = {route: 4, timestamp: 5} as const;
const MOST_MISSED = 15;

/** Whether the sender wants to choose the way: what no host or router does any more (RFC 7126 §4.3, §4.4). */
export function hasSourceRoute(packet: Uint8Array): boolean {
  const end = readHeaderLength(packet);
  for (let at = IPV4_HEADER_LENGTH; at < end; at = nextOption(packet, at, end)) {
    const type = packet[at]!;
    if (type === IP_OPTION.looseSourceRoute || type === IP_OPTION.strictSourceRoute) return true;
  }
  return false;
}

/** Where the option behind the one at `at` begins; `end` where there is none, or where nobody could tell. */
function nextOption(octets: Uint8Array, at: number, end: number): number {
  const type = octets[at]!;
  if (type === IP_OPTION.end) return end;
  const length = type === IP_OPTION.noOperation ? 1 : (octets[at + 1] ?? 0);
  const next = at + length;
  return length === 0 || (length === 1 && type !== IP_OPTION.noOperation) || next > end ? end : next;
}

/** Where the options of RFC 791 that hosts write into begin in `octets[start…end)`. */
function* records(octets: Uint8Array, start: number, end: number): Generator<number> {
  for (let at = start; at < end;) {
    const next = nextOption(octets, at, end);
    const type = octets[at]!;
    // Without the pointer behind its length it is none.
    const whole = at + 3 <= end && at + (octets[at + 1] ?? 0) <= end;
    if (whole && (type === IP_OPTION.recordRoute || type === IP_OPTION.timestamp)) yield at;
    at = next;
  }
}

/** A record route option with room for nine addresses; the one octet in front makes the header a multiple of 4. */
export function recordRouteOption(): Uint8Array {
  const option = new Uint8Array(MOST_OCTETS);
  option.set([IP_OPTION.noOperation, IP_OPTION.recordRoute, MOST_OCTETS - 1, FIRST_POINTER.route]);
  return option;
}

/** @param asked of `tsprespec`: the addresses whose hosts shall say the time, at most four */
export function timestampOption(form: TimestampForm, asked: readonly Ipv4Address[] = []): Uint8Array {
  const length = form === 'tsonly' ? MOST_OCTETS : form === 'tsandaddr' ? MOST_OCTETS - 4 : 4 + 8 * asked.length;
  const option = new Uint8Array(length);
  option.set([IP_OPTION.timestamp, length, FIRST_POINTER.timestamp, TIMESTAMP_FLAG[form]]);
  if (form === 'tsprespec') for (const [place, address] of asked.entries()) writeUint32(option, 4 + 8 * place, address);
  return option;
}

/** Who writes into the options of a packet. */
export interface Recorder {
  readonly address: Ipv4Address;
  /** Milliseconds since midnight, universal time. */
  readonly time: number;
  readonly isOwn: (address: Ipv4Address) => boolean;
}

/** Writes an address or a time into every option that asks for it and has room; the header's checksum follows. */
export function recordInOptions(packet: Uint8Array, recorder: Recorder): void {
  for (const at of records(packet, IPV4_HEADER_LENGTH, readHeaderLength(packet))) {
    if (packet[at] === IP_OPTION.recordRoute) recordAddress(packet, at, recorder.address);
    else recordTime(packet, at, recorder);
  }
  finishIpv4Header(packet);
}

function recordAddress(packet: Uint8Array, at: number, address: Ipv4Address): void {
  const pointer = packet[at + 2]!;
  if (pointer < FIRST_POINTER.route || pointer + 3 > packet[at + 1]!) return;
  writeUint32(packet, at + pointer - 1, address);
  packet[at + 2] = pointer + 4;
}

function recordTime(packet: Uint8Array, at: number, {address, time, isOwn}: Recorder): void {
  const [, length = 0, pointer = 0, state = 0] = packet.subarray(at, at + 4);
  const flag = state & 0xf;
  const room = flag === TIMESTAMP_FLAG.tsonly ? 4 : 8;
  if (pointer < FIRST_POINTER.timestamp) return;
  if (pointer > length) {
    if (state >>> 4 < MOST_MISSED) packet[at + 3] = state + 0x10;
    return;
  }
  const place = at + pointer - 1;
  if (pointer + room - 1 > length) return;
  if (flag === TIMESTAMP_FLAG.tsprespec && !isOwn(readUint32(packet, place))) return;
  if (flag === TIMESTAMP_FLAG.tsandaddr) writeUint32(packet, place, address);
  writeUint32(packet, place + room - 4, time);
  packet[at + 2] = pointer + room;
}

/** The options that an echo reply takes over from its request (RFC 1122 §3.2.2.6), padded; `undefined` for none. */
export function repliedOptions(packet: Uint8Array): Uint8Array | undefined {
  const kept: number[] = [];
  for (const at of records(packet, IPV4_HEADER_LENGTH, readHeaderLength(packet))) {
    kept.push(...packet.subarray(at, at + packet[at + 1]!));
  }
  if (kept.length === 0) return undefined;
  while (kept.length % 4 !== 0) kept.push(IP_OPTION.end);
  return Uint8Array.from(kept);
}

/** Time that a host has written; `address` where the option has those. */
export interface OptionTime {
  readonly address?: Ipv4Address;
  /** Milliseconds since midnight, universal time; whatever else a host has, where it says so. */
  readonly time: number;
  readonly standard: boolean;
}

export type Ipv4Option =
  | {readonly type: 'no-operation'}
  | {readonly type: 'record-route'; readonly route: readonly Ipv4Address[]}
  | {readonly type: 'timestamp'; readonly times: readonly OptionTime[]; readonly missed: number}
  | {readonly type: 'other'; readonly number: number};

/** Options as records, as far as they can be told apart: `octets` are those between header and data. */
export function parseIpv4Options(octets: Uint8Array): Ipv4Option[] {
  const options: Ipv4Option[] = [];
  const end = octets.length;
  for (let at = 0; at < end && octets[at] !== IP_OPTION.end; at = nextOption(octets, at, end)) {
    const type = octets[at]!;
    if (type === IP_OPTION.noOperation) options.push({type: 'no-operation'});
    else if (at + 3 > end || octets[at + 1]! < 3 || at + octets[at + 1]! > end) break;
    else if (type === IP_OPTION.recordRoute) options.push({type: 'record-route', route: recordedRoute(octets, at)});
    else if (type === IP_OPTION.timestamp) options.push(recordedTimes(octets, at));
    else options.push({type: 'other', number: type});
  }
  return options;
}

/** Where the part that was written ends. */
function writtenEnd(octets: Uint8Array, at: number): number {
  return at + Math.min(octets[at + 2]! - 1, octets[at + 1]!);
}

function recordedRoute(octets: Uint8Array, at: number): Ipv4Address[] {
  const route: Ipv4Address[] = [];
  for (let place = at + 3; place + 4 <= writtenEnd(octets, at); place += 4) route.push(readUint32(octets, place));
  return route;
}

function recordedTimes(octets: Uint8Array, at: number): Ipv4Option {
  const state = octets[at + 3] ?? 0;
  const alone = (state & 0xf) === TIMESTAMP_FLAG.tsonly;
  const room = alone ? 4 : 8;
  const times: OptionTime[] = [];
  for (let place = at + 4; place + room <= writtenEnd(octets, at); place += room) {
    const word = readUint32(octets, place + room - 4);
    times.push({
      ...(!alone && {address: readUint32(octets, place)}),
      time: word % 0x8000_0000,
      standard: word < 0x8000_0000,
    });
  }
  return {type: 'timestamp', times, missed: state >>> 4};
}
