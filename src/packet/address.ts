/** IPv4 addresses as unsigned 32-bit numbers, masks and prefixes (RFC 791, RFC 4632). */

/** Unsigned 32-bit number, most significant octet first. */
export type Ipv4Address = number;

export const ANY: Ipv4Address = 0;
export const LIMITED_BROADCAST: Ipv4Address = 0xffff_ffff;

/** Strict dotted quad: four decimal numbers without leading zeros; `undefined` for anything else. */
export function parseAddress(text: string): Ipv4Address | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let address = 0;
  for (const part of match.slice(1)) {
    const octet = Number(part);
    if (octet > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    address = address * 256 + octet;
  }
  return address;
}

export function formatAddress(address: Ipv4Address): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The mask of a prefix length 0…32. */
export function maskOf(prefixLength: number): number {
  return prefixLength === 0 ? 0 : (0xffff_ffff << (32 - prefixLength)) >>> 0;
}

/** The prefix length of a mask; `undefined` for one with holes. */
export function prefixLengthOf(mask: number): number | undefined {
  const length = Math.clz32(~mask);
  return maskOf(length) === mask ? length : undefined;
}

/** The mask an address has by its class: 8 (also 127), 16, otherwise 24. */
export function classfulPrefixLength(address: Ipv4Address): number {
  if (address < 0x8000_0000) return 8;
  return address < 0xc000_0000 ? 16 : 24;
}

export function networkOf(address: Ipv4Address, prefixLength: number): Ipv4Address {
  return (address & maskOf(prefixLength)) >>> 0;
}

/** The directed broadcast address of a network. */
export function broadcastOf(address: Ipv4Address, prefixLength: number): Ipv4Address {
  return (address | ~maskOf(prefixLength)) >>> 0;
}

export function isMulticast(address: Ipv4Address): boolean {
  return address >>> 28 === 0xe;
}

export interface Prefix {
  readonly address: Ipv4Address;
  readonly length: number;
}

/** `default`, an address (length 32) or `address/length`; `undefined` for anything else. Host bits are kept. */
export function parsePrefix(text: string): Prefix | undefined {
  if (text === 'default') return {address: 0, length: 0};
  const [head = '', tail, ...rest] = text.split('/');
  const address = parseAddress(head);
  if (address === undefined || rest.length > 0) return undefined;
  if (tail === undefined) return {address, length: 32};
  if (!/^\d{1,2}$/.test(tail) || Number(tail) > 32) return undefined;
  return {address, length: Number(tail)};
}

/** `default`, a bare address where all 32 bits count, else `address/length`: as `ip route` prints it. */
export function formatPrefix({address, length}: Prefix): string {
  if (length === 0 && address === 0) return 'default';
  return length === 32 ? formatAddress(address) : `${formatAddress(address)}/${length}`;
}
