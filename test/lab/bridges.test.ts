/** Bridges in hosts: their ports are NICs on wires and taps, and the host has addresses on them. */
import {describe, expect, test} from 'vitest';
import {Lab} from '../../src/lab/lab.ts';
import type {LabHost} from '../../src/lab/lab-host.ts';
import {MOST_FLOODED} from '../../src/link/bridge.ts';
import {MAC_BROADCAST, parseEthernet} from '../../src/packet/ethernet.ts';
import {configureInterface} from '../../src/stack/configure.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {ip} from '../stack/host-under-test.ts';
import {arpFrame, arpOf, ipFrame, ping, plugged, startPing} from './network-under-test.ts';

const APPLICATION = 0x0200_0000_00cc;

const up = ({host}: LabHost, ...names: string[]) => {
  for (const name of names) configureInterface(host, host.interfaces.named(name), {up: true});
};

/** client 10.0.0.1 – left – eth0 [switch: br0 10.0.0.254] eth1 – right – server 10.0.0.2 */
function switchedNetwork({seed = 1} = {}) {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed});
  const [client, middle, server] = ['client', 'switch', 'server'].map((name) => lab.addHost(name)) as [
    LabHost,
    LabHost,
    LabHost,
  ];
  plugged(lab, 'left', client, 'eth0', '10.0.0.1/24');
  plugged(lab, 'right', server, 'eth0', '10.0.0.2/24');
  lab.wires.connect('left', [{host: middle, name: 'eth0'}]);
  lab.wires.connect('right', [{host: middle, name: 'eth1'}]);
  const bridge = middle.addBridge('br0', {join: ['eth0', 'eth1']});
  up(middle, 'eth0', 'eth1', 'br0');
  const own = middle.host.interfaces.named('br0');
  configureInterface(middle.host, own, {set: {local: ip('10.0.0.254'), prefixLength: 24}});
  const stations = () => bridge.stations().map(({port}) => port.link.name);
  return {clock, lab, client, middle, server, bridge, own, stations};
}

/** A tap of a host with an application that reads it. */
function tapOf(labHost: LabHost, name: string) {
  const device = labHost.createDevice(name, 'tap');
  up(labHost, name);
  const read: Uint8Array[] = [];
  const node = device.open({ready: () => true, take: (frame) => read.push(new Uint8Array(frame))});
  return {device, node, taken: () => read.splice(0)};
}

const reply = (from: string) => [`64 octets from ${from}: seq 0 ttl 254 time 0`];

