/** What may be typed behind `route`, on Haiku, Linux and the BSDs alike. */
import type {RouteSpec} from '../../api/schema/route.ts';
import {canonicalName} from '../../names.ts';
import {parseRouteSpec} from './route-spec.ts';
import {ipv6, isFamilyWord, quoted, readAddress, usage} from './values.ts';
import {Words} from './words.ts';

export type RouteRequest =
  | {kind: 'list'; dev?: string}
  | {kind: 'add' | 'delete'; route: RouteSpec}
  | {kind: 'get'; destination: string}
  | {kind: 'flush'};

const COMMANDS: ReadonlyMap<string, RouteRequest['kind']> = new Map([
  ['add', 'add'],
  ['-a', 'add'],
  ['delete', 'delete'],
  ['del', 'delete'],
  ['-d', 'delete'],
  ['get', 'get'],
  ['list', 'list'],
  ['show', 'list'],
  ['print', 'list'],
  ['flush', 'flush'],
  ['-f', 'flush'],
]);

/**
 * Options that ask for what is so anyway: numbers for names, IPv4, every route static. Linux's `-e` (further columns)
 * and `-v` have nothing to add here.
 */
const HARMLESS = /^(?:-[nveF4q]+|--(?:numeric|verbose|extend|fib|inet)|-inet|-static|-cloning)$/;
const IPV6_OPTIONS: ReadonlySet<string> = new Set(['-6', '--inet6', '-inet6']);

/** @throws {NetworkError} EUSAGE, or EAFNOSUPPORT where IPv6 is asked for. */
export function parseRoute(words: readonly string[]): RouteRequest {
  const [first, ...rest] = withoutHarmless(words);
  if (first === undefined) return {kind: 'list'};
  const command = COMMANDS.get(first) ?? (isFamilyWord(first) ? 'list' : undefined);
  switch (command) {
    case 'add':
    case 'delete':
      return {kind: command, route: parseRouteSpec(command, new Words(rest))};
    case 'get':
      return {kind: 'get', destination: parseDestination(rest)};
    case 'list':
      return parseList(rest);
    case 'flush':
      if (rest[0] !== undefined)
        throw usage(`"flush" deletes all routes that were typed in: leave out ${quoted(rest[0])}`);
      return {kind: 'flush'};
    case undefined:
      if (first === 'change') throw usage('a route can not be changed in place: delete it, then add the new one');
      throw usage(`${quoted(first)} is not a command of route: add, delete, get, list or flush`);
  }
}

function withoutHarmless(words: readonly string[]): string[] {
  const kept: string[] = [];
  const reading = new Words(words);
  for (let word = reading.next(); word !== undefined; word = reading.next()) {
    if (IPV6_OPTIONS.has(word)) throw ipv6(word);
    if (word === '-A') {
      const family = reading.operand(word, 'an address family, such as inet');
      if (!isFamilyWord(family)) throw usage(`${quoted(family)} is not an address family: write -A inet`);
    } else if (!HARMLESS.test(word)) kept.push(word);
  }
  return kept;
}

/** `route list [inet] [[dev] IF]`. */
function parseList(words: readonly string[]): RouteRequest {
  const [dev, extra] = words.filter((word) => !isFamilyWord(word) && word !== 'dev');
  if (extra !== undefined) throw usage(`${quoted(extra)} is one word too many: route list takes one interface at most`);
  return dev === undefined ? {kind: 'list'} : {kind: 'list', dev: canonicalName(dev)};
}

/** `route get [inet] A`. */
function parseDestination(words: readonly string[]): string {
  const [destination, extra] = words.filter((word) => !isFamilyWord(word) && word !== '-host' && word !== 'host');
  if (destination === undefined) throw usage('say which address to look up, such as: route get 10.8.0.2');
  if (extra !== undefined) throw usage(`${quoted(extra)} is one word too many: route get takes one address`);
  return readAddress(destination);
}
