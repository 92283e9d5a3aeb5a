/** A lab of several hosts comes back from its journal as it was. */
import {describe, expect, test} from 'vitest';
import type {LabApi} from '../../src/api/lab-api.ts';
import {collect, labUnderTest} from '../service/lab-under-test.ts';

const end = (host: string, ifname: string) => ({host, ifname});

/** client – left – router – right – server, with all that can be set about it set. */
async function build(api: LabApi): Promise<void> {
  for (const host of ['client', 'router', 'server']) await api.addHost({host});
  await api.addWire({wire: 'left', ends: [end('client', 'eth0'), end('router', 'eth0')]});
  await api.addWire({wire: 'right', ends: [end('server', 'eth0'), end('router', 'eth1')]});
  const addresses: [string, string, string][] = [
    ['client', 'eth0', '10.1.0.2'],
    ['router', 'eth0', '10.1.0.1'],
    ['router', 'eth1', '10.2.0.1'],
    ['server', 'eth0', '10.2.0.2'],
  ];
  for (const [host, ifname, local] of addresses) {
    await api.configureInterface({host, ifname, set: {local, prefixlen: 24}, up: true});
  }
  await api.configureInterface({host: 'router', ifname: 'eth1', mtu: 1000, metric: 3, address: '02:00:00:00:0a:0b'});
  await api.configureInterface({host: 'server', ifname: 'eth0', add: [{local: '10.2.0.3', prefixlen: 24}]});
  await api.addRoute({host: 'client', dst: 'default', gateway: '10.1.0.1'});
  await api.addRoute({host: 'server', dst: 'default', gateway: '10.2.0.1'});
  await api.addRoute({host: 'router', dst: '10.9.0.0/16', type: 'blackhole'});
  await api.changeHost({host: 'router', settings: {'net.inet.ip.forwarding': true, 'net.inet.ip.redirect': false}});
  await api.changeHost({host: 'client', names: {server: '10.2.0.2', localhost: null}});
  await api.setNeighbour({host: 'client', dst: '10.1.0.77', lladdr: '02:00:00:00:00:77'});
  await api.setNeighbour({host: 'client', dst: '10.1.0.79', lladdr: '02:00:00:00:00:79', temporary: true});
  await api.setNeighbour({host: 'router', dst: '10.1.0.78', lladdr: '02:00:00:00:00:78', proxy: true});
  await api.changeWire({
    wire: 'left',
    delay: 5,
    jitter: 1,
    loss: 20,
    duplicate: 10,
    rate: 1e7,
    seed: 77,
    queue_packets: 9,
  });
  await api.addDropRule({
    wire: 'left',
    nth: 2,
    from: end('client', 'eth0'),
    protocol: 17,
    port: 53,
    minimum_length: 60,
  });
  await api.addDropRule({wire: 'right', nth: 1, source: '10.2.0.2', destination: '10.1.0.2', icmp_type: 8});
  await api.createDevice({host: 'client', ifname: 'tap3'});
  // A NIC that is plugged into nothing, and a wire without anybody.
  await api.addWire({wire: 'gone', ends: [end('server', 'eth5')]});
  await api.removeWire({wire: 'gone'});
  await api.addWire({wire: 'spare', ends: [end('server', 'eth6')]});
  await api.removeInterface({host: 'server', ifname: 'eth6'});
  await api.changeWire({wire: 'spare', joined: false});
}

/** All that is configured, in words. */
async function picture(api: LabApi) {
  const hosts = await api.listHosts({});
  return {
    hosts: await Promise.all(
      hosts.map(async (state) => {
        const host = {host: state.name};
        const interfaces = await api.listInterfaces(host);
        const neighbours = await api.listNeighbours(host);
        return {
          ...state,
          interfaces: interfaces.map((each) => ({...each, stats64: 'not kept'})),
          routes: await collect(api.listRoutes(host)),
          neighbours: neighbours.filter(({state: known}) => known === 'permanent'),
        };
      }),
    ),
    wires: (await api.listWires({})).map(({ends, ...settings}) => ({
      ...settings,
      ends: ends.map(({host, ifname}) => `${host}:${ifname}`).sort(),
    })),
  };
}

