/** Hosts, wires, neighbours and settings, as they are asked for over the API. */
import {describe, expect, test} from 'vitest';
import type {LabApi} from '../../src/api/lab-api.ts';
import {NetworkError} from '../../src/errors.ts';
import {toHex} from '../../src/packet/hex.ts';
import {hex} from '../packet/golden.ts';
import {collect, labUnderTest} from '../service/lab-under-test.ts';
import {arpFrame, arpOf, ipFrame} from './network-under-test.ts';
import {parseMac} from '../../src/packet/ethernet.ts';
import {echoReply} from '../../src/packet/echo.ts';
import {ip} from '../stack/host-under-test.ts';

const CLIENT = {host: 'client'};
const end = (host: string, ifname = 'eth0') => ({host, ifname});

/** `client` and `server`, 10.0.0.1 and 10.0.0.2, on the wire `lan`. */
async function pair() {
  const {api, lab, kept} = labUnderTest();
  for (const host of ['client', 'server']) await api.addHost({host});
  await api.addWire({wire: 'lan', ends: [end('client'), end('server')]});
  for (const [at, host] of ['client', 'server'].entries()) {
    await api.configureInterface({host, ifname: 'eth0', set: {local: `10.0.0.${at + 1}`, prefixlen: 24}, up: true});
  }
  return {api, lab, kept};
}

async function ping(api: LabApi, destination: string, host = 'client'): Promise<string[]> {
  const events = await collect(api.ping({host, destination, count: 1}));
  return events.flatMap((event) => {
    if (event.event === 'reply') return [`reply from ${event.from}`];
    if (event.event === 'icmp-error') return [`${event.type}/${event.code} from ${event.from}`];
    return event.event === 'send-failed' ? [event.code] : [];
  });
}

const refusal = (code: string, message: string) =>
  expect.objectContaining({code, message: expect.stringContaining(message) as string}) as Error;

