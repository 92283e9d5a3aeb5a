/** What may be typed behind `route`, on Haiku, Linux and the BSDs alike. */
import type {RouteSpec} from '../../api/schema/route.ts';
import {canonicalName} from '../../names.ts';
import {parseRouteSpec} from './route-spec.ts';
import type {Family} from '../../api/schema/scalars.ts';
import {familyNamed, readScopedAddress} from './address.ts';
import {quoted, usage} from './values.ts';
import {Words} from './words.ts';

export type RouteRequest =
  /** Both families where none is given. */
  | {kind: 'list'; family?: Family; dev?: string}
  | {kind: 'add' | 'delete'; route: RouteSpec}
  | {kind: 'get'; destination: string; dev?: string}
  | {kind: 'flush'; family?: Family};

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
 * Options that ask for what is so anyway: numbers for names, every route static. Linux's `-e` (further columns) and `-v`
 * have nothing to add here. One of the letters may be the family's.
 */
const HARMLESS = /^(?:-[nveFq]*[46]?[nveFq]*|--(?:numeric|verbose|extend|fib|inet6?)|-inet6?|-static|-cloning)$/;

/** @throws {NetworkError} EUSAGE */
export function parseRoute(words: readonly string[]): RouteRequest {
  const options = readOptions(words);
  const [first, ...rest] = options.rest;
  const {family = familyNamed(first)} = options;
  if (first === undefined) return {kind: 'list', ...optional({family})};
  const command = COMMANDS.get(first) ?? (familyNamed(first) ? 'list' : undefined);
  switch (command) {
    case 'add':
    case 'delete':
      return {kind: command, route: parseRouteSpec(command, new Words(rest), family)};
    case 'get':
      return parseLookup(rest, family);
    case 'list':
      return parseList(rest, family);
    case 'flush':
      return parseFlush(rest, family);
    case undefined:
      if (first === 'change') throw usage('a route can not be changed in place: delete it, then add the new one');
      throw usage(`${quoted(first)} is not a command of route: add, delete, get, list or flush`);
  }
}

/** Takes the options out, wherever they stand. */
function readOptions(words: readonly string[]): {rest: string[]; family?: Family} {
  const rest: string[] = [];
  let family: Family | undefined;
  const reading = new Words(words);
  for (let word = reading.next(); word !== undefined; word = reading.next()) {
    const isOption = word === '-A' || (word !== '-' && HARMLESS.test(word));
    const named = isOption ? familyOfOption(word, reading) : undefined;
    if (named !== undefined && family !== undefined && named !== family) {
      throw usage(`${quoted(word)} contradicts the address family that stands before it: give one of them`);
    }
    family = named ?? family;
    if (!isOption) rest.push(word);
  }
  return {rest, ...(family !== undefined && {family})};
}

function familyOfOption(word: string, reading: Words): Family | undefined {
  if (word !== '-A') return /6/.test(word) ? 'inet6' : /4|inet/.test(word) ? 'inet' : undefined;
  const name = reading.operand(word, 'an address family, such as inet6');
  const family = familyNamed(name);
  if (family === undefined) throw usage(`${quoted(name)} is not an address family: write -A inet or -A inet6`);
  return family;
}

/** `route list [inet|inet6] [[dev] IF]`. */
function parseList(words: readonly string[], option: Family | undefined): RouteRequest {
  const {rest, family = option} = withoutFamily(words);
  const [dev, extra] = rest.filter((word) => word !== 'dev');
  if (extra !== undefined) throw usage(`${quoted(extra)} is one word too many: route list takes one interface at most`);
  return {kind: 'list', ...optional({family, dev: dev === undefined ? undefined : canonicalName(dev)})};
}

/** `route get [inet|inet6] A[%IF]`. */
function parseLookup(words: readonly string[], option: Family | undefined): RouteRequest {
  const {rest, family = option} = withoutFamily(words);
  const [word, extra] = rest.filter((other) => other !== '-host' && other !== 'host');
  if (word === undefined) throw usage('say which address to look up, such as: route get 10.8.0.2');
  if (extra !== undefined) throw usage(`${quoted(extra)} is one word too many: route get takes one address`);
  const {address, zone} = readScopedAddress(word, family);
  return {kind: 'get', destination: address, ...optional({dev: zone === undefined ? undefined : canonicalName(zone)})};
}

/** `route flush [inet|inet6]`. */
function parseFlush(words: readonly string[], option: Family | undefined): RouteRequest {
  const {rest, family = option} = withoutFamily(words);
  const [extra] = rest;
  if (extra !== undefined) throw usage(`"flush" deletes all routes that were typed in: leave out ${quoted(extra)}`);
  return {kind: 'flush', ...optional({family})};
}

function withoutFamily(words: readonly string[]): {rest: string[]; family?: Family | undefined} {
  const family = words.map(familyNamed).findLast((named) => named !== undefined);
  return {rest: words.filter((word) => familyNamed(word) === undefined), ...optional({family})};
}

/** Without what is `undefined`. */
function optional<Shape extends object>(shape: Shape): {[Key in keyof Shape]?: Exclude<Shape[Key], undefined>} {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as never;
}
