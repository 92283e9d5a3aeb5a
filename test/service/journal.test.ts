/** What a lab keeps is enough to make it again. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {LabApi} from '../../src/api/lab-api.ts';
import {NetworkError} from '../../src/errors.ts';
import {emitRouterAdvertisement} from '../../src/packet/neighbour-discovery.ts';
import {configureInterface} from '../../src/stack/configure.ts';
import {probeOn} from '../lab/network-under-test.ts';
import {frame6} from '../lab/network6-under-test.ts';
import {ip6} from '../packet/golden.ts';
import {FRAME_98, collect, labUnderTest} from './lab-under-test.ts';

const LOCAL = {host: 'local'};
const ADVERTISEMENT = emitRouterAdvertisement({
  ...{source: ip6('fe80::2'), destination: ip6('ff02::1'), hopLimit: 9, managed: false, other: false, lifetime: 1800},
  ...{reachableTime: 0, retransTimer: 0, mtu: 1400},
  prefixes: [
    {
      ...{prefix: ip6('2001:db8:5::'), length: 64, onLink: true, autonomous: true},
      ...{validLifetime: 3600, preferredLifetime: 3600},
    },
  ],
});
const TUN0 = {...LOCAL, ifname: 'tun0'};
const PACKET = FRAME_98.slice(28);

type Change = (api: LabApi) => Promise<unknown>;

const ifname = fc.constantFrom('tun0', 'tun/1', 'tap0', 'tap1', 'br0', 'vpn0');
const device = fc.constantFrom('tun0', 'tun1');
const address = fc.constantFrom('10.1.1.1', '10.1.1.2', '10.1.1.254', '10.2.0.1', '192.168.0.1');
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, {nil: undefined, freq: 1});
const prefixlen = fc.constantFrom(0, 8, 24, 30, 31, 32);
const queue = fc.constantFrom('application' as const, 'interface' as const);

const addressSpec = named({
  local: address,
  prefixlen: optional(prefixlen),
  peer: optional(address),
  broadcast: optional(fc.constant('10.1.1.255')),
});

const route = named({
  dst: fc.constantFrom('default', '10.0.0.0/8', '10.1.1.0/24', '10.1.1.1', '192.0.2.0/25'),
  dev: optional(ifname),
  gateway: optional(address),
  metric: optional(fc.nat({max: 2})),
  type: optional(fc.constantFrom('unicast' as const, 'local' as const, 'unreachable' as const, 'blackhole' as const)),
  to_host: optional(fc.boolean()),
});

/** A record without the keys that have no value. */
function named<Shape extends Record<string, fc.Arbitrary<unknown>>>(shape: Shape) {
  return fc.record(shape).map(
    (record) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
        [Key in keyof Shape]: Exclude<Shape[Key] extends fc.Arbitrary<infer Value> ? Value : never, undefined>;
      },
  );
}