describe('a ping', () => {
  test('passes through a bridge, with its TTL as it was', () => {
    const {clock, client, server} = switchedNetwork();
    expect(ping(clock, client, '10.0.0.2')).toEqual(reply('10.0.0.2'));
    expect(ping(clock, server, '10.0.0.1')).toEqual(reply('10.0.0.1'));
  });

  test('reaches the address of the bridge, from either side, and leaves from it', () => {
    const {clock, client, middle, server} = switchedNetwork();
    expect(ping(clock, client, '10.0.0.254')).toEqual(reply('10.0.0.254'));
    expect(ping(clock, server, '10.0.0.254')).toEqual(reply('10.0.0.254'));
    expect(ping(clock, middle, '10.0.0.1')).toEqual(reply('10.0.0.1'));
    expect(ping(clock, middle, '10.0.0.2')).toEqual(reply('10.0.0.2'));
  });

  test('passes over wires that take time', () => {
    const {clock, lab, client} = switchedNetwork();
    lab.wires.change('left', {delay: 5}, undefined);
    lab.wires.change('right', {delay: 10}, undefined);
    ping(clock, client, '10.0.0.2');
    expect(ping(clock, client, '10.0.0.2')).toEqual(['64 octets from 10.0.0.2: seq 0 ttl 254 time 30']);
  });

  test('in fragments passes whole', () => {
    const {clock, client} = switchedNetwork();
    expect(ping(clock, client, '10.0.0.2', {size: 20_000})).toEqual([
      '20008 octets from 10.0.0.2: seq 0 ttl 254 time 0',
    ]);
  });

  test('does not reach others than its station once that is known', () => {
    const {clock, lab, client, middle} = switchedNetwork();
    const other = lab.addHost('other');
    lab.wires.connect('third', [{host: middle, name: 'eth2'}]);
    const {iface} = plugged(lab, 'third', other, 'eth0', '10.0.0.3/24');
    up(middle, 'eth2');
    middle.bridges.change('br0', {join: ['eth2']});
    ping(clock, client, '10.0.0.2');
    const before = iface.received.packets + iface.received.dropped;
    ping(clock, client, '10.0.0.2');
    expect(iface.received.packets + iface.received.dropped).toBe(before);
    expect(ping(clock, client, '10.0.0.3')).toEqual(reply('10.0.0.3'));
  });

  test.each(['br0', 'eth1'])('does not pass while %s is down', (name) => {
    const {clock, client, middle} = switchedNetwork();
    const iface = middle.host.interfaces.named(name);
    configureInterface(middle.host, iface, {up: false});
    expect(ping(clock, client, '10.0.0.2')).toEqual(['from 10.0.0.1: 3/1']);
    configureInterface(middle.host, iface, {up: true});
    clock.advance(20_000);
    expect(ping(clock, client, '10.0.0.2')).toEqual(reply('10.0.0.2'));
  });

  test('finds a station that was plugged in elsewhere as soon as it says something', () => {
    const {clock, lab, client, middle, server, stations} = switchedNetwork();
    ping(clock, client, '10.0.0.2');
    expect(stations()).toEqual(['eth0', 'eth1']);
    lab.wires.connect('third', [{host: middle, name: 'eth2'}]);
    up(middle, 'eth2');
    middle.bridges.change('br0', {join: ['eth2']});
    const nic = server.nics.get('eth0')!;
    nic.unplug();
    nic.plug(lab.wires.named('third'));
    ping(clock, server, '10.0.0.1');
    expect(stations()).toEqual(['eth2', 'eth0']);
    expect(ping(clock, client, '10.0.0.2')).toEqual(reply('10.0.0.2'));
  });
});

