/** The words of `ping` of iputils 20221126. */
import type {PingRequest} from '../../../api/schema/ping.ts';
import {inetAton} from './c-numbers.ts';
import {PING_USAGE, PING_VERSION} from './ping-usage.ts';
import {
  type PingRefusal,
  garbage,
  patternFault,
  readBits,
  readReal,
  told,
  valueFault,
  wrongUsage,
} from './ping-values.ts';

/** What is asked for, in seconds and octets; what is left out is as the original has it. */
export interface PingWords {
  /** As it was typed, and as an address where it is one. */
  readonly destination: string;
  readonly target: string;
  /** Hosts in front of the destination: of times that are asked for, or of a way through them. */
  readonly hops: readonly string[];
  readonly family?: 'inet' | 'inet6';
  readonly count?: number;
  readonly interval: number;
  readonly preload: number;
  readonly adaptive: boolean;
  readonly flood: boolean;
  readonly size: number;
  readonly wait: number;
  readonly deadline?: number;
  readonly ttl?: number;
  readonly tos?: number;
  readonly flowLabel?: number;
  readonly pattern?: string;
  /** Addresses of each version to send from, and the interface to send by. */
  readonly source?: string;
  readonly source6?: string;
  readonly device?: string;
  readonly broadcast: boolean;
  /** Tell the source address. */
  readonly sticky: boolean;
  readonly direct: boolean;
  readonly pathMtu?: NonNullable<PingRequest['path_mtu']>;
  readonly recordRoute: boolean;
  readonly timestamps?: NonNullable<PingRequest['timestamps']>['form'];
  readonly nodeInformation: boolean;
  readonly identifier?: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly numeric: boolean;
  readonly audible: boolean;
  /** Say so, when the next request is sent, that the one before has no answer yet. */
  readonly outstanding: boolean;
  /** Print the time of day in front of each line. */
  readonly stamped: boolean;
  /** Complaints that end nothing. */
  readonly warnings: string;
}

const VALUED = 'cIeilmMNpQsStTwWF';
/** `UCdLSm`: what they change can not be seen here, nor does anything in a lab route by marks. */
const SWITCHES = 'nUCdL46qaObBARDvrf';
const LONGEST_PATTERN = 32;
/** Hosts that the options of IPv4 have room for. */
const MOST_HOPS = 9;
const MOST_TIMED_HOPS = 4;

export function readPingWords(words: readonly string[]): PingWords | PingRefusal {
  const options = new Map<string, string>();
  const operands: string[] = [];
  const sources: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') operands.push(...left.splice(0));
    else if (/^-./s.test(word)) {
      const refusal = takeOptions(word.slice(1), left, options, sources);
      if (refusal) return refusal;
    } else operands.push(word);
  }
  const fault = operands.length === 0 ? undefined : patternFault(options.get('p') ?? '');
  return fault ?? destinationFault(operands, options) ?? meaning(operands, options, sources);
}

/** Letters in one word; the value of one is the rest of its word, or the next. */
function takeOptions(
  letters: string,
  left: string[],
  options: Map<string, string>,
  sources: string[],
): PingRefusal | undefined {
  for (let place = 0; place < letters.length; place++) {
    const letter = letters[place]!;
    if (letter === 'h') return {text: PING_USAGE, status: 2};
    if (letter === 'V') return {text: PING_VERSION, status: 0, told: true};
    const valued = VALUED.includes(letter);
    const value = valued ? letters.slice(place + 1) || left.shift() : '';
    if (value === undefined) return wrongUsage(`option requires an argument -- '${letter}'`);
    if (!valued && !SWITCHES.includes(letter)) return wrongUsage(`invalid option -- '${letter}'`);
    options.set(letter, value);
    if (letter === 'I') sources.push(value);
    const fault = clash(letter, options) ?? valueFault(letter, value);
    if (fault || valued) return fault;
  }
  return undefined;
}

function clash(letter: string, options: ReadonlyMap<string, string>): PingRefusal | undefined {
  const both = (one: string, other: string) =>
    `${one}${other}`.includes(letter) && options.has(one) && options.has(other);
  if (both('4', '6')) return told('only one -4 or -6 option may be specified');
  return both('R', 'T') ? told('only one of -T or -R may be used') : undefined;
}

