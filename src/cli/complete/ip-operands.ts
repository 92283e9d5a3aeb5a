/** What may come next in a command line of `ip`: an option, an object, its command, and that one's words. */
import type {NextOperand, Place} from './places.ts';
import {inOrder, worded} from './places.ts';

const OPTIONS = ['-4', '-6', '-br', '-d', '-s', '-o', '-j', '-p', '-h', '-batch', '-force'];
const SCOPES: Place = ['host', 'link', 'global'];
const SWITCH: Place = ['on', 'off'];
const DEV: Readonly<Record<string, Place | null>> = {dev: ['<interface>']};
const TYPES = ['unicast', 'local', 'unreachable', 'prohibit', 'blackhole', 'throw'];

const address = worded([[]], {...DEV, peer: [], broadcast: ['+'], label: [], scope: SCOPES});
const addresses = worded([], {...DEV, up: null, to: [], scope: SCOPES, label: [], primary: null, permanent: null});
const linkChange = worded([['<interface>']], {
  up: null,
  down: null,
  mtu: [],
  qlen: [],
  address: [],
  arp: SWITCH,
  promisc: SWITCH,
  multicast: SWITCH,
  allmulticast: SWITCH,
  master: ['<bridge>'],
  nomaster: null,
});
const links = worded([], {up: null, type: ['tun', 'bridge'], master: ['<bridge>']}, ['<interface>']);
const NEXT_HOP: Readonly<Record<string, Place | null>> = {
  via: [],
  ...DEV,
  src: ['<address>'],
  metric: [],
  proto: ['static', 'kernel', 'boot'],
  scope: SCOPES,
  onlink: null,
};
const routes = worded([], {...DEV, table: ['local', 'main', 'all'], proto: [], scope: SCOPES, type: TYPES}, [
  'default',
]);
const neighbour = worded([[]], {lladdr: [], ...DEV, nud: ['permanent', 'reachable'], proxy: []});
const neighbours = worded([], {...DEV, nud: ['permanent', 'reachable', 'stale', 'failed', 'all'], proxy: null});
const tuntap = worded([], {dev: [], mode: ['tun', 'tap'], user: [], group: [], pi: null});
const oldTuntap = worded([], {dev: ['<device>'], mode: ['tun', 'tap']});

/** A destination, with its type in front where it has one. */
function route(before: readonly string[]): Place {
  if (before.length === 0) return ['default', ...TYPES];
  const typed = TYPES.includes(before[0]!) ? before.slice(1) : before;
  return worded([['default']], NEXT_HOP)(typed);
}

type Commands = Readonly<Record<string, NextOperand>>;

function changes(add: NextOperand, show: NextOperand, commands: Commands = {}): Commands {
  return {show, add, change: add, replace: add, delete: add, flush: show, ...commands};
}

const OBJECTS: Readonly<Record<string, Commands>> = {
  address: changes(address, addresses, {
    delete: worded([['<address>']], DEV),
  }),
  link: {
    show: links,
    set: linkChange,
    add: worded([[]], {type: ['bridge']}),
    delete: inOrder(['<interface>']),
  },
  route: changes(route, routes, {append: route, get: inOrder(['<destination>'])}),
  neighbour: changes(neighbour, neighbours),
  tuntap: {show: inOrder(), add: tuntap, delete: oldTuntap},
  rule: {show: inOrder()},
};

/** In the order of iproute2, in which an abbreviation is the first word that begins so. */
function meant<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  const name = word === 'neigh' ? 'neighbour' : Object.keys(table).find((each) => each.startsWith(word));
  return name === undefined ? undefined : table[name];
}

export function ip(typed: readonly string[]): Place {
  if (typed.at(-1) === '-batch') return [':files'];
  const before = typed.filter((word, place) => !(word.startsWith('-') || typed[place - 1] === '-batch'));
  const [object, command, ...words] = before;
  if (object === undefined) return [...OPTIONS, ...Object.keys(OBJECTS)];
  const commands = meant(OBJECTS, object);
  if (!commands) return [];
  if (command === undefined) return Object.keys(commands);
  return meant(commands, command)?.(words) ?? [];
}