describe('a host', () => {
  test('begins with nothing but its loopback', async () => {
    const {api} = labUnderTest();
    expect(await api.addHost({host: 'server'})).toEqual({
      name: 'server',
      personality: 'haiku',
      interfaces: ['lo0'],
      settings: {
        'net.inet.ip.forwarding': false,
        'net.inet.ip.redirect': true,
        'net.inet6.ip6.forwarding': false,
        'net.inet6.ip6.redirect': true,
        'net.inet6.ip6.accept_rtadv': false,
        'net.inet6.ip6.auto_linklocal': false,
        'net.ipv6.conf.default.addr_gen_mode': false,
        'net.inet6.ip6.dad_count': true,
      },
      names: {localhost: ['127.0.0.1', '::1']},
    });
    expect(await ping(api, 'localhost', 'server')).toEqual(['reply from 127.0.0.1']);
  });

  test('is listed in the order it was added', async () => {
    const {api} = labUnderTest();
    for (const host of ['zebra', 'ant', 'host-1.example_a']) await api.addHost({host});
    expect((await api.listHosts({})).map(({name}) => name)).toEqual(['local', 'zebra', 'ant', 'host-1.example_a']);
  });

  test.each<[string, (api: LabApi) => Promise<unknown>, string, string]>([
    ['added twice', (api) => api.addHost({host: 'local'}), 'EEXIST', 'the host local exists already'],
    ['with a slash in its name', (api) => api.addHost({host: 'a/b'}), 'EUSAGE', 'is not a name for a host'],
    ['with a colon in its name', (api) => api.addHost({host: 'a:b'}), 'EUSAGE', 'is not a name for a host'],
    ['named like an option', (api) => api.addHost({host: '-a'}), 'EUSAGE', 'is not a name for a host'],
    ['without a name', (api) => api.addHost({host: ''}), 'EUSAGE', 'is not a name for a host'],
    ['that is not there, removed', (api) => api.removeHost({host: 'nobody'}), 'ENOENT', 'there is: local'],
    ['that is not there, shown', (api) => api.showHost({host: 'nobody'}), 'ENOENT', 'there is no host nobody'],
    ['that every lab has, removed', (api) => api.removeHost({host: 'local'}), 'EOPNOTSUPP', 'can not be removed'],
    [
      'given a setting that nobody knows',
      (api) => api.changeHost({host: 'local', settings: {'net.nonsense': true}}),
      'ENOENT',
      'there is no setting net.nonsense; there are: net.inet.ip.forwarding',
    ],
    [
      'given a name without an address',
      (api) => api.changeHost({host: 'local', names: {good: '10.0.0.1', bad: '10.0.0'}}),
      'EUSAGE',
      'is not an IP address',
    ],
  ])('%s is refused, and nothing has changed', async (_what, ask, code, message) => {
    const {api, kept} = labUnderTest();
    const before = [...kept];
    await expect(ask(api)).rejects.toThrow(refusal(code, message));
    expect([...kept]).toEqual(before);
    expect(await api.listHosts({})).toHaveLength(1);
  });

  test('takes all that belongs to it along when it is removed', async () => {
    const {api, kept, lab} = await pair();
    await api.createDevice({...CLIENT, ifname: 'tap0'});
    await api.addRoute({...CLIENT, dst: 'default', gateway: '10.0.0.2'});
    await api.setNeighbour({...CLIENT, dst: '10.0.0.9', lladdr: '02:00:00:00:00:09'});
    await api.removeHost(CLIENT);
    expect((await api.listHosts({})).map(({name}) => name)).toEqual(['local', 'server']);
    expect([...kept.keys()].filter((key) => key.startsWith('host/client/'))).toEqual([]);
    expect(
      lab.wires
        .named('lan')
        .directions()
        .map(({from}) => from),
    ).toEqual(['server:eth0']);
    await expect(api.listInterfaces(CLIENT)).rejects.toThrow(refusal('ENOENT', 'client'));
    // Nobody answers in its name any more, and the name is free.
    expect(await ping(api, '10.0.0.1', 'server')).toEqual(['3/1 from 10.0.0.2']);
    expect((await api.addHost(CLIENT)).interfaces).toEqual(['lo0']);
  });

  test('that pings while it is removed ends with an error that says so', async () => {
    const {api, lab} = await pair();
    const lines: string[] = [];
    const removed = (async () => {
      for await (const event of api.ping({...CLIENT, destination: '10.0.0.2'})) {
        lines.push(event.event);
        if (event.event === 'reply') lab.removeHost('client');
      }
    })();
    await expect(removed).rejects.toThrow(refusal('ENOENT', 'the host client was removed'));
    expect(lines).toEqual(['start', 'sent', 'reply']);
  });

  test('knows names of its own', async () => {
    const {api} = await pair();
    await api.changeHost({...CLIENT, names: {server: '10.0.0.2', 'google.com': '10.0.0.2'}});
    expect(await ping(api, 'google.com')).toEqual(['reply from 10.0.0.2']);
    await expect(ping(api, 'google.com', 'server')).rejects.toThrow(refusal('ENOTFOUND', 'google.com'));
    await api.changeHost({...CLIENT, names: {'google.com': null}});
    await expect(ping(api, 'google.com')).rejects.toThrow(refusal('ENOTFOUND', 'google.com'));
    expect((await api.showHost(CLIENT)).names).toEqual({localhost: ['127.0.0.1', '::1'], server: ['10.0.0.2']});
  });

  test.each(['net.inet.ip.forwarding', 'net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'])(
    'is told to forward as %s, and says so as BSD does',
    async (name) => {
      const {api} = labUnderTest();
      const told = await api.changeHost({host: 'local', settings: {[name]: true}});
      expect(told.settings).toMatchObject({'net.inet.ip.forwarding': true, 'net.inet.ip.redirect': true});
      expect(Object.keys(told.settings)).not.toContain('net.ipv4.ip_forward');
    },
  );
});

