/** The operands of each command, place by place. Words that begin with `-` are offered to who has typed the `-`. */
import {PERSONALITIES} from '../../names.ts';
import {FRAME_KINDS, ICMP_TYPES} from '../frame-words.ts';
import {ip} from './ip-operands.ts';
import {inOrder, listed, type NextOperand, type Place, without, worded} from './places.ts';

const QUEUE: Place = ['application', 'interface'];
const MASKS: Place = ['255.255.255.0', '255.255.0.0', '255.0.0.0', '255.255.255.252', '255.255.255.255'];
const DEVICE_SETTINGS = {
  persist: ['on', 'off'],
  'link-header': ['none', 'ethernet', 'pi', 'af'],
  queue: [],
  'application-queue': [],
  'interface-queue': [],
  owner: ['-'],
  group: ['-'],
};
const LIMITS = ['500packets', '64000octets', '-octets'];
const WIRE_SETTINGS = {
  delay: [],
  jitter: [],
  loss: [],
  duplicate: [],
  reorder: [],
  corrupt: [],
  rate: ['unlimited', '10Mbit', '1Gbit'],
  queue: [],
  seed: [],
};
const IFCONFIG_WORDS: Readonly<Record<string, Place | null>> = {
  up: null,
  down: null,
  inet: null,
  mtu: [],
  metric: [],
  netmask: MASKS,
  prefixlen: [],
  broadcast: [],
  peer: [],
  promisc: null,
  '-promisc': null,
  arp: null,
  '-arp': null,
  add: [],
  alias: [],
  delete: ['<address>'],
  '-alias': ['<address>'],
  hw: ['ether'],
  ether: [],
  lladdr: [],
  create: null,
  destroy: null,
};
const ROUTE_COMMANDS = ['add', 'delete', 'get', 'list', 'flush'];
const ROUTE_WORDS: Readonly<Record<string, Place | null>> = {
  default: null,
  gw: ['<address>'],
  netmask: MASKS,
  prefixlen: [],
  dev: ['<interface>'],
  metric: [],
  host: null,
  local: null,
  reject: null,
  blackhole: null,
  '-net': [],
  '-host': [],
  '-interface': ['<interface>'],
  '-reject': null,
  '-blackhole': null,
};
const FRAME_WORDS: Readonly<Record<string, Place | null>> = {
  ...Object.fromEntries([...FRAME_KINDS.keys()].map((kind) => [kind, null])),
  proto: [],
  from: ['<end>'],
  src: [],
  to: [],
  port: [],
  type: [...ICMP_TYPES.keys()],
  length: [],
};
const NDP_FLAGS = ['ifdisabled', 'accept_rtadv', 'advertise'].flatMap((flag) => [flag, `-${flag}`]);
/** As `wg show` calls them. */
const TUNNEL_FACTS = [
  'public-key',
  'private-key',
  'listen-port',
  'fwmark',
  'peers',
  'preshared-keys',
  'endpoints',
  'allowed-ips',
  'latest-handshakes',
  'transfer',
  'persistent-keepalive',
  'dump',
];
const device = inOrder(['<device>']);
const deviceQueue = inOrder(['<device>'], QUEUE);
const wire = inOrder(['<wire>']);
const bridge = inOrder(['<bridge>']);
const bridgePorts = listed([['<bridge>']], ['<interface>']);

/** An operand names the host: whose interfaces there are is not asked. */
const uplink = inOrder(['<host>'], ['eth0', 'eth1']);

const change = worded([['<interface>', '-a', '--delete']], IFCONFIG_WORDS);
const route = worded([ROUTE_COMMANDS], ROUTE_WORDS, ['<interface>']);

function ifconfig(before: readonly string[]): Place {
  if (before[0] === '-a') return [];
  if (before[0] === '--delete') return before.length === 1 ? ['<interface>'] : ['<address>'];
  const behindHardware = before.at(-1) === 'ether' || before.at(-2) === 'hw';
  return behindHardware ? [] : change(before);
}

function routeWords(before: readonly string[]): Place {
  const [command] = before;
  if (command === 'get') return before.length === 1 ? ['<destination>'] : [];
  if (command === 'list') return before.length === 1 ? ['<interface>'] : [];
  return command === 'flush' ? [] : route(before);
}

function arp(before: readonly string[]): Place {
  const last = before.at(-1) ?? '';
  if (last === '-i' || last === 'dev') return ['<interface>'];
  const marks = before.includes('-s') && before.length > 2 ? ['temp', 'pub'] : [];
  return ['-a', '-s', '-d', '-i', 'dev', ...marks].filter((word) => !before.includes(word));
}

function ndp(before: readonly string[]): Place {
  const [first] = before;
  if (first === undefined) return ['-a', '-c', '-d', '-i', '-s'];
  if (first === '-i') return before.length === 1 ? ['<interface>'] : without(before, NDP_FLAGS);
  return first === '-s' && before.length > 2 ? without(before, ['temp', 'proxy']) : [];
}

