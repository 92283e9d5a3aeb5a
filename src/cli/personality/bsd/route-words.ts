/** The words behind `route add`, `change`, `delete` and `get` of FreeBSD 14. */
import type {ErrorCode} from '../../../errors.ts';

import {formatAddress, maskOf, networkOf, parseAddress} from '../../../packet/address.ts';
import {formatIpv6, isLinkLocal6, networkOf6, parseIpv6} from '../../../packet/ipv6-address.ts';
import {atoi, inetAton, onesIn} from '../c-numbers.ts';
import {interfaceNamed} from '../interface-named.ts';
import type {ToolSession} from '../tool.ts';
import {complaint, EX, type Failure} from './failure.ts';
import {KnownNames} from './known-names.ts';

export interface RouteOptions {
  readonly letters: ReadonlySet<string>;
  readonly family: 'inet6' | undefined;
}

/** What the words say. */
export interface RouteWords {
  readonly family: 'inet' | 'inet6';
  /** Destination and gateway as they are printed again. */
  readonly told: {readonly destination: string; readonly gateway: string};
  readonly destination: string;
  readonly prefixlen: number;
  /** The interface behind the `%` of an address, or in place of a gateway. */
  readonly dev?: string;
  readonly gateway?: string;
  /** An interface stands in place of the gateway. */
  readonly direct: boolean;
  readonly host: boolean;
  readonly masked: boolean;
  readonly type?: 'unreachable' | 'blackhole';
  /** What is asked for and no route here has. */
  readonly unsupported?: ErrorCode;
}

type Usage = (keyword?: string) => Failure;

const BITS = {inet: 32, inet6: 128} as const;

/** What changes nothing about a route here. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['static', 'nostatic', 'lock', 'lockrest', 'nostick']);
/** What no route here has. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'proto1',
  'proto2',
  'proxy',
  'xresolve',
  'sticky',
  'link',
  'sa',
  'osi',
]);
const METRICS: ReadonlySet<string> = new Set([
  'mtu',
  'hopcount',
  'expire',
  'recvpipe',
  'sendpipe',
  'ssthresh',
  'rtt',
  'rttvar',
  'weight',
]);

/** @throws {Failure} */
export async function readRoute(
  session: ToolSession,
  words: readonly string[],
  options: RouteOptions,
  usage: Usage,
): Promise<RouteWords> {
  const reader = new RouteReader(session, await KnownNames.of(session), options.family ?? 'inet', usage);
  await reader.read(words);
  return reader.result();
}

class RouteReader {
  readonly #session: ToolSession;
  readonly #names: KnownNames;
  readonly #usage: Usage;
  #family: 'inet' | 'inet6';
  #destination: string | undefined;
  #gateway: string | undefined;
  #dev: string | undefined;
  #prefixlen: number | undefined;
  #told = {destination: '', gateway: ''};
  #direct = false;
  #isHost = false;
  #forcedHost = false;
  #forcedNet = false;
  #maskFamily: 'inet' | 'inet6' | undefined;
  #type: RouteWords['type'];
  #unsupported: ErrorCode | undefined;
  #left: string[] = [];

  constructor(session: ToolSession, names: KnownNames, family: 'inet' | 'inet6', usage: Usage) {
    this.#session = session;
    this.#names = names;
    this.#family = family;
    this.#usage = usage;
  }

  async read(words: readonly string[]): Promise<void> {
    this.#left = [...words];
    for (let word = this.#left.shift(); word !== undefined; word = this.#left.shift()) {
      if (word.startsWith('-')) await this.#modifier(word.slice(1));
      else if (this.#destination === undefined) this.#readDestination(word);
      else if (this.#gateway === undefined && !this.#hasDirect()) await this.#readGateway(word);
      else {
        this.#readMask(word);
        this.#forcedNet = true;
      }
    }
  }

  #hasDirect(): boolean {
    return this.#direct && this.#told.gateway !== '';
  }

  #value(): string {
    const value = this.#left.shift();
    if (value === undefined) throw this.#usage();
    return value;
  }