/** Every way to change what is kept, with what there is to be told apart in a failure. */
const change: fc.Arbitrary<[string, Change]> = fc.oneof(
  {
    weight: 6,
    arbitrary: told(
      'configure',
      fc.tuple(
        ifname,
        named({
          create: fc.constantFrom(true, true, true, false),
          set: optional(addressSpec),
          amend: optional(named({prefixlen: optional(prefixlen), peer: optional(address)})),
          add: optional(fc.array(addressSpec, {maxLength: 2})),
          remove: optional(fc.array(address, {maxLength: 1})),
          up: optional(fc.boolean()),
          mtu: optional(fc.constantFrom(67, 68, 1400, 1500)),
          metric: optional(fc.nat({max: 3})),
          promisc: optional(fc.boolean()),
          arp: optional(fc.boolean()),
          name: fc.option(fc.constantFrom('tun0', 'tap0', 'vpn0', 'br0'), {nil: undefined, freq: 4}),
        }),
      ),
      ([name, request]) =>
        (api) =>
          api.configureInterface({...LOCAL, ifname: name, ...request}),
    ),
  },
  {weight: 4, arbitrary: told('add route', route, (request) => (api) => api.addRoute({...LOCAL, ...request}))},
  {weight: 2, arbitrary: told('delete route', route, (request) => (api) => api.deleteRoute({...LOCAL, ...request}))},
  told('flush routes', fc.constant(null), () => (api) => api.flushRoutes(LOCAL)),
  told('remove', ifname, (name) => (api) => api.removeInterface({...LOCAL, ifname: name})),
  told('bind', fc.tuple(fc.constantFrom(7, 8), optional(address), optional(ifname)), ([port, own, dev]) => (api) => {
    const join = [{group: '239.1.2.3', ...(dev !== undefined && {dev})}];
    return api.bindUdp({...LOCAL, port, ...(own !== undefined && {address: own}), join});
  }),
  told('close', fc.constantFrom(7, 8), (port) => (api) => api.closeUdp({...LOCAL, port})),
  told(
    'create',
    fc.tuple(optional(device), fc.boolean()),
    ([name, persist]) =>
      (api) =>
        api.createDevice({...LOCAL, ...(name !== undefined && {ifname: name}), persist}),
  ),
  {
    weight: 3,
    arbitrary: told(
      'set',
      fc.tuple(
        device,
        named({
          persist: optional(fc.boolean()),
          link_header: optional(fc.constantFrom('none' as const, 'ethernet' as const, 'pi' as const)),
          user: optional(fc.constantFrom('me', null)),
          application_packets: optional(fc.nat({max: 3})),
          interface_octets: optional(fc.constantFrom(null, 100, 200)),
        }),
      ),
      ([name, request]) =>
        (api) =>
          api.changeDevice({...LOCAL, ifname: name, ...request}),
    ),
  },
  {
    weight: 2,
    arbitrary: told(
      'hold',
      fc.tuple(device, queue),
      ([name, which]) =>
        (api) =>
          api.holdQueue({...LOCAL, ifname: name, queue: which}),
    ),
  },
  told(
    'release',
    fc.tuple(device, queue),
    ([name, which]) =>
      (api) =>
        api.releaseQueue({...LOCAL, ifname: name, queue: which}),
  ),
  told(
    'step',
    fc.tuple(device, queue),
    ([name, which]) =>
      (api) =>
        api.stepQueue({...LOCAL, ifname: name, queue: which}),
  ),
  {
    weight: 3,
    arbitrary: told('write', device, (name) => (api) => api.writeDevice({...LOCAL, ifname: name, frames: [PACKET]})),
  },
  {
    weight: 2,
    arbitrary: told(
      'bridge',
      fc.tuple(fc.constantFrom('br0', 'bridge1'), fc.subarray(['tap0', 'tap1']), fc.constantFrom(0, 60)),
      ([name, ports, ageing]) =>
        (api) =>
          api.addBridge({...LOCAL, ifname: name, ports, ageing}),
    ),
  },
  {
    weight: 2,
    arbitrary: told(
      'change bridge',
      fc.tuple(fc.constantFrom('join', 'leave'), fc.constantFrom('tap0', 'tap1')),
      ([how, port]) =>
        (api) =>
          api.changeBridge({...LOCAL, ifname: 'br0', [how]: [port]}),
    ),
  },
  told('remove bridge', fc.constant('br0'), (name) => (api) => api.removeBridge({...LOCAL, ifname: name})),
  told('read', device, (name) => (api) => collect(api.readDevice({...LOCAL, ifname: name, nonblock: true}))),
);

function told<Value>(
  what: string,
  value: fc.Arbitrary<Value>,
  change: (value: Value) => Change,
): fc.Arbitrary<[string, Change]> {
  return value.map((chosen) => [`${what} ${JSON.stringify(chosen)}`, change(chosen)]);
}

