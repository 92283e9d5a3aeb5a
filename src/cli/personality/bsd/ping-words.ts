/** What `ping` of FreeBSD 14 is told: which version of IP, and how numbers are read. */
import type {PingRequest} from '../../../api/schema/ping.ts';
import {parseIpv6} from '../../../packet/ipv6-address.ts';
import {inetAton} from '../c-numbers.ts';
import {complaint, EX, Failure} from './failure.ts';
import {getopt} from './getopt.ts';
import {PING_USAGE} from './ping-usage.ts';

/** Both programs in one: which it is, is seen from the words. */
export const PING4_OPTIONS = '.::4AaC:c:DdfG:g:Hh:I:i:Ll:M:m:nop:QqRrS:s:T:t:vW:z:P:';
export const PING6_OPTIONS = '.::6Aab:C:c:Dde:fHI:i:k:l:m:nNoOp:qS:s:t:uvyYW:z:P:';

export type PingFamily = 'inet' | 'inet6';

/** What is asked for, and how it is to be told. */
export interface PingWords {
  readonly target: string;
  readonly request: Partial<PingRequest>;
  /** Octets of data, as the first line tells them. */
  readonly sizes: string;
  readonly size: number;
  /** Address or name to send from, as it was typed. */
  readonly source?: string;
  /** An interface to send from. */
  readonly device?: string;
  readonly quiet: boolean;
  readonly audible: boolean;
  /** A bell for each request more that has no answer yet. */
  readonly missed: boolean;
  /** Written in turns in place of lines. */
  readonly dots?: string;
  readonly verbose: boolean;
  /** Errors about the requests are not told. */
  readonly quietErrors: boolean;
  /** Names in front of addresses. */
  readonly names: boolean;
  /** Milliseconds after which a reply is too late to be told. */
  readonly waitTime?: number;
  /** Hex digits, to be told. */
  readonly pattern?: string;
}

type Scanned = {readonly family: PingFamily} | {readonly target: string};

/** `-4`, `-6` or a numeric `-S`, whichever is first, else whatever the host is; faults are found later. */
export function scanFamily(words: readonly string[]): Scanned {
  const {given, operands, fault} = getopt(words, PING6_OPTIONS + PING4_OPTIONS);
  for (const [letter, value] of given) {
    if (letter === '4') return {family: 'inet'};
    if (letter === '6') return {family: 'inet6'};
    if (letter === 'S' && inetAton(value) !== undefined) return {family: 'inet'};
    if (letter === 'S' && parseIpv6(value) !== undefined) return {family: 'inet6'};
  }
  const target = operands.at(-1);
  if (fault !== undefined || target === undefined) throw pingUsage(fault);
  return {target};
}

export function pingUsage(fault?: string): Failure {
  return new Failure(`${fault === undefined ? '' : `ping: ${fault}\n`}${PING_USAGE}`, 1);
}

/** Complaint about a value: of the IPv4 half it is wrong usage, of the other 1. */
export function wrongValue(text: string, status: number = EX.usage): Failure {
  return complaint('ping', text, status);
}

/** What a lab has none of. */
export function notHere(letter: string): Failure {
  return complaint('ping', `-${letter}: Operation not supported`, 1, 'EOPNOTSUPP');
}

/** As `strtonum`: a whole decimal number between the two. */
export function strtonum(text: string, least: number, most: number): number | undefined {
  if (!/^\s*[-+]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

/** As `strtod` of a whole word; infinities and hexadecimal fractions are no numbers here. */
export function strtod(text: string): number | undefined {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

export const INT_MAX = 0x7fff_ffff;
const LONGEST_TIMEOUT = 3600;

/** Seconds of `-t`. Of a word that goes on after its number the rest is ignored. */
export function timeoutOf(text: string): number {
  const digits = /^\s*[-+]?(0x[\da-f]+|0[0-7]*|[1-9]\d*)/i.exec(text)?.[1] ?? '0';
  const seconds = /^0\d/.test(digits) ? parseInt(digits, 8) : Number(digits);
  if (seconds < 1 || !Number.isSafeInteger(seconds)) throw wrongValue(`invalid timeout: \`${text}'`);
  if (seconds > LONGEST_TIMEOUT || /^\s*-/.test(text)) {
    throw wrongValue(`invalid timeout: \`${text}' > ${LONGEST_TIMEOUT}`);
  }
  return seconds;
}

/** Milliseconds of `-W`. */
export function waitTimeOf(text: string): number {
  const milliseconds = strtod(text);
  if (milliseconds === undefined || milliseconds > INT_MAX) throw wrongValue(`invalid timing interval: \`${text}'`);
  return Math.trunc(milliseconds);
}

/** Octets of `-p`, sixteen at most, each of two digits where there are two. @param status of a word that has others */
export function patternOf(text: string, status: number): string {
  if (!/^[\da-f]*$/i.test(text)) throw wrongValue('patterns must be specified as hex digits', status);
  return (text.slice(0, 32).match(/..?/g) ?? []).map((pair) => pair.toLowerCase().padStart(2, '0')).join('');
}