/** What twenty pings from the client over both wires report. */
function pings(api: LabApi) {
  return collect(
    api.ping({host: 'client', destination: 'server', count: 20, identifier: 9, ip_id: 100, stamp: '1', size: 1200}),
  );
}

async function builtAndRestored() {
  const first = labUnderTest();
  await build(first.api);
  const second = labUnderTest({entries: structuredClone([...first.kept])});
  return {first, second};
}

describe('a lab that is made again from what was kept', () => {
  test('has the same hosts, stations, routes, names, settings, neighbours and wires', async () => {
    const {first, second} = await builtAndRestored();
    const before = await picture(first.api);
    expect(before.hosts.map(({name}) => name)).toEqual(['local', 'client', 'router', 'server']);
    expect(before.wires.map(({name, ends}) => [name, ends])).toEqual([
      ['left', ['client:eth0', 'router:eth0']],
      ['right', ['router:eth1', 'server:eth0']],
      ['spare', []],
    ]);
    expect(await picture(second.api)).toEqual(before);
  });

  test('carries the same pings, and loses the same', async () => {
    const {first, second} = await builtAndRestored();
    const third = labUnderTest({entries: structuredClone([...first.kept])});
    const events = await pings(second.api);
    expect(new Set(events.map(({event}) => event))).toEqual(new Set(['start', 'sent', 'reply', 'end']));
    expect(events.filter(({event}) => event === 'reply').length).toBeLessThan(20);
    expect(await pings(third.api)).toEqual(events);
  });

  test('has nothing new to keep', async () => {
    const {first, second} = await builtAndRestored();
    expect([...second.kept]).toEqual([...first.kept]);
  });

  test('takes more hosts and wires, whose stations are new', async () => {
    const {
      second: {api},
    } = await builtAndRestored();
    await api.addHost({host: 'printer'});
    await api.addWire({wire: 'left', ends: [end('printer', 'eth0')]});
    const {hosts} = await picture(api);
    const macs = hosts.flatMap(({interfaces}) => interfaces.flatMap(({address}) => address ?? []));
    expect(new Set(macs).size).toBe(macs.length);
    expect((await api.listWires({}))[0]?.ends).toHaveLength(3);
  });

  test('has a wire that was cut still cut, and stations without a link', async () => {
    const first = labUnderTest();
    await build(first.api);
    await first.api.changeWire({wire: 'right', joined: false});
    const second = labUnderTest({entries: structuredClone([...first.kept])});
    const flags = async (host: string, ifname: string) => (await second.api.showInterface({host, ifname})).flags;
    expect(await flags('server', 'eth0')).toEqual(['UP', 'BROADCAST']);
    expect(await flags('client', 'eth0')).toEqual(['UP', 'BROADCAST', 'LOWER_UP']);
    await second.api.changeWire({wire: 'right', joined: true});
    expect(await flags('server', 'eth0')).toContain('LOWER_UP');
  });
});

test('a rule that has dropped its frame does not come back, and neither does one that was cleared', async () => {
  const first = labUnderTest();
  await build(first.api);
  const rules = async () => {
    const {api} = labUnderTest({entries: structuredClone([...first.kept])});
    return (await api.listWires({})).map((wire) => wire.rules);
  };
  await first.api.changeWire({wire: 'left', loss: 0});
  const [left, right] = await rules();
  expect([left, right]).toMatchObject([[{nth: 2}], [{nth: 1, seen: 0}]]);
  await first.api.clearDropRules({wire: 'left'});
  expect(await rules()).toEqual([[], right, []]);
  const wait = {source: '10.2.0.2', count: 1, wait: 1};
  const ping = collect(first.api.ping({host: 'server', destination: '10.1.0.2', ...wait}));
  expect((await ping).map(({event}) => event)).not.toContain('reply');
  expect(await rules()).toEqual([[], [], []]);
});
