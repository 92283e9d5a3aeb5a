/** The words behind `route add` and `route delete`, in any order. */
import type {RouteSpec} from '../../api/schema/route.ts';
import type {Family} from '../../api/schema/scalars.ts';
import {canonicalName} from '../../names.ts';
import {type IpAddress, formatIp, isIpv6, parseIp} from '../../packet/ip-address.ts';
import {type IpPrefix, formatIpPrefix, networkOfIp} from '../../packet/ip-prefix.ts';
import {
  ADDRESS_BITS,
  FAMILY_NAME,
  familyNamed,
  familyOf,
  looksLikeAddress,
  readPrefixLength,
  readPrefixed,
  readScopedAddress,
} from './address.ts';
import {maskLength, readMask} from './mask.ts';
import {quoted, readNumber, twice, usage} from './values.ts';
import type {Words} from './words.ts';

/**
 * @param family what an option has named, such as `-6`
 * @throws {NetworkError} EUSAGE
 */
export function parseRouteSpec(command: 'add' | 'delete', words: Words, family: Family | undefined): RouteSpec {
  return new RouteReader(words, family).read(command);
}

/** Words of the real tools for which a route here has no place. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['mtu', 'mss', 'window', 'irtt', 'mod', 'dyn', 'reinstate', 'via']);

class RouteReader {
  readonly #words: Words;
  /** Addresses without a word before them: destination, then gateway and mask. */
  readonly #bare: string[] = [];
  #length: number | undefined;
  /** The family that the mask is of, where that can be seen. */
  #maskFamily: Family | undefined;
  #gateway: string | undefined;
  #dev: string | undefined;
  /** The interface behind the `%` of an address. */
  #zone: string | undefined;
  #family: Family | undefined;
  /** Haiku's form, the interface before the destination: there a second address is always a mask. */
  #deviceFirst = false;
  #metric: number | undefined;
  #type: Exclude<RouteSpec['type'], undefined> | undefined;
  #host = false;
  #net = false;

  constructor(words: Words, family: Family | undefined) {
    this.#words = words;
    this.#family = family;
  }

  read(command: 'add' | 'delete'): RouteSpec {
    for (let word = this.#words.next(); word !== undefined; word = this.#words.next()) this.#take(word);
    const destination = this.#destination();
    const dev = this.#device();
    const discards = this.#type === 'unreachable' || this.#type === 'blackhole';
    if (command === 'add' && this.#gateway === undefined && dev === undefined && !discards) {
      throw usage('say where the route leads: to an interface (dev tun0) or to a gateway (gw 10.8.0.1)');
    }
    const route: RouteSpec = {dst: formatIpPrefix(destination)};
    if (route.dst === 'default' && isIpv6(destination.address)) route.family = 'inet6';
    const type = this.#type ?? (this.#host ? 'unicast' : undefined);
    if (this.#gateway !== undefined) route.gateway = this.#gateway;
    if (dev !== undefined) route.dev = dev;
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
        this.#setGateway(this.#words.operand(word, 'the address of a gateway'));
        break;
      case 'netmask':
      case 'nm':
      case '-netmask':
        this.#setMask(this.#words.operand(word, 'a mask'));
        break;
      case 'prefixlen':
      case 'plen':
      case 'prefix-length':
      case '-prefixlen':
        this.#setLength(readPrefixLength(this.#words.operand(word, 'a prefix length'), 'inet6'));
        break;
      case 'dev':
      case '-interface':
      case '-iface':
      case '-ifp':
        this.#setDevice(this.#words.operand(word, 'an interface'));
        break;
      case 'metric':
        this.#setMetric(this.#words.operand(word, 'a number'));
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
    const family = familyNamed(word);
    if (family) {
      this.#family = family;
      return;
    }
    if (looksLikeAddress(word)) {
      this.#bare.push(word);
      return;
    }
    if (word.startsWith('-') || UNSUPPORTED.has(word))
      throw usage(`${quoted(word)} is not a word of route here: leave it out`);
    this.#deviceFirst ||= this.#bare.length === 0;
    this.#setDevice(word);
  }

  #setGateway(word: string): void {
    if (this.#gateway !== undefined) throw twice('the gateway');
    const {address, zone} = readScopedAddress(word, this.#family);
    this.#gateway = address;
    this.#zone ??= zone;
  }

  #setMask(word: string): void {
    this.#maskFamily = familyOf(word);
    this.#setLength(readMask(word, this.#maskFamily));
  }

  #setMetric(word: string): void {
    if (this.#metric !== undefined) throw twice('the metric');
    this.#metric = readNumber(word, 'metric');
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

  #device(): string | undefined {
    const zone = this.#zone === undefined ? undefined : canonicalName(this.#zone);
    if (this.#dev === undefined || zone === undefined || this.#dev === zone) return this.#dev ?? zone;
    throw usage(`%${zone} and ${this.#dev} are two interfaces: a route leaves by one`);
  }

  #setType(type: 'local' | 'unreachable' | 'blackhole'): void {
    if (this.#type !== undefined && this.#type !== type)
      throw usage('local, reject and blackhole contradict each other: give one');
    this.#type = type;
  }

  #destination(): IpPrefix {
    const [first, ...further] = this.#bare;
    if (first === undefined) throw usage('say where to: default, an address, or a network such as 10.0.0.0/8');
    if (this.#net && this.#host) throw usage('-net and -host contradict each other: give one of them');
    if (first === 'default') return this.#default(further);
    const {address, length, zone} = readPrefixed(first, this.#family);
    this.#zone ??= zone;
    const family = familyOf(address);
    const bits = ADDRESS_BITS[family];
    if (length !== undefined) this.#setLength(length);
    for (const word of further) this.#further(word, family);
    this.#checkLength(family);
    if (this.#host && (this.#length ?? bits) !== bits)
      throw usage(`a route to one host takes no mask: write ${address} alone`);
    if (/^(?:0\.0\.0\.0|::)$/.test(address) && this.#length === undefined && !this.#host) this.#length = 0;
    if (this.#net && this.#length === undefined) {
      const mask = family === 'inet' ? 'netmask MASK' : 'prefixlen LENGTH';
      throw usage(`how large is the network ${address}? write ${address}/LENGTH, or add: ${mask}`);
    }
    return network(address, this.#length ?? bits);
  }

  #default(further: readonly string[]): IpPrefix {
    if (this.#host) throw usage('the default route does not lead to one host: leave out "host"');
    if ((this.#length ?? 0) !== 0) throw usage('the default route has no mask: leave it out, or write the network');
    this.#length = 0;
    for (const word of further) this.#further(word, this.#family ?? familyOf(word));
    const family = this.#family ?? (this.#gateway === undefined ? 'inet' : familyOf(this.#gateway));
    return {address: family === 'inet' ? 0 : 0n, length: 0};
  }

  #checkLength(family: Family): void {
    const {[family]: bits} = ADDRESS_BITS;
    if (this.#maskFamily !== undefined && this.#maskFamily !== family) {
      throw usage(`that is a mask of ${FAMILY_NAME[this.#maskFamily]}, for a destination of ${FAMILY_NAME[family]}`);
    }
    const length = this.#length ?? 0;
    if (length > bits)
      throw usage(`a prefix length of ${FAMILY_NAME[family]} is a number from 0 to ${bits}, not ${length}`);
  }

  /** What stands without its word: `NET MASK` (Haiku), `NET GATEWAY [MASK]` (BSD), `NET GATEWAY METRIC` (Solaris). */
  #further(word: string, family: Family): void {
    if (this.#gateway !== undefined && this.#length !== undefined && /^\d+$/.test(word)) {
      this.#setMetric(word);
      return;
    }
    if (this.#gateway !== undefined || (this.#length === undefined && maskLength(word, family) !== undefined)) {
      this.#setMask(word);
      return;
    }
    this.#setGateway(word);
    if (this.#deviceFirst && this.#length === undefined) {
      const mask = family === 'inet' ? 'a mask such as 255.255.255.0' : 'a mask of IPv6';
      throw usage(`${word} is not ${mask}; a gateway is written: gw ${word}`);
    }
  }
}

function network(text: string, length: number): IpPrefix {
  const address: IpAddress = parseIp(text)!;
  const start = networkOfIp(address, length);
  if (start === address) return {address, length};
  throw usage(`${text}/${length} has host bits set; the network is ${formatIp(start)}/${length}`);
}
