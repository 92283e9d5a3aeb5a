/** The words of FreeBSD 14's `ping` for IPv4. */
import {isMulticast, parseAddress} from '../../../packet/address.ts';
import {inetAton} from '../c-numbers.ts';
import {getopt} from './getopt.ts';
import {
  INT_MAX,
  notHere,
  patternOf,
  PING4_OPTIONS,
  pingUsage,
  type PingWords,
  strtod,
  strtonum,
  timeoutOf,
  waitTimeOf,
  wrongValue,
} from './ping-words.ts';

const MOST = 65_507;
const OPTIONS_LENGTH = 40;
const STAMP = 8;
const DEFAULT_SIZE = 56;
/** Seconds. */
const FLOOD_INTERVAL = 0;

/** A limit of a whole number, and what it is called where a word is none. */
const NUMBERS: Readonly<Record<string, readonly [least: number, most: number, what: string]>> = {
  C: [-1, 7, 'PCP'],
  c: [1, Number.MAX_SAFE_INTEGER, 'count of packets to transmit'],
  G: [1, INT_MAX, 'packet size'],
  g: [1, INT_MAX, 'packet size'],
  h: [1, INT_MAX, 'packet size'],
  l: [0, INT_MAX, 'preload value'],
  m: [0, 255, 'TTL'],
  s: [0, INT_MAX, 'packet size'],
  T: [0, 255, 'multicast TTL'],
};

type Values = ReadonlyMap<string, string>;

/** @throws {Failure} */
export function readPing4(words: readonly string[]): PingWords {
  const {given, operands, fault} = getopt(words, PING4_OPTIONS);
  const values = new Map<string, string>();
  for (const [letter, value] of given) {
    checkValue(letter, value);
    values.set(letter, value);
  }
  const [target, ...more] = operands;
  if (fault !== undefined || target === undefined || more.length > 0) throw pingUsage(fault);
  for (const letter of ['M', 'P']) if (values.has(letter)) throw notHere(letter);
  const number = (letter: string): number | undefined => (values.has(letter) ? Number(values.get(letter)) : undefined);
  const size = number('s') ?? DEFAULT_SIZE;
  const most = MOST - (values.has('R') ? OPTIONS_LENGTH : 0);
  if (size > most) throw wrongValue(`packet size too large: ${size} > ${most}`);
  const pattern = values.has('p') ? patternOf(values.get('p')!, 64) : undefined;
  const [source, waitTime] = [values.get('S'), values.has('W') ? waitTimeOf(values.get('W')!) : undefined];
  return {
    target,
    request: requestOf(values, size, pattern),
    sizes: values.has('G') ? `(${number('g') ?? 0} ... ${number('G')!})` : `${size}`,
    size: values.has('G') ? (number('g') ?? 0) : size,
    ...(source !== undefined && {source}),
    quiet: values.has('q'),
    audible: values.has('a'),
    missed: values.has('A'),
    ...dotsOf(values),
    verbose: values.has('v'),
    quietErrors: values.has('Q'),
    names: given.findLast(([letter]) => letter === 'H' || letter === 'n')?.[0] === 'H',
    ...(waitTime !== undefined && {waitTime}),
    ...(pattern !== undefined && {pattern}),
  };
}

export function dotsOf(values: Values): Pick<PingWords, 'dots'> {
  const dots = values.get('.');
  if (dots !== undefined) return {dots: dots === '' ? '.' : dots};
  return values.has('f') ? {dots: '.'} : {};
}

function checkValue(letter: string, value: string): void {
  const limit = NUMBERS[letter];
  if (limit) {
    const [least, most, what] = limit;
    if (strtonum(value, least, most) === undefined) throw wrongValue(`invalid ${what}: \`${value}'`);
  } else if (letter === 'I' && inetAton(value) === undefined) {
    throw wrongValue(`invalid multicast interface: \`${value}'`);
  } else if (letter === 'i') {
    const seconds = strtod(value);
    if (seconds === undefined || seconds * 1000 > INT_MAX) throw wrongValue(`invalid timing interval: \`${value}'`);
  } else if (letter === 'M' && !/^[mt]/i.test(value)) {
    throw wrongValue(`invalid message: \`${value.slice(0, 1)}'`);
  } else if (letter === 't') timeoutOf(value);
  else if (letter === 'W') waitTimeOf(value);
  else if (letter === 'z' && typeOfService(value) === undefined) throw wrongValue(`invalid TOS: \`${value}'`);
}