/** What a restart must not change. Counters, and who has a node open, are of one life. */
async function configurationOf(api: LabApi) {
  const interfaces = (await api.listInterfaces(LOCAL)).map((state) => ({...state, stats64: null}));
  const devices = (await api.listDevices(LOCAL)).map((state) => {
    const {application, interface: stack} = state.queues;
    const queues = [application, stack].map((queue) => [queue.limit_packets, queue.limit_octets, queue.held]);
    return {...state, refused: null, opened: null, queues};
  });
  const ports = (await api.listUdp(LOCAL)).map(({port, address: own, groups}) => ({port, own, groups}));
  ports.sort((one, other) => one.port - other.port);
  const bridges = (await api.listBridges(LOCAL)).map((bridge) => ({
    ...bridge,
    ports: bridge.ports.map(({ifname: port, state}) => ({port, state})),
  }));
  return {interfaces, devices, bridges, ports, routes: await collect(api.listRoutes(LOCAL))};
}

async function packetsOf(api: LabApi) {
  const packets: unknown[] = [];
  for (const {ifname: name} of await api.listDevices(LOCAL)) {
    const queues = await api.showQueues({...LOCAL, ifname: name});
    packets.push([name, queues.application.contents, queues.interface.contents]);
  }
  return packets;
}

/** All that a lab keeps when it stops in order, by key as a store gives it back: `route/10` before `route/2`. */
function entriesOf({kept, lab}: ReturnType<typeof labUnderTest>): Map<string, unknown> {
  const entries = [...kept, ...lab.waitingPackets()].sort(([one], [other]) => (one < other ? -1 : 1));
  return structuredClone(new Map(entries));
}

