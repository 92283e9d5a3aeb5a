/** The words behind `route add`, `change`, `delete` and `get` of FreeBSD 14. */
import type {ErrorCode} from '../../../errors.ts';

import {interfaceNamed} from '../interface-named.ts';
import type {ToolSession} from '../tool.ts';
import {complaint, EX, type Failure} from './failure.ts';
import {bitsOf, familyOfAddress, networkText, readLength, RouteAddresses, type RouteFamily} from './route-address.ts';
import {METRICS, UNSUPPORTED, UNSUPPORTED_ADDRESSES, WITHOUT_EFFECT} from './route-vocabulary.ts';

export interface RouteOptions {
  readonly letters: ReadonlySet<string>;
  readonly family: 'inet6' | undefined;
}

/** What the words say. */
export interface RouteWords {
  readonly family: RouteFamily;
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

/** @throws {Failure} */
export async function readRoute(
  session: ToolSession,
  words: readonly string[],
  options: RouteOptions,
  usage: Usage,
): Promise<RouteWords> {
  const addresses = await RouteAddresses.of(session);
  const reader = new RouteReader(session, addresses, options.family ?? 'inet', usage);
  await reader.read(words);
  return reader.result();
}

class RouteReader {
  readonly #session: ToolSession;
  readonly #addresses: RouteAddresses;
  readonly #usage: Usage;
  #family: RouteFamily;
  #destination: string | undefined;
  #gateway: string | undefined;
  #dev: string | undefined;
  #prefixlen: number | undefined;
  #told = {destination: '', gateway: ''};
  #direct = false;
  #isHost = false;
  #forcedHost = false;
  #forcedNet = false;
  #maskFamily: RouteFamily | undefined;
  #type: RouteWords['type'];
  #unsupported: ErrorCode | undefined;
  #left: string[] = [];

  constructor(session: ToolSession, addresses: RouteAddresses, family: RouteFamily, usage: Usage) {
    this.#session = session;
    this.#addresses = addresses;
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
    if (UNSUPPORTED_ADDRESSES.has(word)) {
      this.#value();
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
        const length = readLength(this.#value(), this.#family);
        this.#maskWith(length);
        this.#isHost = length === bitsOf(this.#family);
        this.#forcedNet = !this.#isHost;
        break;
      }
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
    const {told, address, isHost, length, dev} = this.#addresses.destination(word, this.#family);
    this.#told.destination = told;
    this.#destination = address;
    this.#dev ??= dev;
    // A default route keeps what was said before about hosts.
    if (told !== 'default') this.#isHost = isHost;
    if (length !== undefined) this.#maskWith(length);
  }

  async #readGateway(word: string): Promise<void> {
    this.#told.gateway = word;
    if (!this.#direct) {
      const {address, dev} = this.#addresses.gateway(word, this.#family);
      this.#gateway = address;
      this.#dev ??= dev;
      return;
    }
    const state = await interfaceNamed(this.#session, word);
    if (!state) throw complaint('route', `interface '${word}' does not exist`, EX.data, 'ENODEV');
    this.#dev = state.ifname;
  }

  #readMask(word: string): void {
    this.#maskWith(this.#addresses.mask(word, this.#family));
  }

  #maskWith(length: number): void {
    this.#prefixlen = length;
    this.#maskFamily = this.#family;
  }

  result(): RouteWords {
    const destination = this.#destination;
    if (destination === undefined) throw this.#wrong('destination parameter required');
    const family = familyOfAddress(destination);
    if (this.#maskFamily !== undefined && this.#maskFamily !== family) {
      throw this.#wrong('destination and netmask family need to be the same');
    }
    const host = !this.#forcedNet && (this.#forcedHost || this.#isHost);
    const prefixlen = host ? bitsOf(family) : (this.#prefixlen ?? bitsOf(family));
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