function typeOfService(text: string): number | undefined {
  if (!/^\s*[-+]?(?:0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(text)) return undefined;
  const digits = text.trim().replace(/^\+/, '');
  const value = /^0\d/.test(digits) ? parseInt(digits, 8) : Number(digits);
  return value >= 0 && value <= 255 ? value : undefined;
}

function requestOf(values: Values, size: number, pattern: string | undefined): PingWords['request'] {
  const number = (letter: string): number | undefined => (values.has(letter) ? Number(values.get(letter)) : undefined);
  const [count, preload, ttl, largest] = [number('c'), number('l'), number('m'), number('G')];
  const interval = values.has('f') ? FLOOD_INTERVAL : Math.max(0, Math.trunc((number('i') ?? 1) * 1000)) / 1000;
  const wait = values.has('W') ? waitTimeOf(values.get('W')!) / 1000 : 10;
  return {
    family: 'inet',
    size: largest === undefined ? size : (number('g') ?? 0),
    interval: Math.min(interval, 86_400),
    wait: Math.min(Math.max(wait, 0), 86_400),
    stamp_form: 'timespec32',
    ...(count !== undefined && largest === undefined && {count: Math.min(count, INT_MAX)}),
    ...(largest !== undefined && {
      sweep: {largest, step: Math.min(number('h') ?? 1, MOST), each: Math.min(count ?? 1, INT_MAX)},
    }),
    ...(preload !== undefined && preload > 0 && {preload: Math.min(preload, 65_536)}),
    ...(ttl !== undefined && {ttl}),
    ...(values.has('z') && {tos: typeOfService(values.get('z')!)!}),
    ...(values.has('D') && {dont_fragment: true}),
    ...(values.has('R') && {record_route: true}),
    ...(values.has('r') && {direct: true}),
    ...(values.has('o') && {replies: 1}),
    ...(values.has('t') && {deadline: timeoutOf(values.get('t')!)}),
    ...(values.has('v') && {others: true}),
    ...(pattern !== undefined && pattern !== '' && {pattern}),
  };
}

/** What holds only for some destinations, and is found once that is known. @throws {Failure} */
export function checkPing4(words: readonly string[], address: string): void {
  const {given} = getopt(words, PING4_OPTIONS);
  const values = new Map(given);
  const number = (letter: string): number | undefined => (values.has(letter) ? Number(values.get(letter)) : undefined);
  if (values.has('f') && values.has('i')) throw wrongValue('-f and -i: incompatible options');
  const toGroup = isMulticast(parseAddress(address)!);
  if (values.has('f') && toGroup) throw wrongValue('-f flag cannot be used with multicast destination');
  const ofGroups = ['I', 'L', 'T'].find((letter) => values.has(letter));
  if (ofGroups !== undefined && !toGroup) {
    throw wrongValue('-I, -L, -T flags cannot be used with unicast destination');
  }
  if (ofGroups !== undefined) throw notHere(ofGroups);
  const largest = number('G');
  if (largest !== undefined) checkSweep(largest, number('g') ?? 0, number('s'), values.has('R'));
  else if (values.has('g') || values.has('h')) throw wrongValue('Maximum sweep size must be specified');
}

function checkSweep(largest: number, least: number, size: number | undefined, recordsRoute: boolean): void {
  if (least > largest) {
    throw wrongValue('Maximum packet size must be no less than the minimum packet size');
  }
  if (largest > MOST - (recordsRoute ? OPTIONS_LENGTH : 0) - STAMP) throw wrongValue('Invalid sweep maximum');
  if (size !== undefined && size !== DEFAULT_SIZE) {
    throw wrongValue('Packet size and ping sweep are mutually exclusive');
  }
}