describe('a lab that is made from what another has kept', () => {
  test('is the same, after any changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, {maxLength: 40, size: 'max'}), async (changes) => {
        const first = labUnderTest();
        for (const [what, apply] of changes) {
          const before = new Map(first.kept);
          try {
            await apply(first.api);
          } catch (reason) {
            if (!(reason instanceof NetworkError)) throw reason;
            // A node that was opened and closed again may have taken its device with it.
            if (!/^(?:read|write)/.test(what)) expect(first.kept, `${what} was refused`).toEqual(before);
          }
          await Promise.resolve();
        }
        const second = labUnderTest({entries: entriesOf(first)});
        expect(await configurationOf(second.api)).toEqual(await configurationOf(first.api));
        expect(await packetsOf(second.api)).toEqual(await packetsOf(first.api));
        for (const [key, record] of second.kept) expect(record, key).toEqual(first.kept.get(key));
      }),
      {numRuns: 200},
    );
  });

  test('goes on as the first would have', async () => {
    const first = labUnderTest();
    await first.api.configureInterface({...TUN0, create: true, set: {local: '10.1.1.1', peer: '10.1.1.2'}, up: true});
    await first.api.addRoute({...LOCAL, dst: 'default', dev: 'tun0'});
    const second = labUnderTest({entries: entriesOf(first)});
    for (const {api} of [first, second]) {
      await api.addRoute({...LOCAL, dst: 'default', dev: 'tun0', metric: 1});
      await api.configureInterface({...LOCAL, ifname: 'tun1', create: true, set: {local: '10.3.0.1'}, up: true});
    }
    expect(await configurationOf(second.api)).toEqual(await configurationOf(first.api));
    expect(new Set(second.kept.keys()).size).toBeGreaterThan(0);
    const third = labUnderTest({entries: new Map([...first.kept, ...second.kept])});
    expect(await configurationOf(third.api)).toEqual(await configurationOf(first.api));
  });

  test('has what was typed of IPv6, and nothing that a router has said', async () => {
    const first = labUnderTest();
    const typed = ip6('2001:db8::1');
    first.lab.wires.connect('lan', [{host: first.lab.host('local'), name: 'eth0'}]);
    const ifname = 'eth0';
    await first.api.configureInterface({...LOCAL, ifname, up: true});
    const of = ({lab}: typeof first) => {
      const {host} = lab.host('local');
      return {host, iface: host.interfaces.named(ifname)};
    };
    const {host, iface} = of(first);
    configureInterface(host, iface, {ipv6: {set: [{local: typed, prefixLength: 48}], acceptRouters: true}});
    first.clock.advance(1000);
    // Whatever is typed next is written down with all that the host has learnt meanwhile.
    probeOn(first.lab.wires.named('lan'), 'probe:eth0').send(frame6(ADVERTISEMENT, iface.hardwareAddress));
    first.clock.advance(1000);
    expect(iface.ipv6.addresses.map(({origin}) => origin)).toEqual(['link-local', 'static', 'autoconf']);
    expect(host.ipv6.routes.routeTo(0x2000n << 112n)?.protocol).toBe('ra');
    await first.api.configureInterface({...LOCAL, ifname, metric: 2});
    const second = labUnderTest({entries: entriesOf(first)});
    const again = of(second);
    second.clock.advance(1000);
    expect(again.iface.ipv6).toMatchObject({enabled: true, acceptRouters: true, advertises: false});
    expect(again.iface.ipv6.addresses).toMatchObject([
      {origin: 'link-local', state: 'preferred'},
      {origin: 'static', local: typed, prefixLength: 48, state: 'preferred'},
    ]);
    expect([...again.host.ipv6.routes].filter(({protocol}) => protocol === 'ra')).toEqual([]);
  });

  test('has the packets that waited, each once', async () => {
    const first = labUnderTest();
    await first.api.configureInterface({
      ...TUN0,
      create: true,
      set: {local: '10.10.10.10', peer: '10.10.10.8'},
      up: true,
    });
    await first.api.holdQueue(TUN0);
    await first.api.writeDevice({...TUN0, frames: [PACKET, PACKET]});
    const stop = new AbortController();
    const pinged = collect(first.api.ping({...LOCAL, destination: '10.10.10.8', count: 1, wait: 0}, stop.signal));
    first.clock.advance(0);
    await pinged;
    const second = labUnderTest({entries: entriesOf(first)});
    const queues = await second.api.showQueues(TUN0);
    expect(queues.interface.contents.map(({reason, hex}) => [reason, hex])).toEqual([
      ['own-address', PACKET],
      ['own-address', PACKET],
    ]);
    expect(queues.application.contents).toMatchObject([{octets: 84, reason: 'from-stack'}]);
    await second.api.releaseQueue({...TUN0, queue: 'interface'});
    expect((await second.api.showInterface(TUN0)).stats64.rx.packets).toBe(2);
    // Killed without stopping in order: its journal has no packets, and neither has the next.
    const third = labUnderTest({entries: structuredClone(first.kept)});
    expect((await third.api.showQueues(TUN0)).interface.packets).toBe(0);
  });

  test('keeps of a route what was typed, and nothing that lives', async () => {
    const first = labUnderTest();
    await first.api.configureInterface({...TUN0, create: true, set: {local: '10.1.1.1', peer: '10.1.1.2'}, up: true});
    await first.api.addRoute({...LOCAL, dst: 'default', gateway: '10.1.1.2'});
    const routes = [...first.kept].filter(([key]) => key.startsWith('host/local/route/')).map(([, record]) => record);
    expect(routes.length).toBeGreaterThan(1);
    for (const route of routes) expect(JSON.parse(JSON.stringify(route))).toEqual(route);
  });

  test('forgets in its journal the packets that are in queues again', () => {
    const first = labUnderTest();
    const entries = new Map<string, unknown>([
      ...first.kept,
      ['host/local/packet/tun0/interface/0', {frame: new Uint8Array(20), reason: 'own-address'}],
    ]);
    entries.set('host/local/interface/tun0', {
      index: 2,
      name: 'tun0',
      addresses: [],
      up: false,
      promisc: false,
      arp: true,
      mtu: 1500,
      metric: 0,
    });
    const queues = {limits: {packets: 5, octets: null}, held: false};
    entries.set('host/local/device/tun0', {
      name: 'tun0',
      mode: 'tun',
      hasNode: false,
      persist: true,
      linkHeader: 'none',
      user: null,
      group: null,
      queues: {application: queues, interface: queues},
    });
    const second = labUnderTest({entries});
    expect([...second.lab.takeChanges()]).toEqual([]);
    expect(second.kept.has('host/local/packet/tun0/interface/0')).toBe(false);
    expect([...second.lab.waitingPackets().keys()]).toEqual(['host/local/packet/tun0/interface/0']);
  });

  test('has more than ten routes and packets in their order, though a store sorts 10 before 2', async () => {
    const first = labUnderTest();
    await first.api.configureInterface({...TUN0, create: true, set: {local: '10.1.1.1', prefixlen: 24}, up: true});
    await first.api.holdQueue(TUN0);
    const frames = Array.from({length: 12}, (_, index) => PACKET.replace('9c72', `9c${index + 10}`));
    await first.api.writeDevice({...TUN0, frames});
    const gateways = frames.map((_, index) => `10.1.1.${100 + index}`);
    for (const gateway of gateways) await first.api.addRoute({...LOCAL, dst: 'default', gateway});
    const {api} = labUnderTest({entries: entriesOf(first)});
    expect((await api.showQueues(TUN0)).interface.contents.map(({hex}) => hex)).toEqual(frames);
    for (const gateway of gateways) {
      expect(await api.lookupRoute({...LOCAL, destination: '172.16.0.1'})).toMatchObject({gateway});
      await api.deleteRoute({...LOCAL, dst: 'default', gateway});
    }
  });

  test('keeps packets above a limit that was lowered while they waited', async () => {
    const first = labUnderTest();
    await first.api.configureInterface({
      ...TUN0,
      create: true,
      set: {local: '10.10.10.10', peer: '10.10.10.8'},
      up: true,
    });
    await first.api.holdQueue(TUN0);
    await first.api.writeDevice({...TUN0, frames: [PACKET, PACKET, PACKET]});
    await first.api.changeDevice({...TUN0, interface_packets: 1});
    const second = labUnderTest({entries: entriesOf(first)});
    expect((await second.api.showQueues(TUN0)).interface).toMatchObject({packets: 3, dropped: 0, limit_packets: 1});
  });
});

