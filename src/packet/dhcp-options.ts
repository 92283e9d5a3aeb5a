/** Options of a DHCP message (RFC 2132): what the client asks for, tells and is told. */
import type {Ipv4Address} from './address.ts';
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

export const DHCP_OPTION = {
  pad: 0,
  mask: 1,
  routers: 3,
  nameservers: 6,
  hostName: 12,
  domain: 15,
  mtu: 26,
  broadcast: 28,
  requested: 50,
  lease: 51,
  overload: 52,
  type: 53,
  server: 54,
  parameters: 55,
  message: 56,
  maximumSize: 57,
  renewal: 58,
  rebinding: 59,
  end: 255,
} as const;

/** By their numbers in option 53, from 1. */
export const DHCP_TYPES = ['discover', 'offer', 'request', 'decline', 'ack', 'nak', 'release', 'inform'] as const;
export type DhcpType = (typeof DHCP_TYPES)[number];

/** Times are in seconds; `DHCP_INFINITE` is for ever. What is left out is not there. */
export interface DhcpOptions {
  readonly type: DhcpType;
  readonly mask?: Ipv4Address;
  readonly routers?: readonly Ipv4Address[];
  readonly nameservers?: readonly Ipv4Address[];
  readonly hostName?: string;
  readonly domain?: string;
  readonly mtu?: number;
  readonly broadcast?: Ipv4Address;
  readonly requested?: Ipv4Address;
  readonly lease?: number;
  readonly server?: Ipv4Address;
  /** Numbers of the options that the client would like to be told. */
  readonly parameters?: readonly number[];
  /** Why a server refuses, for people. */
  readonly message?: string;
  readonly maximumSize?: number;
  readonly renewal?: number;
  readonly rebinding?: number;
}

export const DHCP_INFINITE = 0xffff_ffff;

/** Octets of the longest option that is written in one piece. */
const LONGEST = 255;

interface Format {
  /** `undefined`: octets that the option can not have. */
  readonly parse: (octets: Uint8Array) => unknown;
  readonly emit: (value: never) => Uint8Array;
}

function format<Value>(
  parse: (octets: Uint8Array) => Value | undefined,
  emit: (value: Value) => Uint8Array,
): {parse: (octets: Uint8Array) => Value | undefined; emit: (value: Value) => Uint8Array} {
  return {parse, emit};
}

const UINT16 = format(
  (octets) => (octets.length === 2 ? readUint16(octets, 0) : undefined),
  (value: number) => written(2, (octets) => writeUint16(octets, 0, value)),
);
const UINT32 = format(
  (octets) => (octets.length === 4 ? readUint32(octets, 0) : undefined),
  (value: number) => written(4, (octets) => writeUint32(octets, 0, value)),
);
/** At least one. */
const ADDRESSES = format(
  (octets) =>
    octets.length > 0 && octets.length % 4 === 0
      ? Array.from({length: octets.length / 4}, (_, at) => readUint32(octets, 4 * at))
      : undefined,
  (addresses: readonly Ipv4Address[]) =>
    written(4 * addresses.length, (octets) => addresses.forEach((address, at) => writeUint32(octets, 4 * at, address))),
);
/** NVT ASCII that can be shown; some servers put a zero octet behind it. */
const TEXT = format(
  (octets) => {
    const text = String.fromCharCode(...octets.subarray(0, LONGEST)).replace(/\0+$/, '');
    return /^[\x20-\x7e]+$/.test(text) ? text : undefined;
  },
  (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
);
const NUMBERS = format(
  (octets) => (octets.length > 0 ? [...octets] : undefined),
  (numbers: readonly number[]) => Uint8Array.from(numbers),
);
const TYPE = format(
  (octets) => (octets.length === 1 ? DHCP_TYPES[octets[0]! - 1] : undefined),
  (type: DhcpType) => Uint8Array.of(DHCP_TYPES.indexOf(type) + 1),
);

/** In the order in which they are written. */
const FORMATS: Readonly<Record<keyof DhcpOptions, Format>> = {
  type: TYPE,
  server: UINT32,
  requested: UINT32,
  lease: UINT32,
  renewal: UINT32,
  rebinding: UINT32,
  mask: UINT32,
  routers: ADDRESSES,
  nameservers: ADDRESSES,
  hostName: TEXT,
  domain: TEXT,
  mtu: UINT16,
  broadcast: UINT32,
  parameters: NUMBERS,
  message: TEXT,
  maximumSize: UINT16,
};

/** Words for people, which are left out where they can not be shown. */
const WORDS: ReadonlySet<keyof DhcpOptions> = new Set(['hostName', 'domain', 'message']);

export type DhcpOptionFault = 'option-past-the-end' | 'bad-option' | 'no-message-type';

/** Options by their numbers; the parts of one that comes several times are joined (RFC 3396). */
export class OptionOctets {
  readonly #octets = new Map<number, number[]>();

  /** @returns why `area` holds no options; a missing end is none */
  collect(area: Uint8Array): DhcpOptionFault | undefined {
    for (let at = 0; at < area.length;) {
      const code = area[at]!;
      if (code === DHCP_OPTION.end) return undefined;
      if (code === DHCP_OPTION.pad) {
        at++;
        continue;
      }
      const length = area[at + 1];
      if (length === undefined || at + 2 + length > area.length) return 'option-past-the-end';
      const octets = this.#octets.get(code) ?? [];
      octets.push(...area.subarray(at + 2, at + 2 + length));
      this.#octets.set(code, octets);
      at += 2 + length;
    }
    return undefined;
  }

  /** Which of the fields `file` (1) and `sname` (2) hold options too (RFC 2132 §9.3). */
  get overload(): number {
    const octets = this.#octets.get(DHCP_OPTION.overload);
    return octets?.length === 1 ? octets[0]! & 3 : 0;
  }

  parse(): DhcpOptions | DhcpOptionFault {
    const options: Record<string, unknown> = {};
    for (const [name, {parse}] of Object.entries(FORMATS) as [keyof DhcpOptions, Format][]) {
      const octets = this.#octets.get(DHCP_OPTION[name]);
      if (!octets) continue;
      const value = parse(Uint8Array.from(octets));
      if (value === undefined && !WORDS.has(name)) return 'bad-option';
      if (value !== undefined) options[name] = value;
    }
    return 'type' in options ? (options as unknown as DhcpOptions) : 'no-message-type';
  }
}

/** With their end. What is longer than an option takes is written in parts. */
export function emitDhcpOptions(options: DhcpOptions): number[] {
  const octets: number[] = [];
  for (const [name, {emit}] of Object.entries(FORMATS) as [keyof DhcpOptions, Format][]) {
    const value = options[name];
    if (value === undefined) continue;
    const whole = emit(value as never);
    for (let at = 0; at < whole.length; at += LONGEST) {
      const part = whole.subarray(at, at + LONGEST);
      octets.push(DHCP_OPTION[name], part.length, ...part);
    }
  }
  return [...octets, DHCP_OPTION.end];
}

function written(length: number, write: (octets: Uint8Array) => void): Uint8Array {
  const octets = new Uint8Array(length);
  write(octets);
  return octets;
}