describe('a wire', () => {
  test('makes the NICs that it joins, each with a station of its own', async () => {
    const {api} = await pair();
    const macs = await Promise.all(
      ['client', 'server'].map(async (host) => (await api.showInterface({host, ifname: 'eth0'})).address!),
    );
    expect(new Set(macs).size).toBe(2);
    for (const mac of macs) expect(mac).toMatch(/^02(:[0-9a-f]{2}){5}$/);
    expect(await api.listWires({})).toMatchObject([
      {
        name: 'lan',
        joined: true,
        loss: 0,
        rate: null,
        ends: [
          {host: 'client', ifname: 'eth0', in_flight: 0, counters: {lost: 0}},
          {host: 'server', ifname: 'eth0'},
        ],
      },
    ]);
  });

  test('takes more stations later, under any spelling; one that is there already stays', async () => {
    const {api} = await pair();
    await api.addHost({host: 'printer'});
    await api.addWire({wire: 'lan', ends: [end('printer', '/dev/net/ipro1000/0'), end('client', 'em0')]});
    const [wire] = await api.listWires({});
    expect(wire?.ends.map(({host, ifname}) => `${host}:${ifname}`)).toEqual([
      'client:eth0',
      'server:eth0',
      'printer:eth0',
    ]);
  });

  test.each<[string, (api: LabApi) => Promise<unknown>, string, string]>([
    [
      'of a host that is not there',
      (api) => api.addWire({wire: 'w', ends: [end('client', 'eth1'), end('nobody')]}),
      'ENOENT',
      'nobody',
    ],
    [
      'to a NIC that is plugged in elsewhere',
      (api) => api.addWire({wire: 'w', ends: [end('client', 'eth1'), end('server')]}),
      'EBUSY',
      'server:eth0 is plugged into lan already',
    ],
    ['to a loopback', (api) => api.addWire({wire: 'w', ends: [end('client', 'lo0')]}), 'EINVAL', 'no name for a NIC'],
    ['to a tunnel', (api) => api.addWire({wire: 'w', ends: [end('client', 'tun0')]}), 'EINVAL', 'no name for a NIC'],
    [
      'to what is no name',
      (api) => api.addWire({wire: 'w', ends: [end('client', 'a b')]}),
      'EUSAGE',
      'is not an interface name',
    ],
    ['that is not there, cut', (api) => api.changeWire({wire: 'w', joined: false}), 'ENOENT', 'there is no wire w'],
    ['that is not there, removed', (api) => api.removeWire({wire: 'w'}), 'ENOENT', 'make it with: tunlab wire add w'],
    [
      'with too much loss',
      (api) => api.changeWire({wire: 'lan', loss: 101, joined: false}),
      'EINVAL',
      'loss of wire lan',
    ],
  ])('%s is refused, and nothing has changed', async (_what, ask, code, message) => {
    const {api, kept} = await pair();
    const before = structuredClone([...kept]);
    await expect(ask(api)).rejects.toThrow(refusal(code, message));
    expect([...kept]).toEqual(before);
    expect((await api.listWires({})).map(({name, joined}) => ({name, joined}))).toEqual([{name: 'lan', joined: true}]);
    expect((await api.showHost(CLIENT)).interfaces).toEqual(['lo0', 'eth0']);
  });

  test('that is cut leaves its stations without a link, until it is joined', async () => {
    const {api} = await pair();
    const flags = async () => (await api.showInterface({...CLIENT, ifname: 'eth0'})).flags;
    expect(await flags()).toEqual(['UP', 'BROADCAST', 'LOWER_UP']);
    await api.changeWire({wire: 'lan', joined: false});
    expect(await flags()).toEqual(['UP', 'BROADCAST']);
    expect(await ping(api, '10.0.0.2')).toEqual(['ENETDOWN']);
    await api.changeWire({wire: 'lan', joined: true});
    expect(await flags()).toEqual(['UP', 'BROADCAST', 'LOWER_UP']);
    expect(await ping(api, '10.0.0.2')).toEqual(['reply from 10.0.0.2']);
  });

  test('that is removed leaves its NICs as they are, unplugged, to be plugged in elsewhere', async () => {
    const {api} = await pair();
    const before = await api.showInterface({...CLIENT, ifname: 'eth0'});
    await api.removeWire({wire: 'lan'});
    expect(await api.listWires({})).toEqual([]);
    const after = await api.showInterface({...CLIENT, ifname: 'eth0'});
    expect(after).toEqual({...before, flags: ['UP', 'BROADCAST']});
    expect(await ping(api, '10.0.0.2')).toEqual(['ENETDOWN']);
    await api.addWire({wire: 'other', ends: [end('server'), end('client')]});
    expect(await ping(api, '10.0.0.2')).toEqual(['reply from 10.0.0.2']);
  });

  test('loses a NIC that is removed', async () => {
    const {api} = await pair();
    await api.removeInterface({...CLIENT, ifname: 'eth0'});
    expect((await api.listWires({}))[0]?.ends.map(({host}) => host)).toEqual(['server']);
    expect(await ping(api, '10.0.0.1', 'server')).toEqual(['3/1 from 10.0.0.2']);
  });

  test('is set to what is said, and what is not said stays', async () => {
    const {api} = await pair();
    await api.changeWire({wire: 'lan', delay: 5, loss: 1, rate: 1e6, seed: 9});
    expect(await api.changeWire({wire: 'lan', loss: 2, rate: null})).toMatchObject({
      delay: 5,
      loss: 2,
      rate: null,
      seed: 9,
    });
  });
});

