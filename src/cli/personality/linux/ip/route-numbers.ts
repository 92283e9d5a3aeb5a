/** Numbers of rtnetlink that names stand for: who a route is of, which table it is in, what becomes of its packets. */
import {abbreviates, unsigned} from './words.ts';

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0, 'unspec'],
  [1, 'redirect'],
  [2, 'kernel'],
  [3, 'boot'],
  [4, 'static'],
  [8, 'gated'],
  [9, 'ra'],
  [10, 'mrt'],
  [11, 'zebra'],
  [12, 'bird'],
  [13, 'dnrouted'],
  [14, 'xorp'],
  [15, 'ntk'],
  [16, 'dhcp'],
  [18, 'keepalived'],
  [42, 'babel'],
  [99, 'openr'],
  [186, 'bgp'],
  [187, 'isis'],
  [188, 'ospf'],
  [189, 'rip'],
  [192, 'eigrp'],
]);

export const PROTOCOL = {kernel: 2, boot: 3, ra: 9} as const;

export function readProtocol(word: string): number | undefined {
  return [...PROTOCOLS].find(([, name]) => name === word)?.[0] ?? unsigned(word, 256);
}

export function protocolText(protocol: number, numeric: boolean): string {
  return (numeric ? undefined : PROTOCOLS.get(protocol)) ?? String(protocol);
}

const TABLES: ReadonlyMap<string, number> = new Map([
  ['unspec', 0],
  ['default', 253],
  ['main', 254],
  ['local', 255],
]);

/** The number of a table; 0 is all of them. */
export const TABLE = {all: 0, default: 253, main: 254, local: 255} as const;

export function readTable(word: string): number | undefined {
  return TABLES.get(word) ?? unsigned(word);
}

export const ROUTE_TYPES = [
  'unicast',
  'local',
  'nat',
  'broadcast',
  'anycast',
  'multicast',
  'prohibit',
  'unreachable',
  'blackhole',
  'xresolve',
  'throw',
] as const;
export type KernelRouteType = (typeof ROUTE_TYPES)[number];

/** A type, by its name or the beginning of one. */
export function readRouteType(word: string): KernelRouteType | undefined {
  const starts: readonly (readonly [string, KernelRouteType])[] = [
    ['local', 'local'],
    ['nat', 'nat'],
    ['broadcast', 'broadcast'],
    ['brd', 'broadcast'],
    ['anycast', 'anycast'],
    ['multicast', 'multicast'],
    ['prohibit', 'prohibit'],
    ['unreachable', 'unreachable'],
    ['blackhole', 'blackhole'],
    ['xresolve', 'xresolve'],
    ['unicast', 'unicast'],
    ['throw', 'throw'],
  ];
  const exact: ReadonlySet<string> = new Set(['local', 'nat', 'brd', 'throw']);
  return starts.find(([name]) => name === word || (!exact.has(name) && abbreviates(word, name)))?.[1];
}
