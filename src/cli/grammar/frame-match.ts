/** What may be typed behind `wire drop NAME` and `wire capture NAME`: which frames are meant. */
import type {DropRule, FrameMatch} from '../../api/schema/wire.ts';
import {FRAME_KINDS, ICMP_TYPES} from '../frame-words.ts';
import {FAMILY_NAME, familyOf, readAddress} from './address.ts';
import {quoted, readNumber, usage} from './values.ts';
import {readWireEnd} from './wire.ts';
import {Words} from './words.ts';

const FRAME_WORDS = `${[...FRAME_KINDS.keys()].join(' ')}, proto, from, src, to, port, type or length`;
const EXAMPLE = 'wire drop lan 3 icmp from client:eth0 to 10.0.0.2';
const [ICMP, TCP, UDP] = [1, 6, 17];
const ETHERTYPE_ARP = 0x0806;
/** By the family of an address: what the frames carry that can have it. */
const ETHERTYPE = {inet: 0x0800, inet6: 0x86dd} as const;
const IP_TYPES: readonly number[] = Object.values(ETHERTYPE);

/**
 * `[N] [KIND] [from HOST:NIC] [src ADDRESS] [to ADDRESS] [port N] [type NAME] [length N]`, in any order; the first that
 * matches where no N is said.
 *
 * @throws {NetworkError} EUSAGE: nothing is said, something twice, or what no frame can be at once
 */
export function parseDropRule(words: readonly string[]): DropRule {
  const rule = parseWords(words, read);
  if (Object.keys(rule).length === 0) throw usage(`say which frame to drop, such as: ${EXAMPLE}`);
  return {nth: 1, ...rule};
}

/** The same without `N`; all frames where nothing is said. @throws {NetworkError} EUSAGE */
export function parseFrameMatch(words: readonly string[]): FrameMatch {
  return parseWords(words, (word, reading) => readFrameWord(word, reading));
}

function parseWords(
  words: readonly string[],
  read: (word: string, reading: Words) => Partial<DropRule>,
): Partial<DropRule> {
  const reading = new Words(words);
  const rule: Partial<DropRule> = {};
  for (let word = reading.next(); word !== undefined; word = reading.next()) {
    const said = read(word, reading);
    const again = Object.keys(said).find((name) => Object.hasOwn(rule, name));
    if (again !== undefined) throw usage(`${quoted(word)} says again what an earlier word has said: say it once`);
    Object.assign(rule, said);
  }
  checkTogether(rule);
  return rule;
}

function read(word: string, reading: Words): Partial<DropRule> {
  return /^\d/.test(word) ? {nth: readCount(word)} : readFrameWord(word, reading, 'a number, ');
}

function readFrameWord(word: string, reading: Words, others = ''): FrameMatch {
  const kind = FRAME_KINDS.get(word);
  if (kind !== undefined) return kind;
  switch (word) {
    case 'proto':
      return {protocol: readUpTo(255, word, reading)};
    case 'from':
      return {from: readWireEnd(reading.operand(word, 'HOST:NIC'))};
    case 'src':
      return {source: readAddress(reading.operand(word, 'an address'))};
    case 'to':
    case 'dst':
      return {destination: readAddress(reading.operand(word, 'an address'))};
    case 'port':
      return {port: readUpTo(0xffff, word, reading)};
    case 'type':
      return {icmp_type: readIcmpType(reading)};
    case 'length':
      return {minimum_length: readUpTo(0xffff, word, reading)};
  }
  throw usage(`${quoted(word)} says nothing about a frame: ${others}${FRAME_WORDS}`);
}

function readCount(word: string): number {
  const nth = readNumber(word, 'drop');
  if (nth >= 1) return nth;
  throw usage(`${quoted(word)} is not which matching frame to drop: a whole number from 1`);
}

function readUpTo(maximum: number, name: string, reading: Words): number {
  const word = reading.operand(name, 'a number');
  const value = readNumber(word, name);
  if (value >= 0 && value <= maximum) return value;
  throw usage(`${quoted(word)} is no ${name}: a whole number from 0 to ${maximum}`);
}

function readIcmpType(reading: Words): number {
  const word = reading.operand('type', 'a type of ICMP');
  const type = ICMP_TYPES.get(word) ?? (/^\d{1,3}$/.test(word) ? Number(word) : NaN);
  if (type <= 255) return type;
  throw usage(`${quoted(word)} is no type of ICMP: ${[...ICMP_TYPES.keys()].join(', ')}, or a number up to 255`);
}

/** A rule that can match nothing is a mistake. */
function checkTogether(rule: FrameMatch): void {
  const {ether_type: etherType, protocol, port, icmp_type: icmpType, source, destination} = rule;
  const families = [source, destination].flatMap((address) => (address === undefined ? [] : [familyOf(address)]));
  const [family, other = family] = families;
  const ofIp = family !== undefined || [protocol, port, icmpType].some((value) => value !== undefined);
  if (etherType === ETHERTYPE_ARP && ofIp) throw usage('an ARP packet is no IP packet: say either');
  if (family !== other) throw usage('no packet goes from IPv4 to IPv6, or back: say two addresses of one version');
  if (
    family !== undefined &&
    etherType !== undefined &&
    IP_TYPES.includes(etherType) &&
    etherType !== ETHERTYPE[family]
  )
    throw usage(
      `an ${FAMILY_NAME[family === 'inet' ? 'inet6' : 'inet']} packet has no ${FAMILY_NAME[family]} address: say either`,
    );
  if (port !== undefined && icmpType !== undefined) throw usage('what has a port has no type of ICMP: say either');
  if (port !== undefined && ![undefined, TCP, UDP].includes(protocol)) throw usage('only tcp and udp have a port');
  if (icmpType !== undefined && ![undefined, ICMP].includes(protocol)) throw usage('only icmp has a type');
}