describe('neighbours', () => {
  const STATION = '02:00:00:00:00:09';

  test('are those that were heard, and those that were typed', async () => {
    const {api} = await pair();
    expect(await api.listNeighbours(CLIENT)).toEqual([]);
    await ping(api, '10.0.0.2');
    await ping(api, '10.0.0.77');
    await api.setNeighbour({...CLIENT, dst: '10.0.0.9', lladdr: STATION.toUpperCase()});
    await api.setNeighbour({...CLIENT, dst: '10.0.0.10', lladdr: '02-00-00-00-00-09', proxy: true});
    const server = (await api.showInterface({host: 'server', ifname: 'eth0'})).address;
    expect(await api.listNeighbours(CLIENT)).toEqual([
      {
        dst: '10.0.0.2',
        dev: 'eth0',
        lladdr: server,
        state: 'reachable',
        proxy: false,
        router: false,
        expires: 1_790_000,
      },
      {dst: '10.0.0.77', dev: 'eth0', state: 'failed', proxy: false, router: false, expires: 15_000},
      {dst: '10.0.0.9', dev: 'eth0', lladdr: STATION, state: 'permanent', proxy: false, router: false},
      {dst: '10.0.0.10', dev: 'eth0', lladdr: STATION, state: 'permanent', proxy: true, router: false},
    ]);
  });

  test('are deleted one by one', async () => {
    const {api} = await pair();
    await ping(api, '10.0.0.2');
    expect(await api.deleteNeighbour({...CLIENT, dst: '10.0.0.2'})).toMatchObject({
      dst: '10.0.0.2',
      state: 'reachable',
    });
    expect(await api.listNeighbours(CLIENT)).toEqual([]);
  });

  test('that a host answers for make it a proxy for others', async () => {
    const {api, lab} = await pair();
    await api.setNeighbour({host: 'server', dst: '10.0.0.50', lladdr: STATION, proxy: true});
    await ping(api, '10.0.0.50');
    const [entry] = await api.listNeighbours(CLIENT);
    const server = lab.host('server').host.interfaces.named('eth0').hardwareAddress;
    expect(entry).toMatchObject({dst: '10.0.0.50', state: 'reachable'});
    expect(parseMac(entry!.lladdr!)).toBe(server);
  });

  const set = (fields: object) => (api: LabApi) =>
    api.setNeighbour({...CLIENT, dst: '10.0.0.9', lladdr: STATION, ...fields});
  test.each<[string, (api: LabApi) => Promise<unknown>, string, string]>([
    ['at a group', set({lladdr: '01:00:5e:00:00:01'}), 'EUSAGE', 'is not the address of one station'],
    ['at everybody', set({lladdr: 'ff:ff:ff:ff:ff:ff'}), 'EUSAGE', 'is not the address of one station'],
    ['at no station', set({lladdr: '2:0:0:0:0:9'}), 'EUSAGE', 'is not the address of one station'],
    ['on no network of the host', set({dst: '192.0.2.1'}), 'ENETUNREACH', '192.0.2.1 is on no Ethernet of client'],
    ['on a loopback', set({dev: 'lo0'}), 'EINVAL', 'lo0 is no Ethernet'],
    ['on an interface that is not there', set({dev: 'eth9'}), 'ENODEV', 'eth9'],
    [
      'that nobody knows, deleted',
      (api) => api.deleteNeighbour({...CLIENT, dst: '10.0.0.9'}),
      'ENOENT',
      'eth0 knows no neighbour 10.0.0.9',
    ],
  ])('%s are refused', async (_what, ask, code, message) => {
    const {api} = await pair();
    await expect(ask(api)).rejects.toThrow(refusal(code, message));
    expect(await api.listNeighbours(CLIENT)).toEqual([]);
  });
});