describe('a port', () => {
  test('does not answer for its own address, and does again when it has left', () => {
    const {clock, client, middle, server} = switchedNetwork();
    const iface = middle.host.interfaces.named('eth0');
    configureInterface(middle.host, iface, {set: {local: ip('10.9.0.1'), prefixLength: 24}});
    configureInterface(client.host, client.host.interfaces.named('eth0'), {
      add: [{local: ip('10.9.0.2'), prefixLength: 24}],
    });
    expect(ping(clock, client, '10.9.0.1')).toEqual(['from 10.9.0.2: 3/1']);
    middle.bridges.change('br0', {leave: ['eth0']});
    clock.advance(20_000);
    expect(ping(clock, client, '10.9.0.1')).toEqual(reply('10.9.0.1'));
    expect(ping(clock, server, '10.0.0.1')).toEqual(['from 10.0.0.2: 3/1']);
  });

  test('forgets its stations when its wire is cut, or it is unplugged', () => {
    const {clock, lab, client, middle, stations} = switchedNetwork();
    ping(clock, client, '10.0.0.2');
    lab.wires.change('right', {}, false);
    expect(stations()).toEqual(['eth0']);
    expect(ping(clock, client, '10.0.0.2')).toEqual([]);
    lab.wires.change('right', {}, true);
    expect(ping(clock, client, '10.0.0.2')).toEqual(reply('10.0.0.2'));
    middle.nics.get('eth0')!.unplug();
    expect(stations()).toEqual(['eth1']);
  });

  test('that is a tap gives an application whole frames, and takes them from it', () => {
    const {client, middle, own, stations} = switchedNetwork();
    const {node, taken} = tapOf(middle, 'tap0');
    middle.bridges.change('br0', {join: ['tap0']});
    const target = client.host.interfaces.named('eth0');
    // As an application that asks for whoever has 10.0.0.1.
    const asks = {operation: 'request', senderMac: APPLICATION, senderAddress: ip('10.0.0.9'), targetMac: 0} as const;
    const ask = (targetAddress: number) => {
      taken();
      node.write(arpFrame({...asks, targetAddress}));
      return taken()
        .flatMap(arpOf)
        .map(({from, to}) => ({from, to}));
    };
    expect(ask(ip('10.0.0.1'))).toEqual([{from: target.hardwareAddress, to: APPLICATION}]);
    expect(ask(ip('10.0.0.254'))).toEqual([{from: own.hardwareAddress, to: APPLICATION}]);
    expect(stations()).toContain('tap0');
  });

  test('that is a tap sends on what is for its own address, too: nothing is for it now', () => {
    const {client, middle, bridge} = switchedNetwork();
    const {taken} = tapOf(middle, 'tap0');
    const iface = middle.host.interfaces.named('tap0');
    const give = (local: string) => configureInterface(middle.host, iface, {set: {local: ip(local), prefixLength: 24}});
    give('10.7.0.1');
    middle.bridges.change('br0', {join: ['tap0']});
    const packet = new Uint8Array(20).fill(0x45, 0, 1);
    const nic = client.nics.get('eth0')!;
    const send = (to: string) => {
      taken();
      new DataView(packet.buffer).setUint32(16, ip(to));
      nic.transmit(ipFrame(MAC_BROADCAST, client.host.interfaces.named('eth0').hardwareAddress, packet));
      return taken().map((frame) => parseEthernet(frame).destination);
    };
    expect(send('10.7.0.1')).toEqual([MAC_BROADCAST]);
    give('10.8.0.1');
    expect(send('10.8.0.1')).toEqual([MAC_BROADCAST]);
    expect(bridge.ports.map(({counters}) => counters.received)).toEqual([expect.any(Number), expect.any(Number), 0]);
  });

  test('counts on its interface what passes', () => {
    const {clock, client, middle} = switchedNetwork();
    const {received, sent} = middle.host.interfaces.named('eth0');
    const before = {received: received.packets, sent: sent.packets};
    ping(clock, client, '10.0.0.2');
    // A question, an echo request; an answer, a reply.
    expect({received: received.packets - before.received, sent: sent.packets - before.sent}).toEqual({
      received: 2,
      sent: 2,
    });
  });

  test('that is removed leaves its bridge, and one whose bridge is removed belongs to the host again', () => {
    const {clock, lab, client, middle} = switchedNetwork();
    lab.takeChanges();
    middle.remove('eth1');
    expect(lab.takeChanges().get('host/switch/bridge/br0')).toEqual({ageing: 300, ports: ['eth0']});
    configureInterface(middle.host, middle.host.interfaces.named('eth0'), {
      set: {local: ip('10.0.0.77'), prefixLength: 24},
    });
    middle.remove('br0');
    expect(middle.bridges.size).toBe(0);
    expect(ping(clock, client, '10.0.0.77')).toEqual(reply('10.0.0.77'));
  });

  test('may be a tap that goes away when its application does', () => {
    const {middle, bridge} = switchedNetwork();
    const {device, node} = tapOf(middle, 'tap0');
    device.settings.persist = false;
    middle.bridges.change('br0', {join: ['tap0']});
    node.close();
    expect(bridge.ports.map(({link}) => link.name)).toEqual(['eth0', 'eth1']);
  });
});

