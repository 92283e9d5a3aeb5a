/** The words of FreeBSD 14's `ping` for IPv6. */
import {parseIpv6} from '../../../packet/ipv6-address.ts';
import {getopt} from './getopt.ts';
import {complaint} from './failure.ts';
import {dotsOf} from './ping4-words.ts';
import {
  INT_MAX,
  notHere,
  patternOf,
  PING6_OPTIONS,
  pingUsage,
  type PingWords,
  strtod,
  timeoutOf,
  waitTimeOf,
  wrongValue,
} from './ping-words.ts';

const DEFAULT_SIZE = 8;
/** Octets of data that the original has room for. */
const MOST = 131_024;

/** Node information, routing headers, policies. */
const NOT_HERE = 'kNOyYeP';

type Values = ReadonlyMap<string, string>;

/** @throws {Failure} */
export function readPing6(words: readonly string[]): PingWords {
  const {given, operands, fault} = getopt(words, PING6_OPTIONS);
  const values = new Map<string, string>();
  for (const [letter, value] of given) {
    checkValue(letter, value);
    values.set(letter, value);
  }
  const target = operands.at(-1);
  if (fault !== undefined || target === undefined) throw pingUsage(fault);
  if (operands.length > 1) throw complaint('ping', 'ways of several hops: Operation not supported', 1, 'EOPNOTSUPP');
  const missing = Array.from(NOT_HERE).find((letter) => values.has(letter));
  if (missing !== undefined) throw notHere(missing);
  if (values.has('f') && values.has('i')) throw wrongValue('-f and -i incompatible options', 1);
  const size = values.has('s') ? Number(values.get('s')) : DEFAULT_SIZE;
  const [source, device] = [values.get('S'), values.get('I')];
  const pattern = values.has('p') ? patternOf(values.get('p')!, 1) : undefined;
  const waitTime = values.has('W') ? waitTimeOf(values.get('W')!) : undefined;
  return {
    target,
    request: requestOf(values, size, pattern),
    sizes: `${size}`,
    size,
    ...(source !== undefined && {source}),
    ...(device !== undefined && {device}),
    quiet: values.has('q'),
    audible: values.has('a'),
    missed: values.has('A'),
    ...dotsOf(values),
    verbose: values.has('v'),
    quietErrors: !values.has('v'),
    names: given.findLast(([letter]) => letter === 'H' || letter === 'n')?.[0] === 'H',
    ...(waitTime !== undefined && {waitTime}),
    ...(pattern !== undefined && {pattern}),
  };
}

/** As `strtol` of a whole word. */
function strtol(text: string): number | undefined {
  return /^\s*[-+]?\d+$/.test(text) ? Number(text) : undefined;
}

/** What a number is, in the words of its complaints, and its limits. */
const LIMITED: Readonly<Record<string, readonly [what: string, least: number, most: number]>> = {
  C: ['vlan pcp', -1, 7],
  m: ['hoplimit', -1, 255],
  z: ['traffic class', -1, 255],
};

function checkValue(letter: string, value: string): void {
  const fault = valueFault(letter, value);
  if (fault !== undefined) throw wrongValue(fault, 1);
  if (letter === 't') timeoutOf(value);
  if (letter === 'W') waitTimeOf(value);
}

function valueFault(letter: string, value: string): string | undefined {
  const limited = LIMITED[letter];
  const number = strtol(value);
  if (limited) {
    const [what, least, most] = limited;
    if (number === undefined) return `illegal ${what} ${value}`;
    return number < least || number > most ? `illegal ${what} -- ${value}` : undefined;
  }
  switch (letter) {
    case 'b':
      return number === undefined || number > INT_MAX ? 'invalid socket buffer size' : undefined;
    case 'c':
      return number === undefined || number <= 0 ? `illegal number of packets -- ${value}` : undefined;
    case 'l':
      return number === undefined || number < 0 ? `illegal preload value -- ${value}` : undefined;
    case 's':
      if (number === undefined || number <= 0) return `illegal datalen value -- ${value}`;
      return number > MOST ? `datalen value too large, maximum is ${MOST}` : undefined;
    case 'i': {
      const seconds = strtod(value);
      return seconds === undefined || seconds <= -1 ? `illegal timing interval ${value}` : undefined;
    }
    case 'p':
      return /^[\da-f]*$/i.test(value) ? undefined : 'patterns must be specified as hex digits';
    case 'S':
      if (parseIpv6(value.replace(/%.*$/, '')) !== undefined) return undefined;
      return 'invalid source address: Name does not resolve';
    default:
      return undefined;
  }
}

function requestOf(values: Values, size: number, pattern: string | undefined): PingWords['request'] {
  const number = (letter: string): number | undefined => (values.has(letter) ? Number(values.get(letter)) : undefined);
  const [count, preload, hops, tos] = [number('c'), number('l'), number('m'), number('z')];
  const interval = values.has('f') ? 0 : Math.max(0.000_001, number('i') ?? 1);
  const wait = values.has('W') ? waitTimeOf(values.get('W')!) / 1000 : 10;
  return {
    family: 'inet6',
    size,
    interval: Math.min(interval, 86_400),
    wait: Math.min(Math.max(wait, 0), 86_400),
    stamp_form: 'timespec32',
    ...(count !== undefined && {count: Math.min(count, INT_MAX)}),
    ...(preload !== undefined && preload > 0 && {preload: Math.min(preload, 65_536)}),
    ...(hops !== undefined && hops >= 0 && {ttl: hops}),
    ...(tos !== undefined && tos >= 0 && {tos}),
    ...(values.has('D') && {dont_fragment: true}),
    ...(values.has('o') && {replies: 1}),
    ...(values.has('t') && {deadline: timeoutOf(values.get('t')!)}),
    ...(pattern !== undefined && pattern !== '' && {pattern}),
  };
}