describe('a tap', () => {
  const TAP = {host: 'local', ifname: 'tap0'};
  const APPLICATION = 0x0200_0000_00cc;

  /** What an application with the node open does: reads whole frames, and writes them. */
  async function tap() {
    const {api} = labUnderTest();
    const state = await api.configureInterface({
      ...TAP,
      create: true,
      set: {local: '10.5.0.1', prefixlen: 24},
      up: true,
    });
    const read = async () => hex((await collect(api.readDevice({...TAP, nonblock: true})))[0]!.hex);
    const write = (frame: Uint8Array) => api.writeDevice({...TAP, frames: [toHex(frame)]});
    return {api, mac: parseMac(state.address!)!, read, write};
  }

  test('announces its address to whoever reads it', async () => {
    const {mac, read} = await tap();
    expect(arpOf(await read())).toMatchObject([
      {operation: 'request', from: mac, senderAddress: ip('10.5.0.1'), targetAddress: ip('10.5.0.1')},
    ]);
  });

  test('answers ARP with its own station, in frames of 42 octets', async () => {
    const {mac, read, write} = await tap();
    await read();
    await write(
      arpFrame({
        operation: 'request',
        senderMac: APPLICATION,
        senderAddress: ip('10.5.0.2'),
        targetMac: 0,
        targetAddress: ip('10.5.0.1'),
      }),
    );
    const reply = await read();
    expect(reply).toHaveLength(42);
    expect(arpOf(reply)).toMatchObject([{operation: 'reply', to: APPLICATION, from: mac, senderMac: mac}]);
  });

  test('asks for the application’s station, sends it the ping, and gets its reply', async () => {
    const {api, mac, read, write} = await tap();
    await read();
    const pinged = ping(api, '10.5.0.2', 'local');
    let asked: Uint8Array | undefined;
    while (!asked) asked = await read().catch(notYet);
    expect(arpOf(asked)).toMatchObject([{operation: 'request', from: mac, targetAddress: ip('10.5.0.2')}]);
    await write(
      arpFrame(
        {
          operation: 'reply',
          senderMac: APPLICATION,
          senderAddress: ip('10.5.0.2'),
          targetMac: mac,
          targetAddress: ip('10.5.0.1'),
        },
        {to: mac},
      ),
    );
    const request = await read();
    expect([...request.subarray(0, 14)]).toEqual([...ipFrame(APPLICATION, mac, new Uint8Array())]);
    const reply = echoReply(request.subarray(14), 'none', 64)!;
    await write(ipFrame(mac, APPLICATION, reply));
    expect(await pinged).toEqual(['reply from 10.5.0.2']);
  });

  test('has no other link header than that of Ethernet', async () => {
    const {api} = await tap();
    await expect(api.changeDevice({...TAP, link_header: 'pi'})).rejects.toThrow(NetworkError);
  });

  function notYet(reason: unknown): undefined {
    if (!(reason instanceof NetworkError) || reason.code !== 'EAGAIN') throw reason;
  }
});
