/** What the options of `ping` of iputils 20221126 take, and what it says of anything else. */
import {parseIpv6} from '../../../packet/ipv6-address.ts';
import {NODE_INFORMATION_HELP, PING_USAGE} from './ping-usage.ts';

/** The end before anything is sent: what is printed, and where. */
export interface PingRefusal {
  readonly text: string;
  readonly status: number;
  /** It was asked for: it goes to standard output. */
  readonly told?: true;
}

/** Limits of whole numbers, as their complaints tell them. */
const RANGES: Readonly<Record<string, readonly [number, string]>> = {
  c: [1, '9223372036854775807'],
  s: [0, '2147483647'],
  t: [0, '255'],
  w: [0, '2147483647'],
  e: [0, '65535'],
  l: [1, '65536'],
  S: [1, '2147483647'],
  m: [0, '4294967295'],
};

const LONGEST_TIME = 0x7fff_ffff / 1000;
const REAL = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/i;
const NODE_INFORMATION =
  /^(?:name|ipv6(?:-(?:all|compatible|global|linklocal|sitelocal))?|ipv4(?:-all)?|subject-.+=.*)$/;

/** Of all options but `-p`, which is looked at when all others were. */
export function valueFault(letter: string, value: string): PingRefusal | undefined {
  const range = RANGES[letter];
  if (range) return numberFault(value, range);
  switch (letter) {
    case 'i':
      return value === '' ? badTime('timing interval', value) : timeFault('timing interval', value, -Infinity);
    case 'W':
      return value === '' ? badTime('linger time', value) : timeFault('linger time', value, 0);
    case 'M':
      return /^(?:do|dont|want)$/.test(value) ? undefined : told(`invalid -M argument: ${value}`);
    case 'T':
      return /^ts(?:only|andaddr|prespec)$/.test(value) ? undefined : told(`invalid timestamp type: ${value}`);
    case 'Q':
      return tosFault(value);
    case 'F':
      return flowFault(value);
    case 'I':
      return value.includes(':') && !isIpv6(value.replace(/%.*/, ''))
        ? told(`invalid source address: ${value}`)
        : undefined;
    case 'N':
      if (value === 'help') return {text: NODE_INFORMATION_HELP, status: 0, told: true};
      return NODE_INFORMATION.test(value) ? undefined : {text: NODE_INFORMATION_HELP, status: 2};
    default:
      return undefined;
  }
}

export function told(text: string): PingRefusal {
  return {text: `ping: ${text}\n`, status: 2};
}

export function wrongUsage(text: string): PingRefusal {
  return {text: `ping: ${text}\n${PING_USAGE}`, status: 2};
}

export function patternFault(value: string): PingRefusal | undefined {
  return /^[\da-f]*$/i.test(value) ? undefined : told(`patterns must be specified as hex digits: ${value}`);
}

function numberFault(value: string, [least, most]: readonly [number, string]): PingRefusal | undefined {
  const complaint = (reason: string): PingRefusal => ({
    text: `ping: invalid argument: '${value}'${reason}\n`,
    status: 1,
  });
  if (!/^\s*[-+]?\d+$/.test(value)) return complaint('');
  const number = BigInt(value.trim().replace('+', ''));
  if (number >= 2n ** 63n || number < -(2n ** 63n)) return complaint(': Numerical result out of range');
  if (number >= BigInt(least) && number <= BigInt(most)) return undefined;
  return complaint(`: out of range: ${least} <= value <= ${most}`);
}

function badTime(what: string, value: string): PingRefusal {
  return told(`bad ${what}: ${value}`);
}

function timeFault(what: string, value: string, least: number): PingRefusal | undefined {
  const time = readReal(value);
  return time < least || time > LONGEST_TIME ? badTime(what, value) : undefined;
}

/** Decimal, or hexadecimal behind `0x`; nothing at all is 0. `undefined`: it is neither. */
export function readBits(value: string): number | undefined {
  const [, hex] = /^0x([\da-f]*)$/i.exec(value) ?? [];
  if (hex !== undefined) return Number(`0x${hex || '0'}`);
  return /^\s*[-+]?\d+$/.test(value) || value === '' ? Number(value) : undefined;
}

function tosFault(value: string): PingRefusal | undefined {
  const tos = readBits(value);
  if (tos === undefined) return told(`bad TOS value: ${value}`);
  return tos > 0xff ? told(`the decimal value of TOS bits must be in range 0-255: ${tos}`) : undefined;
}

function flowFault(value: string): PingRefusal | undefined {
  const flow = readBits(value);
  if (flow === undefined) return told(`bad value for flowinfo: ${value}`);
  return flow < 0 || flow > 0xf_ffff ? told(`flow value is greater than 20 bits: ${value}`) : undefined;
}

/** The number a text begins with. */
export function readReal(text: string): number {
  return Number(REAL.exec(text)?.[0] ?? 0);
}

/** What is said of a time that has more behind its number, and changes nothing. */
export function garbage(text: string | undefined): string {
  const rest = text?.replace(REAL, '') ?? '';
  if (rest === '') return '';
  return `ping: option argument contains garbage: ${rest}\nping: this will become fatal error in the future\n`;
}

function isIpv6(text: string): boolean {
  return parseIpv6(text) !== undefined;
}