describe('a bridge', () => {
  test('has a station of its own, which follows from the seed', () => {
    const mac = (seed: number) => switchedNetwork({seed}).own.hardwareAddress;
    expect(mac(7)).toBe(mac(7));
    expect(mac(7)).not.toBe(mac(8));
  });

  test('has the MTU of its smallest port', () => {
    const {middle, own} = switchedNetwork();
    expect(own.mtu).toBe(1500);
    configureInterface(middle.host, middle.host.interfaces.named('eth1'), {mtu: 1400});
    middle.bridges.mtuChanged('eth1');
    expect(own.mtu).toBe(1400);
    middle.bridges.change('br0', {leave: ['eth1']});
    expect(own.mtu).toBe(1500);
  });

  test('of a host that is removed leaves nothing behind', () => {
    const {lab} = switchedNetwork();
    const kept = new Map(lab.takeChanges());
    lab.removeHost('switch');
    for (const [key, record] of lab.takeChanges()) kept.set(key, record);
    const left = [...kept].filter(([key, record]) => key.startsWith('host/switch/') && record !== undefined);
    expect(left).toEqual([]);
  });

  test('comes back from what was kept', () => {
    const before = switchedNetwork();
    before.middle.bridges.change('br0', {ageing: 60});
    const entries = [...before.lab.takeChanges()].filter(([, record]) => record !== undefined);
    const clock = new VirtualClock();
    const lab = new Lab({clock, seed: 2, entries: structuredClone(entries)});
    const [bridge] = [...lab.host('switch').bridges];
    expect(bridge?.ageing).toBe(60);
    expect(bridge?.ports.map(({link}) => link.name)).toEqual(['eth0', 'eth1']);
    expect(ping(clock, lab.host('client'), '10.0.0.2')).toEqual(reply('10.0.0.2'));
    expect(ping(clock, lab.host('client'), '10.0.0.254')).toEqual(reply('10.0.0.254'));
    expect(lab.host('switch').host.interfaces.named('br0').hardwareAddress).toBe(before.own.hardwareAddress);
  });
});

describe('a loop', () => {
  test.each([2, 4])('of two bridges by %i wires ends, and both go on working when it is cut', (wires) => {
    const {clock, lab, client, middle} = switchedNetwork();
    const second = lab.addHost('second');
    const names = Array.from({length: wires}, (_, at) => `eth${at + 10}`);
    for (const name of names) {
      lab.wires.connect(`wire-${name}`, [
        {host: middle, name},
        {host: second, name},
      ]);
    }
    second.addBridge('br0', {join: names});
    middle.bridges.change('br0', {join: names});
    up(middle, ...names);
    up(second, ...names, 'br0');
    configureInterface(second.host, second.host.interfaces.named('br0'), {
      set: {local: ip('10.0.0.200'), prefixLength: 24},
    });
    ping(clock, client, '10.0.0.200');
    const ports = [middle, second].flatMap(({bridges}) => [...bridges.named('br0').ports]);
    expect(ports.reduce((sum, {counters}) => sum + counters.loop, 0)).toBeGreaterThan(0);
    for (const name of names.slice(1)) lab.wires.change(`wire-${name}`, {}, false);
    clock.advance(400_000);
    expect(ping(clock, client, '10.0.0.200')).toEqual(reply('10.0.0.200'));
    expect(ping(clock, client, '10.0.0.2')).toEqual(reply('10.0.0.2'));
  });

  test('of wires that take time is bounded by what a bridge floods in a second', () => {
    const {clock, lab, client, middle} = switchedNetwork();
    const second = lab.addHost('second');
    const names = ['eth10', 'eth11', 'eth12', 'eth13'];
    for (const name of names) {
      lab.wires.connect(
        `wire-${name}`,
        [middle, second].map((host) => ({host, name})),
      );
      lab.wires.change(`wire-${name}`, {delay: 1}, undefined);
    }
    second.addBridge('br0', {join: names});
    middle.bridges.change('br0', {join: names});
    up(middle, ...names);
    up(second, ...names, 'br0');
    startPing(clock, client.host, '10.0.0.77');
    clock.advance(500);
    for (const {bridges} of [middle, second]) {
      const counters = [...bridges.named('br0').ports].map((port) => port.counters);
      expect(counters.reduce((sum, {storm}) => sum + storm, 0)).toBeGreaterThan(0);
      expect(counters.reduce((sum, {flooded}) => sum + flooded, 0)).toBeLessThanOrEqual(MOST_FLOODED);
    }
  });

  test('of two ports on one wire does not bring the host its own words', () => {
    const {lab, middle, own} = switchedNetwork();
    lab.wires.connect('left', [{host: middle, name: 'eth5'}]);
    up(middle, 'eth5');
    middle.bridges.change('br0', {join: ['eth5']});
    const before = own.received.packets;
    own.link.changed();
    expect(own.received.packets).toBe(before);
    const refused = [...middle.bridges].flatMap(({ports}) => ports.map(({counters}) => counters['own-source']));
    expect(refused.reduce((sum, count) => sum + count, 0)).toBe(2);
  });
});