  async #modifier(word: string): Promise<void> {
    if (WITHOUT_EFFECT.has(word)) return;
    if (UNSUPPORTED.has(word)) {
      this.#unsupported ??= 'EOPNOTSUPP';
      return;
    }
    if (METRICS.has(word)) {
      this.#metric(this.#value());
      return;
    }
    switch (word) {
      case '4':
      case 'inet':
        this.#family = 'inet';
        break;
      case '6':
      case 'inet6':
        this.#family = 'inet6';
        break;
      case 'iface':
      case 'interface':
        this.#direct = true;
        break;
      case 'host':
        this.#forcedHost = true;
        break;
      case 'net':
        this.#forcedNet = true;
        break;
      case 'reject':
        this.#type = 'unreachable';
        break;
      case 'blackhole':
        this.#type = 'blackhole';
        break;
      case 'fib':
        this.#fib(this.#value());
        break;
      case 'dst':
        this.#readDestination(this.#value());
        break;
      case 'gateway':
        await this.#readGateway(this.#value());
        break;
      case 'netmask':
        this.#readMask(this.#value());
        this.#forcedNet = true;
        break;
      case 'prefixlen': {
        const length = this.#readLength(this.#value());
        this.#isHost = length === BITS[this.#family];
        this.#forcedNet = !this.#isHost;
        break;
      }
      case 'ifp':
      case 'ifa':
      case 'genmask':
        this.#value();
        this.#unsupported ??= 'EOPNOTSUPP';
        break;
      default:
        throw this.#usage(word);
    }
  }

  /** Read, and refused later: no route here has one. `-weight 1` is what every route has. */
  #metric(value: string): void {
    if (!/^[-+]?(?:0x[\da-f]+|\d+)$/i.test(value)) throw complaint('route', `${value}: Invalid argument`, EX.usage);
    if (Number(value) > 1) this.#unsupported ??= 'EOPNOTSUPP';
  }

  /** There is one table. */
  #fib(value: string): void {
    const right = value.split(',').every((each) => ['0', 'all', 'default'].includes(each));
    if (!right) throw complaint('route', `invalid fib number: ${value}`, EX.usage);
  }

  #readDestination(word: string): void {
    this.#told.destination = word;
    if (word === 'default') {
      this.#destination = this.#family === 'inet' ? '0.0.0.0' : '::';
      this.#maskWith(0);
    } else if (this.#family === 'inet6') this.#destination6(word);
    else this.#destination4(word);
  }

  #destination4(word: string): void {
    const [text = '', length] = word.split(/\/(.*)/s);
    if (length === undefined) {
      this.#destination = this.#address(word);
      this.#isHost = true;
      return;
    }
    // The length is not printed again.
    this.#told.destination = text;
    const address = inetAton(text);
    if (address === undefined) throw complaint('route', `bad address: ${text}`, EX.noHost);
    const bits = atoi(length);
    if (bits < 0 || bits > 32) throw complaint('route', `bad mask length: ${length}`, EX.noHost);
    const outside = networkOf(parseAddress(address)!, bits) !== parseAddress(address);
    if (outside && !text.includes('.')) {
      const means = `malformed address, bits set after mask; ${text} means ${address}`;
      throw complaint('route', means, EX.noHost);
    }
    this.#destination = address;
    this.#isHost = false;
    this.#maskWith(bits);
  }

  #destination6(word: string): void {
    const [text = '', length] = word.split(/\/(.*)/s);
    this.#destination = this.#address6(text);
    if (length !== undefined && length !== '128') this.#readLength(length);
    else if (this.#destination === '::' && length === undefined) this.#maskWith(0);
    else this.#isHost = true;
  }

  async #readGateway(word: string): Promise<void> {
    this.#told.gateway = word;
    if (this.#direct) {
      const state = await interfaceNamed(this.#session, word);
      if (!state) throw complaint('route', `interface '${word}' does not exist`, EX.data, 'ENODEV');
      this.#dev = state.ifname;
    } else if (word === 'default') this.#gateway = this.#family === 'inet' ? '0.0.0.0' : '::';
    else this.#gateway = this.#family === 'inet' ? this.#address(word) : this.#address6(word);
  }

  #address(word: string): string {
    const address = inetAton(word) ?? this.#names.addressOf(word, 'inet');
    if (address === undefined) throw complaint('route', `bad address: ${word}`, EX.noHost, 'ENOTFOUND');
    return address;
  }

  /** The interface behind the `%` is that of the route. */
  #address6(word: string): string {
    const [text = '', zone] = word.split('%');
    const address = this.#names.addressOf(text, 'inet6');
    if (address === undefined) {
      throw complaint('route', `${word}: Name does not resolve`, EX.os, 'ENOTFOUND');
    }
    if (zone !== undefined && isLinkLocal6(parseIpv6(address)!)) this.#dev ??= zone;
    return address;
  }

  #readMask(word: string): void {
    const isDefault = word === 'default';
    if (isDefault) this.#maskWith(0);
    else if (this.#family === 'inet6') this.#maskWith(onesIn(parseIpv6(this.#address6(word))!));
    else this.#maskWith(onesIn(parseAddress(this.#address(word))!));
  }

  #readLength(word: string): number {
    const length = atoi(word);
    if (length < 0 || length > BITS[this.#family]) throw complaint('route', `${word}: invalid prefixlen`, EX.usage);
    this.#maskWith(length);
    return length;
  }

  #maskWith(length: number): void {
    this.#prefixlen = length;
    this.#maskFamily = this.#family;
  }

  result(): RouteWords {
    const destination = this.#destination;
    if (destination === undefined) throw this.#wrong('destination parameter required');
    const family = destination.includes(':') ? 'inet6' : 'inet';
    if (this.#maskFamily !== undefined && this.#maskFamily !== family) {
      throw this.#wrong('destination and netmask family need to be the same');
    }
    const host = !this.#forcedNet && (this.#forcedHost || this.#isHost);
    const prefixlen = host ? BITS[family] : (this.#prefixlen ?? BITS[family]);
    return {
      family,
      told: this.#told,
      destination: networkText(destination, prefixlen),
      prefixlen,
      ...(this.#gateway !== undefined && {gateway: this.#gateway}),
      ...(this.#dev !== undefined && {dev: this.#dev}),
      direct: this.#direct,
      host,
      masked: this.#prefixlen !== undefined,
      ...(this.#type && {type: this.#type}),
      ...(this.#unsupported && {unsupported: this.#unsupported}),
    };
  }

  #wrong(text: string): Failure {
    const {text: usage, status} = this.#usage();
    return Object.assign(complaint('route', text, status), {text: `route: ${text}\n${usage}`});
  }
}

/** What is not of the network is left out. */
function networkText(address: string, length: number): string {
  if (address.includes(':')) return formatIpv6(networkOf6(parseIpv6(address)!, length));
  return formatAddress((parseAddress(address)! & maskOf(length)) >>> 0);
}