function classicTunctl(before: readonly string[]): Place {
  const last = before.at(-1);
  if (last === '-d' || last === '-t') return ['<device>'];
  if (last === '-f') return ['/dev/net/tun'];
  if (last === '-u' || last === '-g') return [];
  return ['-b', '-u', '-g', '-t', '-n', '-p', '-d'].filter((word) => !before.includes(word));
}

function waitFor([kind, ...before]: readonly string[]): Place {
  const places: Readonly<Record<string, readonly Place[]>> = {
    address: [['<interface>'], ['<address>'], ['gone']],
    idle: [],
    interface: [['<interface>'], ['gone']],
    link: [['<interface>'], ['up', 'down']],
    neighbour: [[], ['reachable', 'failed', 'gone', 'dev']],
    node: [['<device>'], ['open', 'closed']],
    queue: [['<device>'], QUEUE],
  };
  if (kind === undefined) return [...Object.keys(places), 'route'];
  if (kind === 'route') return worded([[]], {dev: ['<interface>'], gw: [], gone: null})(before);
  return places[kind]?.[before.length] ?? [];
}

/** `key=value` is understood as well; only the form of two words is offered. */
function deviceSettings(...places: readonly Place[]): NextOperand {
  const words = {...DEVICE_SETTINGS, queue: LIMITS, 'application-queue': LIMITS, 'interface-queue': LIMITS};
  return worded(places, words);
}

/** By the name of the command; one that is not here has no operands. */
export const OPERANDS: Readonly<Record<string, NextOperand>> = {
  ifconfig,
  ip,
  route: routeWords,
  arp,
  ndp,
  ping: inOrder(['<destination>']),
  traceroute: inOrder(['<destination>']),
  tunctl: classicTunctl,
  'tunctl:create': deviceSettings([]),
  'tunctl:delete': device,
  'tunctl:flush': deviceQueue,
  'tunctl:hold': deviceQueue,
  'tunctl:queues': device,
  'tunctl:read': device,
  'tunctl:release': deviceQueue,
  'tunctl:respond': device,
  'tunctl:set': deviceSettings(['<device>']),
  'tunctl:show': device,
  'tunctl:step': deviceQueue,
  'tunctl:write': device,
  'tunctl:sysctl': inOrder(['<sysctl>']),
  dhcp: inOrder(['<interface>']),
  'dhcp:list': inOrder(),
  'dhcp:release': inOrder(['<interface>']),
  'tunctl:attach': device,
  'openvpn-dev': device,
  'host:remove': inOrder(['<host>']),
  'host:set': inOrder(['<host>'], ['personality'], [...PERSONALITIES]),
  'host:show': inOrder(['<host>']),
  'host:resolve': inOrder(['<destination>']),
  'host:name': inOrder([], ['-']),
  'wire:add': listed([['<wire>']], ['<end>']),
  'wire:capture': worded([['<wire>']], FRAME_WORDS),
  'wire:cut': wire,
  'wire:drop': worded([['<wire>']], FRAME_WORDS, ['clear']),
  'wire:join': wire,
  'wire:list': wire,
  'wire:remove': wire,
  'wire:set': worded([['<wire>']], WIRE_SETTINGS),
  'bridge:add': listed([[]], ['<interface>']),
  'bridge:join': bridgePorts,
  'bridge:leave': bridgePorts,
  'bridge:remove': bridge,
  'bridge:set': worded([['<bridge>']], {ageing: ['60s', '5min', '0s']}),
  'bridge:show': bridge,
  'bridge:list': inOrder(),
  'udp:close': inOrder(['<udp-port>']),
  'udp:send': inOrder(['<destination>']),
  'uplink:add': inOrder(['<host>']),
  'uplink:list': inOrder(),
  'uplink:remove': uplink,
  'uplink:show': uplink,
  'walkthrough:check': listed([], [':files']),
  'walkthrough:record': inOrder([':files']),
  'walkthrough:run': inOrder([':files']),
  'walkthrough:step': inOrder([':files']),
  'clock:run-until': inOrder(['idle']),
  'vpn:up': inOrder([':files']),
  'vpn:down': inOrder(['<device>', ':files']),
  'vpn:show': inOrder(['<device>', 'all', 'interfaces'], TUNNEL_FACTS),
  apply: inOrder([':files']),
  batch: inOrder([':files']),
  'wait-for': waitFor,
  completion: inOrder(['bash', 'zsh', 'fish']),
};

/** What stands behind flags of these names. */
export const FLAG_VALUES: Readonly<Record<string, Place>> = {
  lab: ['<lab>'],
  host: ['<host>'],
  interface: ['<interface>'],
  source: ['<interface>', '<address>'],
  address: ['<address>'],
  personality: [...PERSONALITIES],
};
