/** How FreeBSD's `route` reads addresses, masks and lengths. */
import {personalName} from '../../../names.ts';
import {formatAddress, maskOf, networkOf, parseAddress} from '../../../packet/address.ts';
import {formatIpv6, isLinkLocal6, networkOf6, parseIpv6} from '../../../packet/ipv6-address.ts';
import {atoi, inetAton, onesIn} from '../c-numbers.ts';
import type {ToolSession} from '../tool.ts';
import {complaint, EX} from './failure.ts';
import {KnownNames} from './known-names.ts';

export type RouteFamily = 'inet' | 'inet6';

const BITS = {inet: 32, inet6: 128} as const;
const UNSPECIFIED = {inet: '0.0.0.0', inet6: '::'} as const;

export function bitsOf(family: RouteFamily): number {
  return BITS[family];
}

export function familyOfAddress(address: string): RouteFamily {
  return address.includes(':') ? 'inet6' : 'inet';
}

interface ReadAddress {
  readonly address: string;
  /** The interface behind the `%` of a link-local address. */
  readonly dev?: string;
}

interface ReadDestination extends ReadAddress {
  /** As it is printed again. */
  readonly told: string;
  readonly isHost: boolean;
  /** Length of its mask, where the word has one. */
  readonly length?: number;
}

/** Reads what stands for an address, with the names that the host knows. */
export class RouteAddresses {
  readonly #names: KnownNames;
  /** Interfaces, by every name that may stand behind the `%` of an address. */
  readonly #zones: ReadonlyMap<string, string>;

  private constructor(names: KnownNames, zones: ReadonlyMap<string, string>) {
    this.#names = names;
    this.#zones = zones;
  }

  static async of(session: ToolSession): Promise<RouteAddresses> {
    const {lab, host} = session;
    const [names, states] = await Promise.all([KnownNames.of(session), lab.listInterfaces({host})]);
    const zones = states.flatMap(({ifname}) =>
      [ifname, personalName('bsd', ifname)].map((name) => [name, ifname] as const),
    );
    return new RouteAddresses(names, new Map(zones));
  }

  /** @throws {Failure} where the word is no address */
  destination(word: string, family: RouteFamily): ReadDestination {
    if (word === 'default') return {told: word, address: UNSPECIFIED[family], isHost: false, length: 0};
    return family === 'inet' ? this.#destination4(word) : this.#destination6(word);
  }

  #destination4(word: string): ReadDestination {
    const [text = '', length] = word.split(/\/(.*)/s);
    if (length === undefined) return {told: word, address: this.#inet(word), isHost: true};
    const address = inetAton(text);
    if (address === undefined) throw complaint('route', `bad address: ${text}`, EX.noHost);
    const bits = atoi(length);
    if (bits < 0 || bits > 32) throw complaint('route', `bad mask length: ${length}`, EX.noHost);
    const outside = networkOf(parseAddress(address)!, bits) !== parseAddress(address);
    if (outside && !text.includes('.')) {
      const means = `malformed address, bits set after mask; ${text} means ${address}`;
      throw complaint('route', means, EX.noHost);
    }
    // The length is not printed again.
    return {told: text, address, isHost: false, length: bits};
  }

  #destination6(word: string): ReadDestination {
    const [text = '', length] = word.split(/\/(.*)/s);
    const read = {told: word, ...this.#inet6(text)};
    if (length !== undefined && length !== '128') return {...read, isHost: false, length: readLength(length, 'inet6')};
    if (read.address === '::' && length === undefined) return {...read, isHost: false, length: 0};
    return {...read, isHost: true};
  }

  /** @throws {Failure} where the word is no address */
  gateway(word: string, family: RouteFamily): ReadAddress {
    if (word === 'default') return {address: UNSPECIFIED[family]};
    return family === 'inet' ? {address: this.#inet(word)} : this.#inet6(word);
  }

  /** Bits of the mask that a word says. @throws {Failure} where the word is no address */
  mask(word: string, family: RouteFamily): number {
    if (word === 'default') return 0;
    if (family === 'inet') return onesIn(parseAddress(this.#inet(word))!);
    return onesIn(parseIpv6(this.#inet6(word).address)!);
  }

  #inet(word: string): string {
    const address = inetAton(word) ?? this.#names.addressOf(word, 'inet');
    if (address === undefined) throw complaint('route', `bad address: ${word}`, EX.noHost, 'ENOTFOUND');
    return address;
  }

  #inet6(word: string): ReadAddress {
    const [text = '', zone] = word.split('%');
    const address = this.#names.addressOf(text, 'inet6');
    const dev = zone === undefined ? undefined : this.#zones.get(zone);
    if (address === undefined || (zone !== undefined && dev === undefined)) {
      throw complaint('route', `${word}: Name does not resolve`, EX.os, 'ENOTFOUND');
    }
    return dev !== undefined && isLinkLocal6(parseIpv6(address)!) ? {address, dev} : {address};
  }
}

/** @throws {Failure} where it is no length of a mask of that family */
export function readLength(word: string, family: RouteFamily): number {
  const length = atoi(word);
  if (length < 0 || length > BITS[family]) throw complaint('route', `${word}: invalid prefixlen`, EX.usage);
  return length;
}

/** What is not of the network is left out. */
export function networkText(address: string, length: number): string {
  if (familyOfAddress(address) === 'inet6') return formatIpv6(networkOf6(parseIpv6(address)!, length));
  return formatAddress((parseAddress(address)! & maskOf(length)) >>> 0);
}
