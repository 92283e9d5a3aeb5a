/** The words behind `route add` and `route delete`, in any order. */
import type {RouteSpec} from '../../api/schema/route.ts';
import {canonicalName} from '../../names.ts';
import {type Prefix, formatAddress, formatPrefix, networkOf, parseAddress} from '../../packet/address.ts';
import {
  isFamilyWord,
  looksLikeAddress,
  maskLength,
  quoted,
  readAddress,
  readMask,
  readNumber,
  readPrefixed,
  readPrefixLength,
  usage,
} from './values.ts';
import type {Words} from './words.ts';

/** @throws {NetworkError} EUSAGE, or EAFNOSUPPORT where IPv6 is asked for. */
export function parseRouteSpec(command: 'add' | 'delete', words: Words): RouteSpec {
  return new RouteReader(words).read(command);
}

/** Words of the real tools for which a route here has no place. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['mtu', 'mss', 'window', 'irtt', 'mod', 'dyn', 'reinstate', 'via']);

class RouteReader {
  readonly #words: Words;
  /** Addresses without a word before them: destination, then gateway and mask. */
  readonly #bare: string[] = [];
  #length: number | undefined;
  #gateway: string | undefined;
  #dev: string | undefined;
  /** Haiku's form, the interface before the destination: there a second address is always a mask. */
  #deviceFirst = false;
  #metric: number | undefined;
  #type: Exclude<RouteSpec['type'], undefined> | undefined;
  #host = false;
  #net = false;

  constructor(words: Words) {
    this.#words = words;
  }

  read(command: 'add' | 'delete'): RouteSpec {
    for (let word = this.#words.next(); word !== undefined; word = this.#words.next()) this.#take(word);
    const destination = this.#destination();
    if (command === 'add' && this.#gateway === undefined && this.#dev === undefined && !this.#discards()) {
      throw usage('say where the route leads: to an interface (dev tun0) or to a gateway (gw 10.8.0.1)');
    }
    const route: RouteSpec = {dst: formatPrefix(destination)};
    const type = this.#type ?? (this.#host ? 'unicast' : undefined);
    if (this.#gateway !== undefined) route.gateway = this.#gateway;
    if (this.#dev !== undefined) route.dev = this.#dev;
    if (this.#metric !== undefined) route.metric = this.#metric;
    if (type !== undefined) route.type = type;
    if (this.#host) route.to_host = true;
    return route;
  }

  #take(word: string): void {
    switch (word) {
      case 'gw':
      case 'gateway':
      case '-gateway':
        this.#setGateway(readAddress(this.#words.operand(word, 'the address of a gateway')));
        break;
      case 'netmask':
      case 'nm':
      case '-netmask':
        this.#setLength(readMask(this.#words.operand(word, 'a mask')));
        break;
      case 'prefixlen':
      case 'plen':
      case 'prefix-length':
      case '-prefixlen':
        this.#setLength(readPrefixLength(this.#words.operand(word, 'a prefix length')));
        break;
      case 'dev':
      case '-interface':
      case '-iface':
      case '-ifp':
        this.#setDevice(this.#words.operand(word, 'an interface'));
        break;
      case 'metric':
        if (this.#metric !== undefined) throw twice('the metric');
        this.#metric = readNumber(this.#words.operand(word, 'a number'), word);
        break;
      case '-net':
        this.#net = true;
        break;
      case 'host':
      case '-host':
        this.#host = true;
        break;
      case 'local':
      case '-local':
        this.#host = true;
        this.#setType('local');
        break;
      case 'reject':
      case '-reject':
        this.#setType('unreachable');
        break;
      case 'blackhole':
      case '-blackhole':
        this.#setType('blackhole');
        break;
      case 'default':
        this.#bare.push(word);
        break;
      default:
        this.#other(word);
    }
  }

  #other(word: string): void {
    if (isFamilyWord(word)) return;
    if (looksLikeAddress(word)) {
      this.#bare.push(word);
      return;
    }
    if (word.startsWith('-') || UNSUPPORTED.has(word))
      throw usage(`${quoted(word)} is not a word of route here: leave it out`);
    this.#deviceFirst ||= this.#bare.length === 0;
    this.#setDevice(word);
  }

  #setGateway(address: string): void {
    if (this.#gateway !== undefined) throw twice('the gateway');
    this.#gateway = address;
  }

  #setLength(length: number): void {
    if (this.#length !== undefined) throw twice('the mask');
    this.#length = length;
  }

  #setDevice(word: string): void {
    const name = canonicalName(word);
    if (this.#dev !== undefined) throw usage(`${quoted(word)} is a second interface: a route leaves by one`);
    this.#dev = name;
  }

  #setType(type: 'local' | 'unreachable' | 'blackhole'): void {
    if (this.#type !== undefined && this.#type !== type)
      throw usage('local, reject and blackhole contradict each other: give one');
    this.#type = type;
  }

  #discards(): boolean {
    return this.#type === 'unreachable' || this.#type === 'blackhole';
  }

  #destination(): Prefix {
    const [first, ...further] = this.#bare;
    if (first === undefined) throw usage('say where to: default, an address, or a network such as 10.0.0.0/8');
    if (this.#net && this.#host) throw usage('-net and -host contradict each other: give one of them');
    if (first === 'default') return this.#default(further);
    const {address, length} = readPrefixed(first);
    if (length !== undefined) this.#setLength(length);
    for (const word of further) this.#further(word);
    if (this.#host && (this.#length ?? 32) !== 32)
      throw usage(`a route to one host takes no mask: write ${address} alone`);
    if (address === '0.0.0.0' && this.#length === undefined && !this.#host) this.#length = 0;
    if (this.#net && this.#length === undefined) {
      throw usage(`how large is the network ${address}? write ${address}/LENGTH, or add: netmask MASK`);
    }
    return network(address, this.#length ?? 32);
  }

  #default(further: readonly string[]): Prefix {
    if (this.#host) throw usage('the default route does not lead to one host: leave out "host"');
    if ((this.#length ?? 0) !== 0) throw usage('the default route has no mask: leave it out, or write the network');
    this.#length = 0;
    for (const word of further) this.#further(word);
    return {address: 0, length: 0};
  }

  /** A mask or a gateway without its word: `NET MASK` (Haiku), `NET GATEWAY [MASK]` (BSD). */
  #further(word: string): void {
    if (this.#gateway !== undefined || (this.#length === undefined && maskLength(word) !== undefined)) {
      this.#setLength(readMask(word));
      return;
    }
    const gateway = readAddress(word);
    if (this.#deviceFirst && this.#length === undefined) {
      throw usage(`${word} is not a mask such as 255.255.255.0; a gateway is written: gw ${word}`);
    }
    this.#setGateway(gateway);
  }
}

function network(text: string, length: number): Prefix {
  const address = parseAddress(text) ?? 0;
  const start = networkOf(address, length);
  if (start === address) return {address, length};
  throw usage(`${text}/${length} has host bits set; the network is ${formatAddress(start)}/${length}`);
}

function twice(what: string): Error {
  return usage(`${what} is given twice: give it once`);
}