function destinationFault(operands: readonly string[], options: ReadonlyMap<string, string>): PingRefusal | undefined {
  const destination = operands.at(-1);
  if (destination === undefined) return {text: 'ping: usage error: Destination address required\n', status: 1};
  const otherVersion = options.has('4') ? destination.includes(':') : options.has('6') && inetAton(destination);
  if (otherVersion) return told(`${destination}: Address family for hostname not supported`);
  const hops = operands.length - 1;
  if (hops === 0) return undefined;
  const prespecified = options.get('T') === 'tsprespec';
  const most = prespecified ? MOST_TIMED_HOPS : MOST_HOPS;
  const ipv6 = options.has('6') || destination.includes(':');
  const noneTaken = ipv6 || options.has('R') || (options.has('T') && !prespecified);
  return noneTaken || hops > most ? {text: PING_USAGE, status: 2} : undefined;
}

function meaning(
  operands: readonly string[],
  options: ReadonlyMap<string, string>,
  sources: readonly string[],
): PingWords {
  const number = (letter: string): number | undefined =>
    options.has(letter) ? Number(options.get(letter)) : undefined;
  const [count, size, deadline, ttl, identifier] = ['c', 's', 'w', 't', 'e'].map(number);
  const destination = operands.at(-1)!;
  const address = inetAton(destination);
  const pattern = options.get('p');
  const flood = options.has('f');
  return {
    destination,
    // Nobody in particular is this host.
    target: NOBODY.get(address ?? destination) ?? address ?? destination,
    hops: operands.slice(0, -1),
    ...(options.has('6') && {family: 'inet6' as const}),
    ...(options.has('4') && {family: 'inet' as const}),
    ...(count !== undefined && {count: Math.min(count, 0x7fff_ffff)}),
    interval: intervalOf(options.get('i'), flood),
    preload: number('l') ?? 1,
    adaptive: options.has('A'),
    flood,
    size: size ?? 56,
    // No time at all is as long as it is by itself.
    wait: Math.floor(readReal(options.get('W') ?? '') * 1000) / 1000 || 10,
    ...(deadline !== undefined && deadline > 0 && {deadline}),
    ...(ttl !== undefined && {ttl}),
    ...(options.has('Q') && {tos: readBits(options.get('Q')!)! & 0xff}),
    ...(options.has('F') && {flowLabel: readBits(options.get('F')!)!}),
    ...(pattern !== undefined && {pattern: octets(pattern)}),
    ...from(sources),
    broadcast: options.has('b'),
    sticky: options.has('B'),
    direct: options.has('r'),
    ...(options.has('M') && {pathMtu: options.get('M') as 'do' | 'want' | 'dont'}),
    recordRoute: options.has('R'),
    ...(options.has('T') && {timestamps: options.get('T') as 'tsonly' | 'tsandaddr' | 'tsprespec'}),
    nodeInformation: options.has('N'),
    ...(identifier !== undefined && {identifier}),
    quiet: options.has('q'),
    verbose: options.has('v'),
    // An address that was typed is told as it is.
    numeric: options.has('n') || address !== undefined || destination.includes(':'),
    audible: options.has('a'),
    outstanding: options.has('O'),
    stamped: options.has('D'),
    warnings: ['i', 'W'].map((letter) => garbage(options.get(letter))).join(''),
  };
}

const NOBODY: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** Whole milliseconds, as seconds; 0: answers set the pace, and below it nothing does. */
function intervalOf(asked: string | undefined, flood: boolean): number {
  if (asked === undefined) return flood ? 0 : 1;
  return Math.trunc(readReal(asked) * 1000) / 1000;
}

/** The last of each kind. */
function from(sources: readonly string[]): Pick<PingWords, 'source' | 'source6' | 'device'> {
  const found: {source?: string; source6?: string; device?: string} = {};
  for (const word of sources) {
    if (word.includes(':')) {
      const [address = '', zone] = word.split('%');
      found.source6 = address;
      if (zone !== undefined) found.device = zone;
    } else if (/^\d+(?:\.\d+){3}$/.test(word) && inetAton(word) !== undefined) found.source = word;
    else found.device = word;
  }
  return found;
}

/** A last digit by itself is an octet of its own. */
function octets(pattern: string): string {
  const pairs = pattern.slice(0, LONGEST_PATTERN).match(/..?/g) ?? [];
  return pairs.map((pair) => pair.padStart(2, '0').toLowerCase()).join('');
}
