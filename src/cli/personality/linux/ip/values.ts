/** Addresses and prefixes as iproute2 reads them. */
import {formatAddress, maskOf, networkOf, parseAddress, prefixLengthOf} from '../../../../packet/address.ts';
import {formatIpv6, networkOf6, parseIpv6} from '../../../../packet/ipv6-address.ts';
import {IP_STATUS, IpStop} from './stop.ts';
import type {IpFamily} from './options.ts';
import {unsigned} from './words.ts';

export type Family = 'inet' | 'inet6';

export interface IpPrefixWord {
  readonly family: Family;
  readonly address: string;
  readonly length: number;
  /** Whether a length was given. */
  readonly exact: boolean;
}

export const BITS: Readonly<Record<Family, number>> = {inet: 32, inet6: 128};

/** @throws {IpStop} it is none, or of the other family */
export function readAddress(word: string, family: IpFamily | undefined): {family: Family; address: string} {
  const found = addressIn(word, family);
  if (found) return found;
  throw new IpStop(`Error: ${kindOf(family)} address is expected rather than "${word}".\n`, IP_STATUS.failed);
}

/** `default`, `any` and `all` are every address: of the family, or of either where none is named. @throws {IpStop} */
export function readPrefix(word: string, family: IpFamily | undefined): IpPrefixWord {
  const [name = '', mask, ...more] = word.split('/');
  const all = ['default', 'any', 'all'].includes(name);
  const found = all ? everything(family) : addressIn(name, family);
  const length = mask === undefined ? undefined : lengthOf(mask);
  const wrong = mask !== undefined && (all || more.length > 0 || length === undefined);
  if (!found || wrong || (length ?? 0) > BITS[found.family]) {
    throw new IpStop(`Error: ${kindOf(family)} prefix is expected rather than "${word}".\n`, IP_STATUS.failed);
  }
  const whole = all ? 0 : BITS[found.family];
  return {...found, length: length ?? whole, exact: mask !== undefined || name === 'default'};
}

/** Without the bits behind its length. */
export function networkText({family, address, length}: Omit<IpPrefixWord, 'exact'>): string {
  if (family === 'inet') return formatAddress(networkOf(parseAddress(address)!, length));
  return formatIpv6(networkOf6(parseIpv6(address)!, length));
}

/** Whether `address` is of the network. */
export function covers(prefix: Omit<IpPrefixWord, 'exact'>, family: Family, address: string): boolean {
  if (prefix.family !== family) return false;
  return networkText(prefix) === networkText({family, address, length: prefix.length});
}

export function isMulticastText(family: Family, address: string): boolean {
  return family === 'inet' ? parseAddress(address)! >>> 28 === 14 : /^ff/i.test(address);
}

function everything(family: IpFamily | undefined): {family: Family; address: string} {
  return family === 'inet6' ? {family, address: '::'} : {family: 'inet', address: '0.0.0.0'};
}

function addressIn(word: string, family: IpFamily | undefined): {family: Family; address: string} | undefined {
  if (word.includes(':')) {
    const address = family === 'inet' ? undefined : parseIpv6(word);
    return address === undefined ? undefined : {family: 'inet6', address: formatIpv6(address)};
  }
  const address = family === 'inet6' ? undefined : dotted(word);
  return address === undefined ? undefined : {family: 'inet', address};
}

/** One to four numbers; those that are not there are 0, unlike in the C library: `10` is 10.0.0.0. */
function dotted(word: string): string | undefined {
  const parts = word.split('.');
  const numbers = parts.map((part) => unsigned(part, 256));
  if (parts.length > 4 || numbers.includes(undefined)) return undefined;
  return [...numbers, 0, 0, 0].slice(0, 4).join('.');
}

/** A number, or a mask without holes. */
function lengthOf(mask: string): number | undefined {
  const number = unsigned(mask);
  if (number !== undefined) return number;
  const address = parseAddress(mask);
  const length = address === undefined ? undefined : prefixLengthOf(address);
  return length !== undefined && address === maskOf(length) ? length : undefined;
}

function kindOf(family: IpFamily | undefined): string {
  return family ?? 'any valid';
}
