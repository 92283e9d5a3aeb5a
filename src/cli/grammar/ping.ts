/** Values of ping's options. */
import {canonicalName} from '../../names.ts';
import {parseAddress} from '../../packet/address.ts';
import {looksLikeAddress, quoted, readAddress, usage} from './values.ts';

/** `-p`: hex, an odd digit becomes an octet of its own, at most 16 octets. */
export function readPattern(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[\da-f]{1,32}$/i.test(text)) throw usage(`${quoted(text)} is not a pattern: 1 to 32 hex digits, such as ff00`);
  return text.length % 2 === 0 ? text : `${text.slice(0, -1)}0${text.slice(-1)}`;
}

/** `--stamp`: microseconds that fit in 64 bits. */
export function readStamp(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 1n << 64n) {
    throw usage(`${quoted(text)} is not a time stamp: microseconds since 1970, a whole number below 2^64`);
  }
  return text;
}

/** `-I`: an address of the host, or one of its interfaces. */
export function readSource(text: string | undefined): {source?: string; device?: string} {
  if (text === undefined) return {};
  if (parseAddress(text) !== undefined || looksLikeAddress(text)) return {source: readAddress(text)};
  return {device: canonicalName(text)};
}
