/** The words of `ping` of iputils 20221126. */
import {inetAton} from './c-numbers.ts';
import {PING_USAGE} from './ping-usage.ts';

/** What is asked for, in seconds and octets; what is left out is as the original has it. */
export interface PingWords {
  /** As it was typed, and as an address where it is one. */
  readonly destination: string;
  readonly target: string;
  readonly family?: 'inet' | 'inet6';
  readonly count?: number;
  readonly interval: number;
  readonly size: number;
  readonly wait: number;
  readonly deadline?: number;
  readonly ttl?: number;
  readonly pattern?: string;
  /** Address or interface to send from. */
  readonly from?: string;
  readonly broadcast: boolean;
  /** Tell the source address. */
  readonly sticky: boolean;
  readonly dontFragment: boolean;
  readonly identifier?: number;
  readonly quiet: boolean;
  readonly audible: boolean;
  /** Say so, when the next request is sent, that the one before has no answer yet. */
  readonly outstanding: boolean;
  /** Complaints that end nothing. */
  readonly warnings: string;
}

export interface PingRefusal {
  readonly text: string;
  readonly status: number;
}

const VALUED = 'cIeilmMNpQsStTwWF';
/** Those that change nothing that can be seen here: no names are looked up, no socket is ever short of room. */
const WITHOUT_EFFECT = 'nUCdL4';
const MEANT = 'qaO6bB';
const DEFAULT = {interval: 1, size: 56, wait: 10} as const;
const LONGEST_PATTERN = 32;

/** Limits of whole numbers, as their complaints tell them. */
const RANGES: Readonly<Record<string, readonly [number, string]>> = {
  c: [1, '9223372036854775807'],
  s: [0, '2147483647'],
  t: [0, '255'],
  w: [0, '2147483647'],
  e: [0, '65535'],
  l: [1, '65536'],
  S: [1, '2147483647'],
};

export function readPingWords(words: readonly string[]): PingWords | PingRefusal {
  const options = new Map<string, string>();
  const operands: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    const refusal = takeOptions(word.slice(1), left, options);
    if (refusal) return refusal;
  }
  if (options.has('h')) return {text: PING_USAGE, status: 2};
  const fault = [...options].map(([letter, value]) => valueFault(letter, value)).find((text) => text !== undefined);
  if (fault) return fault;
  const [destination, ...hops] = operands;
  if (hops.length > 0) return {text: 'ping: ways of several hops are not supported here\n', status: 2};
  if (options.has('4') && options.has('6')) {
    return {text: 'ping: only one -4 or -6 option may be specified\n', status: 2};
  }
  if (destination === undefined) return {text: 'ping: usage error: Destination address required\n', status: 1};
  const otherVersion = options.has('4') ? destination.includes(':') : options.has('6') && inetAton(destination);
  if (otherVersion) return {text: `ping: ${destination}: Address family for hostname not supported\n`, status: 2};
  return meaning(destination, options);
}

/** Letters in one word; the value of one is the rest of its word, or the next. */
function takeOptions(letters: string, left: string[], options: Map<string, string>): PingRefusal | undefined {
  for (let place = 0; place < letters.length; place++) {
    const letter = letters[place]!;
    if (VALUED.includes(letter)) {
      const value = letters.slice(place + 1) || left.shift();
      if (value === undefined) return wrong(`option requires an argument -- '${letter}'`);
      options.set(letter, value);
      return undefined;
    }
    if ('fARTDvr'.includes(letter)) return notHere(letter);
    if (letter !== 'h' && !WITHOUT_EFFECT.includes(letter) && !MEANT.includes(letter)) {
      return wrong(`invalid option -- '${letter}'`);
    }
    options.set(letter, '');
  }
  return undefined;
}

function wrong(text: string): PingRefusal {
  return {text: `ping: ${text}\n${PING_USAGE}`, status: 2};
}

function notHere(letter: string): PingRefusal {
  return {text: `ping: -${letter} is not supported here\n`, status: 2};
}

function valueFault(letter: string, value: string): PingRefusal | undefined {
  const range = RANGES[letter];
  if (range) return numberFault(value, range) ?? (letter === 'l' && value !== '1' ? notHere('l') : undefined);
  switch (letter) {
    case 'p':
      if (/^[\da-f]*$/i.test(value)) return undefined;
      return {text: `ping: patterns must be specified as hex digits: ${value}\n`, status: 2};
    case 'W':
      return readReal(value) < 0 ? {text: `ping: bad linger time: ${value}\n`, status: 2} : undefined;
    case 'M':
      if (value === 'do' || value === 'dont') return undefined;
      return {text: `ping: invalid -M argument: ${value}\n`, status: 2};
    case 'Q':
    case 'F':
    case 'm':
    case 'N':
    case 'T':
      return notHere(letter);
    default:
      return undefined;
  }
}

function numberFault(value: string, [least, most]: readonly [number, string]): PingRefusal | undefined {
  const complaint = (reason: string): PingRefusal => ({
    text: `ping: invalid argument: '${value}'${reason}\n`,
    status: 1,
  });
  if (!/^\s*[-+]?\d+$/.test(value)) return complaint('');
  const number = BigInt(value.trim());
  if (number >= 2n ** 63n || number < -(2n ** 63n)) return complaint(': Numerical result out of range');
  if (number >= BigInt(least) && number <= BigInt(most)) return undefined;
  return complaint(`: out of range: ${least} <= value <= ${most}`);
}

function meaning(destination: string, options: ReadonlyMap<string, string>): PingWords {
  const number = (letter: string): number | undefined =>
    options.has(letter) ? Number(options.get(letter)) : undefined;
  const [count, size, deadline, ttl, identifier] = ['c', 's', 'w', 't', 'e'].map(number);
  const real = (letter: string): number | undefined =>
    options.has(letter) ? readReal(options.get(letter)!) : undefined;
  const pattern = options.get('p');
  const from = options.get('I');
  const address = inetAton(destination);
  return {
    destination,
    // Nobody in particular is this host.
    target: address === '0.0.0.0' ? '127.0.0.1' : (address ?? destination),
    sticky: options.has('B'),
    ...(options.has('6') && {family: 'inet6' as const}),
    ...(count !== undefined && {count: Math.min(count, 0x7fff_ffff)}),
    interval: Math.max(0, real('i') ?? DEFAULT.interval),
    size: size ?? DEFAULT.size,
    // No time at all is as long as it is by itself.
    wait: real('W') || DEFAULT.wait,
    ...(deadline !== undefined && deadline > 0 && {deadline}),
    ...(ttl !== undefined && {ttl}),
    ...(pattern !== undefined && {pattern: octets(pattern)}),
    ...(from !== undefined && {from}),
    broadcast: options.has('b'),
    dontFragment: options.get('M') === 'do',
    ...(identifier !== undefined && {identifier}),
    quiet: options.has('q'),
    audible: options.has('a'),
    outstanding: options.has('O'),
    warnings: ['i', 'W'].map((letter) => garbage(options.get(letter))).join(''),
  };
}

/** A last digit by itself is an octet of its own. */
function octets(pattern: string): string {
  const pairs = pattern.slice(0, LONGEST_PATTERN).match(/..?/g) ?? [];
  return pairs.map((pair) => pair.padStart(2, '0').toLowerCase()).join('');
}

function readReal(text: string): number {
  return Number(/^\s*[-+]?(\d+\.?\d*|\.\d+)/.exec(text)?.[0] ?? 0);
}

function garbage(text: string | undefined): string {
  if (text === undefined || /^\s*[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) return '';
  return `ping: option argument contains garbage: ${text}\nping: this will become fatal error in the future\n`;
}
