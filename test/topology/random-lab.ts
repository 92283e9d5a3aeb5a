/** Labs that many random requests have made, some of which were refused. */
import fc from 'fast-check';
import {type Change, makeChange} from '../../src/api/changes.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {NetworkError} from '../../src/errors.ts';
import {Lab} from '../../src/lab/lab.ts';
import {localLab} from '../../src/service/local-lab.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

export function freshLab(): {lab: Lab; api: LabApi; clock: VirtualClock} {
  const clock = new VirtualClock(1_686_024_960_000);
  const lab = new Lab({clock, seed: 1});
  const hello = () => {
    throw new Error('nobody asks');
  };
  return {lab, clock, api: localLab({lab, hello})};
}

/** Makes those that are not refused. */
export async function makeAll(api: LabApi, changes: readonly Change[]): Promise<void> {
  for (const change of changes) {
    try {
      await makeChange(api, change);
    } catch (reason) {
      if (!(reason instanceof NetworkError) || reason.code === 'EINTERNAL') throw reason;
    }
  }
}

const host = fc.constantFrom('local', 'local', 'a', 'b');
const ifname = fc.constantFrom('lo0', 'tun0', 'tun1', 'tap0', 'tap1', 'eth0', 'eth1', 'br0', 'vpn');
const four = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.1.1', '172.16.0.1', '192.168.7.9');
const six = fc.constantFrom('2001:db8::1', '2001:db8::2', '2001:db8:1::1', 'fe80::77');
const ip = fc.oneof({weight: 3, arbitrary: four}, six);
const dst = fc.constantFrom(
  '10.0.0.0/24',
  '10.0.0.2',
  '10.9.0.0/16',
  'default',
  '::/0',
  '2001:db8::/64',
  '2001:db8:9::/48',
  '10.0.0.1',
);
const mac = fc.constantFrom('02:00:00:00:00:07', '02:00:00:00:00:08', '02:00:00:00:00:09');
const wire = fc.constantFrom('left', 'right');
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, {nil: undefined});
const address = fc.oneof(
  fc.record({local: four, prefixlen: fc.integer({min: 8, max: 32})}),
  fc.record({local: four, peer: four}),
  fc.record({local: four, prefixlen: fc.constant(24), broadcast: fc.constantFrom('10.0.0.255', '10.0.0.0')}),
  fc.record({local: four, prefixlen: fc.constant(24), label: fc.constantFrom('tun0:1', 'eth0:7')}),
  fc.record({local: four, prefixlen: fc.constant(24), scope: fc.constantFrom('host', 'link', 'global')}),
  fc.record({local: six, prefixlen: fc.constantFrom(48, 64, 128)}),
  fc.record({local: six, peer: six}),
);
const route = {
  host,
  dst,
  dev: optional(ifname),
  gateway: optional(ip),
  metric: optional(fc.integer({min: 0, max: 3})),
  type: optional(fc.constantFrom('unicast', 'local', 'unreachable', 'prohibit', 'throw', 'blackhole')),
};

type Requests = Readonly<Record<string, fc.Arbitrary<object>>>;

