/** Options behind the fixed part of a message of neighbour discovery (RFC 4861 §4.6). */
import {readMac, writeMac, type MacAddress} from './ethernet.ts';
import {readIpv6Address, writeIpv6Address} from './ipv6-address.ts';
import type {PrefixInformation} from './neighbour-message.ts';
import {readUint32, writeUint32} from './octets.ts';

export const NEIGHBOUR_OPTION = {sourceMac: 1, targetMac: 2, prefix: 3, redirected: 4, mtu: 5} as const;

/** Lengths count units of 8 octets. */
const UNIT = 8;
/** Of the options that have one length: those of link-layer addresses of 6 octets, of a prefix and of an MTU. */
const UNITS = {mac: 1, prefix: 4, mtu: 1} as const;

const ON_LINK = 0x80;
const AUTONOMOUS = 0x40;

export interface NeighbourOptions {
  readonly sourceMac: MacAddress | undefined;
  readonly targetMac: MacAddress | undefined;
  readonly mtu: number | undefined;
  readonly prefixes: readonly PrefixInformation[];
  /** A view, not a copy; empty where none is quoted. */
  readonly quoted: Uint8Array;
}

/**
 * The options in `packet[start…end)`; `undefined` where one has no length or reaches past the end. What is not known, or
 * has a length its type never has, is skipped; of two of the same type the last one counts, but each prefix does.
 */
export function parseNeighbourOptions(packet: Uint8Array, start: number, end: number): NeighbourOptions | undefined {
  const prefixes: PrefixInformation[] = [];
  const options: {-readonly [Key in keyof NeighbourOptions]: NeighbourOptions[Key]} = {
    sourceMac: undefined,
    targetMac: undefined,
    mtu: undefined,
    prefixes,
    quoted: packet.subarray(end, end),
  };
  for (let at = start; at < end;) {
    const units = at + 1 < end ? packet[at + 1]! : 0;
    const behind = at + units * UNIT;
    if (units === 0 || behind > end) return undefined;
    const type = packet[at]!;
    if (type === NEIGHBOUR_OPTION.sourceMac && units === UNITS.mac) options.sourceMac = readMac(packet, at + 2);
    if (type === NEIGHBOUR_OPTION.targetMac && units === UNITS.mac) options.targetMac = readMac(packet, at + 2);
    if (type === NEIGHBOUR_OPTION.mtu && units === UNITS.mtu) options.mtu = readUint32(packet, at + 4);
    if (type === NEIGHBOUR_OPTION.redirected) options.quoted = packet.subarray(at + UNIT, behind);
    if (type === NEIGHBOUR_OPTION.prefix && units === UNITS.prefix && packet[at + 2]! <= 128)
      prefixes.push(readPrefix(packet, at));
    at = behind;
  }
  return options;
}

function readPrefix(packet: Uint8Array, at: number): PrefixInformation {
  const flags = packet[at + 3]!;
  return {
    prefix: readIpv6Address(packet, at + 16),
    length: packet[at + 2]!,
    onLink: (flags & ON_LINK) !== 0,
    autonomous: (flags & AUTONOMOUS) !== 0,
    validLifetime: readUint32(packet, at + 4),
    preferredLifetime: readUint32(packet, at + 8),
  };
}

/** No option where there is no address. */
export function macOption(whose: 'sourceMac' | 'targetMac', mac: MacAddress | undefined): Uint8Array[] {
  if (mac === undefined) return [];
  const option = optionOf(NEIGHBOUR_OPTION[whose], UNITS.mac);
  writeMac(option, 2, mac);
  return [option];
}

export function mtuOption(mtu: number | undefined): Uint8Array[] {
  if (mtu === undefined) return [];
  const option = optionOf(NEIGHBOUR_OPTION.mtu, UNITS.mtu);
  writeUint32(option, 4, mtu);
  return [option];
}

export function prefixOption(information: PrefixInformation): Uint8Array {
  const option = optionOf(NEIGHBOUR_OPTION.prefix, UNITS.prefix);
  option[2] = information.length;
  option[3] = (information.onLink ? ON_LINK : 0) | (information.autonomous ? AUTONOMOUS : 0);
  writeUint32(option, 4, information.validLifetime);
  writeUint32(option, 8, information.preferredLifetime);
  writeIpv6Address(option, 16, information.prefix);
  return option;
}

/** At most `room` octets, and whole units of 8: what is over is cut off. None for no octets. */
export function redirectedOption(quoted: Uint8Array, room: number): Uint8Array[] {
  const units = Math.floor(Math.min(quoted.length, room - UNIT) / UNIT);
  if (units <= 0) return [];
  const option = optionOf(NEIGHBOUR_OPTION.redirected, 1 + units);
  option.set(quoted.subarray(0, units * UNIT), UNIT);
  return [option];
}

function optionOf(type: number, units: number): Uint8Array {
  const option = new Uint8Array(units * UNIT);
  option[0] = type;
  option[1] = units;
  return option;
}