describe('what is kept', () => {
  test('is kept before the answer, and is gone with what it is about', async () => {
    const {api, kept} = labUnderTest();
    const loopback = [...kept.keys()];
    await api.configureInterface({...TUN0, create: true, set: {local: '10.1.1.1', prefixlen: 24}, up: true});
    await api.addRoute({...LOCAL, dst: 'default', dev: 'tun0'});
    expect([...kept.keys()].filter((key) => !loopback.includes(key)).map((key) => key.split('/')[2])).toEqual(
      expect.arrayContaining(['interface', 'device', 'route', 'route', 'route']),
    );
    await api.removeInterface(TUN0);
    expect([...kept.keys()]).toEqual(loopback);
  });

  test('is nothing where a change is refused', async () => {
    const {api, kept} = labUnderTest();
    const before = new Map(kept);
    for (const refused of [
      api.configureInterface({...TUN0, create: true, mtu: 1}),
      api.configureInterface({...TUN0, up: true}),
      api.addRoute({...LOCAL, dst: 'default', dev: 'tun0'}),
      api.changeDevice({...TUN0, persist: false}),
      api.createDevice({...LOCAL, ifname: 'eth0'}),
    ]) {
      await expect(refused).rejects.toThrow(NetworkError);
    }
    expect(kept).toEqual(before);
  });
});

test('two labs side by side do not see each other', async () => {
  const [one, other] = [labUnderTest(), labUnderTest()];
  const before = await configurationOf(other.api);
  await one.api.configureInterface({...TUN0, create: true, set: {local: '10.10.10.10', peer: '10.10.10.8'}, up: true});
  await one.api.holdQueue(TUN0);
  await one.api.writeDevice({...TUN0, frames: [PACKET]});
  expect(await configurationOf(other.api)).toEqual(before);
  await other.api.configureInterface({
    ...TUN0,
    create: true,
    set: {local: '10.10.10.10', peer: '10.10.10.8'},
    up: true,
  });
  expect((await other.api.showQueues(TUN0)).interface).toMatchObject({packets: 0, held: false});
  expect((await other.api.showInterface(TUN0)).stats64.rx.packets).toBe(0);
  one.clock.advance(1000);
  expect(other.clock.now()).toBe(one.clock.now() - 1000);
});
