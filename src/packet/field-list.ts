import {formatAddress} from './address.ts';
import {formatMac, readMac} from './ethernet.ts';
import {toHex} from './hex.ts';
import {formatIpv6, readIpv6Address} from './ipv6-address.ts';
import {readUint32} from './octets.ts';
import {protocolName} from './protocol-name.ts';

/** A run of octets and what they mean. */
export interface Field {
  /** In octets from the start of the frame. */
  readonly offset: number;
  readonly length: number;
  readonly name: string;
  /** For people; numbers are decimal, or hexadecimal with 0x in front; data is bare hexadecimal. */
  readonly value: string;
}

/** Turns the octets of one field into its value. */
export type Format = (octets: Uint8Array) => string;

/** Length in octets, name and format of the fields of a header, in their order. */
export type Layout = readonly (readonly [length: number, name: string, format: Format])[];

/** Up to 4 octets. */
export const decimal: Format = (octets) => String(octets.reduce((number, octet) => number * 256 + octet, 0));
export const hexadecimal: Format = (octets) => `0x${toHex(octets)}`;
export const address: Format = (octets) => formatAddress(readUint32(octets, 0));
export const address6: Format = (octets) => formatIpv6(readIpv6Address(octets, 0));
export const protocol: Format = (octets) => `${octets[0]!} (${protocolName(octets[0]!)})`;
export const mac: Format = (octets) => formatMac(readMac(octets, 0));

/** Takes fields off the front of a frame, so that each octet is in exactly one of them, whatever lengths are asked for. */
export class FieldList {
  readonly fields: Field[] = [];
  readonly #bytes: Uint8Array;
  #prefix = '';
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Offset of the next field, in octets from the start of the frame. */
  get at(): number {
    return this.#at;
  }

  /** What is put in front of the names that follow. */
  set prefix(prefix: string) {
    this.#prefix = prefix;
  }

  /** Takes `length` octets, or what is left of them before `end`: then the name says so and the value is their digits. */
  take(length: number, name: string, format: Format, end = this.#bytes.length): void {
    const available = Math.min(length, end - this.#at);
    if (available <= 0) return;
    const octets = this.#bytes.subarray(this.#at, this.#at + available);
    const isWhole = available === length;
    const label = this.#prefix + (isWhole ? name : `${name} (cut short)`);
    this.fields.push({
      offset: this.#at,
      length: available,
      name: label,
      value: isWhole ? format(octets) : toHex(octets),
    });
    this.#at += available;
  }

  takeAll(layout: Layout, end: number): void {
    for (const [length, name, format] of layout) this.take(length, name, format, end);
  }

  /** Takes everything before `end`. */
  takeRest(name: string, end = this.#bytes.length): void {
    this.take(end - this.#at, name, toHex, end);
  }
}