const REQUESTS: Requests = {
  addHost: fc.record({
    host: fc.constantFrom('a', 'b'),
    personality: optional(fc.constantFrom('haiku', 'linux', 'bsd')),
  }),
  removeHost: fc.record({host: fc.constantFrom('a', 'b')}),
  changeHost: fc.record({
    host,
    personality: optional(fc.constantFrom('haiku', 'linux', 'bsd')),
    settings: optional(
      fc.dictionary(
        fc.constantFrom('net.inet.ip.forwarding', 'net.inet6.ip6.auto_linklocal', 'net.inet6.ip6.forwarding'),
        fc.boolean(),
        {maxKeys: 2},
      ),
    ),
    names: optional(fc.dictionary(fc.constantFrom('localhost', 'server', '10'), fc.option(ip), {maxKeys: 2})),
  }),
  createDevice: fc.record({
    host,
    ifname: fc.constantFrom('tun0', 'tun1', 'tap0', 'tap1', 'vpn'),
    mode: optional(fc.constantFrom('tun', 'tap')),
  }),
  changeDevice: fc.record({
    host,
    ifname,
    persist: optional(fc.boolean()),
    link_header: optional(fc.constantFrom('none', 'ethernet', 'pi')),
    user: optional(fc.constantFrom('root', null)),
    application_packets: optional(fc.nat(100)),
    interface_octets: optional(fc.constantFrom(5000, null)),
  }),
  configureInterface: fc.record({
    host,
    ifname,
    create: fc.boolean(),
    set: optional(address),
    add: optional(fc.array(address, {maxLength: 2})),
    remove: optional(fc.array(ip, {maxLength: 1})),
    up: fc.constantFrom(true, true, false, undefined),
    mtu: optional(fc.constantFrom(1280, 1400, 1500, 576)),
    metric: optional(fc.nat(3)),
    promisc: optional(fc.boolean()),
    arp: optional(fc.boolean()),
    allmulti: optional(fc.boolean()),
    multicast: optional(fc.boolean()),
    trailers: optional(fc.boolean()),
    dynamic: optional(fc.boolean()),
    txqlen: optional(fc.constantFrom(5, 1000, null)),
    address: optional(mac),
    inet6: optional(
      fc.record({
        enabled: optional(fc.boolean()),
        accept_ra: optional(fc.constantFrom(true, false, null)),
        advertise: optional(fc.boolean()),
      }),
    ),
  }),
  removeInterface: fc.record({host, ifname}),
  addRoute: fc.record({
    ...route,
    to_host: optional(fc.boolean()),
    advmss: optional(fc.constantFrom(536, 1460)),
    window: optional(fc.constantFrom(4096)),
    rtt: optional(fc.constantFrom(20)),
    prefsrc: optional(ip),
    label: optional(
      fc.record({protocol: optional(fc.constantFrom(3, 4, 16)), scope: optional(fc.constantFrom(0, 253))}),
    ),
    mode: optional(fc.constantFrom('exclusive', 'replace', 'change')),
  }),
  deleteRoute: fc.record({...route, gateway: fc.constant(undefined), metric: fc.constant(undefined)}),
  flushRoutes: fc.record({host}),
  holdQueue: fc.record({host, ifname, queue: optional(fc.constantFrom('application', 'interface'))}),
  releaseQueue: fc.record({host, ifname, queue: optional(fc.constantFrom('application', 'interface'))}),
  setNeighbour: fc.record({host, dst: ip, dev: optional(ifname), lladdr: mac, proxy: optional(fc.boolean())}),
  deleteNeighbour: fc.record({host, dst: ip, dev: optional(ifname)}),
  addWire: fc.record({
    wire,
    ends: fc.array(fc.record({host, ifname: fc.constantFrom('eth0', 'eth1', 'wan')}), {minLength: 1, maxLength: 2}),
  }),
  changeWire: fc.record({
    wire,
    joined: optional(fc.boolean()),
    delay: optional(fc.nat(9)),
    loss: optional(fc.nat(9)),
    rate: optional(fc.constantFrom(1e6, null)),
    queue_packets: optional(fc.nat(99)),
  }),
  removeWire: fc.record({wire}),
  addDropRule: fc.record({
    wire,
    nth: fc.integer({min: 1, max: 3}),
    source: optional(ip),
    from: optional(fc.record({host, ifname: fc.constant('eth0')})),
  }),
  clearDropRules: fc.record({wire}),
  addBridge: fc.record({
    host,
    ifname: fc.constantFrom('br0', 'br1'),
    ports: optional(fc.array(fc.constantFrom('tap0', 'eth0'), {maxLength: 2})),
  }),
  changeBridge: fc.record({
    host,
    ifname: fc.constantFrom('br0', 'br1'),
    ageing: optional(fc.constantFrom(0, 60)),
    join: optional(fc.array(fc.constantFrom('tap0', 'tap1', 'eth0'), {maxLength: 1})),
    leave: optional(fc.array(fc.constantFrom('tap0', 'eth0'), {maxLength: 1})),
  }),
  removeBridge: fc.record({host, ifname: fc.constantFrom('br0', 'br1')}),
  bindUdp: fc.record({
    host,
    port: fc.constantFrom(53, 500),
    address: optional(ip),
    join: optional(fc.constant([{group: '224.0.0.7', dev: 'eth0'}])),
  }),
  closeUdp: fc.record({host, port: fc.constantFrom(53, 500)}),
};

/** Often enough that interfaces are there. */
const OFTEN: ReadonlySet<string> = new Set(['configureInterface', 'addWire', 'addRoute', 'createDevice']);

export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  ...Object.entries(REQUESTS).map(([method, request]) => ({
    weight: OFTEN.has(method) ? 5 : 1,
    arbitrary: request.map((words) => ({method, request: given(words)}) as unknown as Change),
  })),
);

/** As JSON would have it: without what is not there. */
function given(words: object): object {
  return JSON.parse(JSON.stringify(words)) as object;
}
