/** What may be waited for, in words. */
import type {Comparison, Condition} from '../../api/schema/wait.ts';
import {canonicalName} from '../../names.ts';
import {parseIp} from '../../packet/ip-address.ts';
import {parseIpPrefix} from '../../packet/ip-prefix.ts';
import {quantity, quoted, readQueueName, usage} from './values.ts';

type Kind = Condition['kind'];

/** How each is written. */
export const CONDITIONS: Readonly<Record<Kind, string>> = {
  route: 'route 10.0.0.0/8 [dev tun0] [gw 10.0.0.1] [gone]',
  link: 'link eth0 up|down',
  address: 'address tun0 10.8.0.2 [gone]',
  queue: "queue tun0 application|interface '>= 3'",
  node: 'node tun0 open|closed',
  neighbour: 'neighbour 10.0.0.1 [dev eth0] reachable|failed|gone',
  interface: 'interface tun0 [gone]',
  idle: 'idle',
};

const READERS: Readonly<Record<Kind, (words: WaitWords) => Condition>> = {
  route: readRoute,
  link: (words) => ({kind: 'link', ifname: words.interface(), state: words.oneOf(['up', 'down'])}),
  address: (words) => ({kind: 'address', ifname: words.interface(), local: words.address(), ...words.gone()}),
  queue: readQueue,
  node: (words) => ({kind: 'node', ifname: words.interface(), state: words.oneOf(['open', 'closed'])}),
  neighbour: readNeighbour,
  interface: (words) => ({kind: 'interface', ifname: words.interface(), ...words.gone()}),
  idle: () => ({kind: 'idle'}),
};

/** @throws {NetworkError} EUSAGE, with how it is written */
export function parseCondition(typed: readonly string[]): Condition {
  const [first, ...rest] = typed;
  const kind = first === 'neighbor' ? 'neighbour' : first;
  const known = Object.keys(CONDITIONS);
  if (kind === undefined) throw usage(`say what to wait for: ${known.join(', ')}; such as: wait-for link eth0 up`);
  if (!isKind(kind)) throw usage(`${quoted(kind)} is nothing to wait for; there is: ${known.join(', ')}`);
  const words = new WaitWords(kind, rest);
  const condition = READERS[kind](words);
  words.end();
  return condition;
}

/** Seconds, or a number with its unit. @throws {NetworkError} EUSAGE */
export function readPatience(text: string): number {
  const units = {'': 1, us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600};
  const value = quantity(text, units);
  if (value !== undefined && value <= 31 * 86_400) return value;
  throw usage(`${quoted(text)} is no time to wait: seconds, or a number with its unit (ms, s, min, h), such as 500ms`);
}

function isKind(word: string): word is Kind {
  return Object.hasOwn(CONDITIONS, word);
}

function readRoute(words: WaitWords): Condition {
  const dst = words.next('a destination');
  if (!parseIpPrefix(dst)) throw words.wrong(dst, 'not a destination: an address, network/length or "default"');
  const given: {dev?: string; gateway?: string; gone?: boolean} = {};
  for (let word = words.peek(); word !== undefined && word !== 'gone'; word = words.peek()) {
    words.next('');
    if (word === 'dev' && given.dev === undefined) given.dev = words.interface();
    else if ((word === 'gw' || word === 'via') && given.gateway === undefined) given.gateway = words.address();
    else throw words.wrong(word, 'not understood here');
  }
  return {kind: 'route', dst, ...given, ...words.gone()};
}

function readQueue(words: WaitWords): Condition {
  const ifname = words.interface();
  const queue = readQueueName(words.next('which queue'));
  const text = words.rest();
  const [, comparison = '', number = ''] = /^\s*(<=|>=|==|!=|<|>|=)\s*(\d{1,6})\s*$/.exec(text) ?? [];
  const packets = Number(number);
  if (number === '' || packets > 65_536) {
    const what = text === '' ? 'how many packets is missing' : `${quoted(text)} does not say how many packets`;
    throw usage(`${what}: write it as one word in quotes, such as '>= 3' (also > < <= = !=)`);
  }
  return {kind: 'queue', ifname, queue, comparison: (comparison === '==' ? '=' : comparison) as Comparison, packets};
}

function readNeighbour(words: WaitWords): Condition {
  const dst = words.address();
  const dev = words.peek() === 'dev' ? (words.next(''), words.interface()) : undefined;
  const state = words.oneOf(['reachable', 'failed', 'gone']);
  return {kind: 'neighbour', dst, ...(dev !== undefined && {dev}), state};
}

/** The words of one condition, from the left. */
class WaitWords {
  readonly #kind: Kind;
  readonly #words: string[];

  constructor(kind: Kind, words: readonly string[]) {
    this.#kind = kind;
    this.#words = [...words];
  }

  peek(): string | undefined {
    return this.#words[0];
  }

  next(what: string): string {
    const word = this.#words.shift();
    if (word === undefined) throw usage(`${what} is missing: wait-for ${CONDITIONS[this.#kind]}`);
    return word;
  }

  interface(): string {
    return canonicalName(this.next('the name of an interface'));
  }

  address(): string {
    const word = this.next('an address');
    if (parseIp(word) === undefined) throw this.wrong(word, 'not an IP address');
    return word;
  }

  oneOf<Word extends string>(allowed: readonly Word[]): Word {
    const word = this.next(allowed.join(' or '));
    const found = allowed.find((each) => each === word);
    if (found === undefined) throw this.wrong(word, `none of ${allowed.join(', ')}`);
    return found;
  }

  /** The word `gone`, where it is there. */
  gone(): {gone?: boolean} {
    if (this.peek() !== 'gone') return {};
    this.next('');
    return {gone: true};
  }

  /** All that is left, with blanks between. */
  rest(): string {
    return this.#words.splice(0).join(' ');
  }

  end(): void {
    const [word] = this.#words;
    if (word !== undefined) throw this.wrong(word, 'not understood here');
  }

  wrong(word: string, why: string): Error {
    return usage(`${quoted(word)} is ${why}: wait-for ${CONDITIONS[this.#kind]}`);
  }
}
