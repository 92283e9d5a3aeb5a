/** The routes that addresses bring, and what is left of a host by a change that is refused. */
import {describe, expect, test} from 'vitest';
import type {InterfaceChange} from '../../src/api/schema/interface.ts';
import {collect, labUnderTest} from './lab-under-test.ts';

const LOCAL = {host: 'local'};
const TUN0 = {...LOCAL, ifname: 'tun0'};
const failing = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;

async function hostWith(...changes: InterfaceChange[]) {
  const lab = labUnderTest();
  const {api} = lab;
  const configure = (change: InterfaceChange, ifname = 'tun0') => api.configureInterface({...TUN0, ifname, ...change});
  for (const change of changes) await configure({create: true, ...change});
  /** The routes of all interfaces but loopback, each as few words. */
  const routes = async () =>
    (await collect(api.listRoutes(LOCAL)))
      .filter(({dev}) => dev !== 'lo0')
      .map(({dst, type, gateway, dev, prefsrc}) =>
        [
          type === 'unicast' ? '' : `${type} `,
          dst,
          gateway ? ` via ${gateway}` : '',
          dev ? ` ${dev}` : '',
          prefsrc ? ` from ${prefsrc}` : '',
        ].join(''),
      );
  const state = async () => ({
    interfaces: await api.listInterfaces(LOCAL),
    routes: await collect(api.listRoutes(LOCAL)),
    devices: await api.listDevices(LOCAL),
    kept: new Map(lab.kept),
  });
  return {...lab, configure, routes, state};
}

describe('the routes of an address', () => {
  test.each<[string, NonNullable<InterfaceChange['set']>, string[]]>([
    ['alone, by its class', {local: '10.10.10.10'}, ['local 10.10.10.10', '10.0.0.0/8']],
    ['with a network', {local: '10.1.2.3', prefixlen: 24}, ['local 10.1.2.3', '10.1.2.0/24']],
    ['with a peer', {local: '10.10.10.10', peer: '10.10.10.8'}, ['local 10.10.10.10', '10.10.10.8']],
    [
      'with a peer and a network',
      {local: '10.8.0.2', peer: '10.8.0.1', prefixlen: 24},
      ['local 10.8.0.2', '10.8.0.1', '10.8.0.0/24'],
    ],
    ['that is its own peer', {local: '10.1.1.1', peer: '10.1.1.1'}, ['local 10.1.1.1']],
    ['of 32 bits', {local: '10.1.1.1', prefixlen: 32}, ['local 10.1.1.1']],
    ['in a network of everything', {local: '10.1.1.1', prefixlen: 0}, ['local 10.1.1.1', 'default']],
  ])('%s', async (_what, set, expected) => {
    const {routes} = await hostWith({set, up: true});
    expect(await routes()).toEqual(expected.map((route) => `${route} tun0 from ${set.local}`));
  });

  test('are there as soon as the address is, and are taken by bringing the interface down', async () => {
    const {configure, routes} = await hostWith({set: {local: '10.1.1.1', prefixlen: 24}});
    const both = ['local 10.1.1.1 tun0 from 10.1.1.1', '10.1.1.0/24 tun0 from 10.1.1.1'];
    expect(await routes()).toEqual(both);
    await configure({up: true});
    expect(await routes()).toEqual(both);
    await configure({up: false});
    expect(await routes()).toEqual([]);
    await configure({up: true});
    expect(await routes()).toEqual(both);
  });

  test('come back alone when the interface does: what was typed is gone', async () => {
    const {api, configure, routes} = await hostWith({set: {local: '10.1.1.1', peer: '10.1.1.2'}, up: true});
    await api.addRoute({...LOCAL, dst: 'default', dev: 'tun0'});
    await api.addRoute({...LOCAL, dst: '172.16.0.0/12', gateway: '10.1.1.2'});
    await api.addRoute({...LOCAL, dst: '192.0.2.0/24', type: 'unreachable'});
    await configure({up: false});
    expect(await routes()).toEqual(['unreachable 192.0.2.0/24']);
    await configure({up: true});
    expect(await routes()).toEqual([
      'local 10.1.1.1 tun0 from 10.1.1.1',
      '10.1.1.2 tun0 from 10.1.1.1',
      'unreachable 192.0.2.0/24',
    ]);
  });

  test('go with it, and only they', async () => {
    const {api, configure, routes} = await hostWith({
      set: {local: '10.1.1.1', prefixlen: 24},
      add: [{local: '10.2.2.2', prefixlen: 24}],
      up: true,
    });
    await api.addRoute({...LOCAL, dst: '172.16.0.0/12', gateway: '10.1.1.9'});
    await configure({remove: ['10.1.1.1']});
    expect(await routes()).toEqual([
      'local 10.2.2.2 tun0 from 10.2.2.2',
      '10.2.2.0/24 tun0 from 10.2.2.2',
      '172.16.0.0/12 via 10.1.1.9 tun0',
    ]);
  });

  test('are replaced with it', async () => {
    const {configure, routes} = await hostWith({set: {local: '10.1.1.1', prefixlen: 24}, up: true});
    await configure({set: {local: '10.2.2.2', peer: '10.2.2.3'}});
    expect(await routes()).toEqual(['local 10.2.2.2 tun0 from 10.2.2.2', '10.2.2.3 tun0 from 10.2.2.2']);
  });

  test.each([
    ['first', '10.1.1.1', '10.1.1.2'],
    ['second', '10.1.1.2', '10.1.1.1'],
  ])('of one network are shared, and stay for the other when the %s of two goes', async (_which, gone, left) => {
    const {configure, routes} = await hostWith({
      set: {local: '10.1.1.1', prefixlen: 24},
      add: [{local: '10.1.1.2', prefixlen: 24}],
      up: true,
    });
    expect(await routes()).toEqual([
      'local 10.1.1.1 tun0 from 10.1.1.1',
      'local 10.1.1.2 tun0 from 10.1.1.2',
      '10.1.1.0/24 tun0 from 10.1.1.1',
    ]);
    await configure({remove: [gone]});
    expect(await routes()).toEqual([`local ${left} tun0 from ${left}`, `10.1.1.0/24 tun0 from ${left}`]);
    await configure({remove: [left]});
    expect(await routes()).toEqual([]);
  });

  test('to one peer are shared as well', async () => {
    const {configure, routes} = await hostWith({
      set: {local: '10.1.1.1', peer: '10.9.9.9'},
      add: [{local: '10.1.1.2', peer: '10.9.9.9'}],
      up: true,
    });
    await configure({remove: ['10.1.1.1']});
    expect(await routes()).toEqual(['local 10.1.1.2 tun0 from 10.1.1.2', '10.9.9.9 tun0 from 10.1.1.2']);
  });

  test('of one network on two interfaces are two, the older in force', async () => {
    const {api, configure, routes} = await hostWith({set: {local: '10.1.1.1', prefixlen: 24}, up: true});
    await configure({create: true, set: {local: '10.1.1.2', prefixlen: 24}, up: true}, 'tun1');
    const networks = (await routes()).filter((route) => route.startsWith('10.1.1.0/24'));
    expect(networks).toEqual(['10.1.1.0/24 tun0 from 10.1.1.1', '10.1.1.0/24 tun1 from 10.1.1.2']);
    expect((await api.lookupRoute({...LOCAL, destination: '10.1.1.77'})).dev).toBe('tun0');
    await configure({up: false});
    expect((await api.lookupRoute({...LOCAL, destination: '10.1.1.77'})).dev).toBe('tun1');
  });

  test('are not kept from coming by a route through a gateway that somebody typed', async () => {
    const {api, configure, routes} = await hostWith({set: {local: '10.1.1.1', peer: '10.1.1.2'}, up: true});
    await api.addRoute({...LOCAL, dst: '10.7.7.0/24', gateway: '10.1.1.2'});
    await configure({add: [{local: '10.7.7.7', prefixlen: 24}]});
    expect((await routes()).filter((route) => route.startsWith('10.7.7.0/24'))).toEqual([
      '10.7.7.0/24 via 10.1.1.2 tun0',
      '10.7.7.0/24 tun0 from 10.7.7.7',
    ]);
  });
});

describe('a route of an address that was deleted by hand', () => {
  const deleted = async (dst: string, type: 'local' | 'unicast') => {
    const host = await hostWith({
      set: {local: '10.1.1.1', prefixlen: 24},
      add: [{local: '10.1.1.2', prefixlen: 24}],
      up: true,
    });
    await host.api.deleteRoute({...LOCAL, dst, type});
    const gone = (await host.routes()).every(
      (route) => !route.startsWith(`${type === 'local' ? 'local ' : ''}${dst} `),
    );
    expect(gone).toBe(true);
    return {
      ...host,
      isThere: async () =>
        (await collect(host.api.listRoutes(LOCAL))).some((route) => route.dst === dst && route.type === type),
    };
  };

  test.each<[string, InterfaceChange]>([
    ['another address comes', {add: [{local: '10.3.3.3', prefixlen: 24}]}],
    ['another address goes', {remove: ['10.1.1.2']}],
    ['the same is set again', {set: {local: '10.1.1.1', prefixlen: 24}}],
    ['its broadcast address changes', {amend: {broadcast: '10.1.1.99'}}],
    ['its network becomes larger', {amend: {prefixlen: 16}}],
    ['MTU and metric change', {mtu: 1400, metric: 3}],
    ['it is brought up, which it is', {up: true}],
  ])('stays away when %s: the local one', async (_what, change) => {
    const {configure, isThere} = await deleted('10.1.1.1', 'local');
    await configure(change);
    expect(await isThere()).toBe(false);
  });

  test.each<[string, InterfaceChange]>([
    ['an address of its network goes', {remove: ['10.1.1.2']}],
    ['the address that brought it goes, and another has the network', {remove: ['10.1.1.1']}],
    ['its broadcast address changes', {amend: {broadcast: '10.1.1.99'}}],
  ])('stays away when %s: the one of the network', async (_what, change) => {
    const {configure, isThere} = await deleted('10.1.1.0/24', 'unicast');
    await configure(change);
    expect(await isThere()).toBe(false);
  });

  test.each<[string, InterfaceChange[]]>([
    ['the interface is brought down and up', [{up: false}, {up: true}]],
    ['the address goes and comes', [{remove: ['10.1.1.1']}, {add: [{local: '10.1.1.1', prefixlen: 24}]}]],
  ])('comes back when %s', async (_what, changes) => {
    const {configure, isThere} = await deleted('10.1.1.1', 'local');
    for (const change of changes) await configure(change);
    expect(await isThere()).toBe(true);
  });

  test('a broadcast address that changes leaves the routes that are there', async () => {
    const {configure, routes} = await hostWith({set: {local: '10.1.1.1', prefixlen: 24}, up: true});
    const before = await routes();
    await configure({amend: {broadcast: '10.1.1.99'}});
    expect(await routes()).toEqual(before);
  });

  test('can be typed in again as it was', async () => {
    const {api, isThere} = await deleted('10.1.1.1', 'local');
    await api.addRoute({...LOCAL, dst: '10.1.1.1', type: 'local', dev: 'tun0'});
    expect(await isThere()).toBe(true);
  });
});

test('an amended address keeps the rest of what it was', async () => {
  const {configure} = await hostWith({set: {local: '10.1.1.1', prefixlen: 24, broadcast: '10.1.1.255'}, up: true});
  const {addr_info: amended} = await configure({amend: {peer: '10.1.1.9'}});
  expect(amended).toEqual([
    {family: 'inet', local: '10.1.1.1', address: '10.1.1.9', prefixlen: 24, scope: 'global', broadcast: '10.1.1.255'},
  ]);
});

test('an index is never given twice, also not after its interface went', async () => {
  const {api, configure} = await hostWith({up: true});
  const [, first] = await api.listInterfaces(LOCAL);
  await api.removeInterface(TUN0);
  const next = await configure({create: true});
  expect(next.ifindex).toBeGreaterThan(first!.ifindex);
});

describe('a change that is refused changes nothing', () => {
  const GOOD = {set: {local: '10.1.1.1', prefixlen: 24}, up: true, promisc: true, metric: 5} as const;

  test.each<[string, InterfaceChange, string]>([
    ['an MTU of 0', {mtu: 0}, 'EINVAL'],
    ['an MTU of 67', {mtu: 67}, 'EINVAL'],
    ['an MTU of 65536', {mtu: 65_536}, 'EINVAL'],
    ['a negative MTU', {mtu: -1}, 'EINVAL'],
    ['no address at all', {set: {local: '0.0.0.0'}}, 'EINVAL'],
    ['the address of everybody', {set: {local: '255.255.255.255'}}, 'EINVAL'],
    ['a multicast address', {set: {local: '224.0.0.1'}}, 'EINVAL'],
    ['a peer of nobody', {set: {local: '10.1.1.1', peer: '0.0.0.0'}}, 'EINVAL'],
    ['a multicast peer', {amend: {peer: '239.1.1.1'}}, 'EINVAL'],
    ['an address of five parts', {set: {local: '1.2.3.4.5'}}, 'EUSAGE'],
    ['an address with 256 in it', {set: {local: '1.2.3.256'}}, 'EUSAGE'],
    ['a broadcast address that is none', {set: {local: '10.1.1.1', broadcast: 'x'}}, 'EUSAGE'],
    ['a broadcast address that is its own', {set: {local: '10.1.1.1', broadcast: '10.1.1.1'}}, 'EINVAL'],
    ['a hardware address of a tun', {address: '02:00:00:00:00:07'}, 'EOPNOTSUPP'],
    ['a hardware address that is none', {address: '02:00'}, 'EUSAGE'],
    ['an address twice', {add: [{local: '10.7.7.7'}, {local: '10.7.7.7'}]}, 'EEXIST'],
    ['taking away what is not there', {remove: ['10.9.9.9']}, 'EADDRNOTAVAIL'],
    ['taking away one address twice', {remove: ['10.1.1.1', '10.1.1.1']}, 'EADDRNOTAVAIL'],
  ])('%s', async (_what, bad, code) => {
    const {configure, state} = await hostWith({
      set: {local: '10.10.10.10', peer: '10.10.10.8'},
      add: [{local: '10.2.2.2'}],
      up: true,
    });
    const before = await state();
    for (const change of [bad, {...GOOD, ...bad}, {...GOOD, ...bad, up: false}]) {
      await expect(configure(change)).rejects.toThrow(failing(code));
      expect(await state()).toEqual(before);
    }
    await expect(configure({create: true, ...GOOD, ...bad}, 'tun7')).rejects.toThrow(failing(code));
    expect(await state()).toEqual(before);
  });

  test.each<[string, string, InterfaceChange, string]>([
    [
      'an address to amend where there is none',
      'tun7',
      {create: true, amend: {prefixlen: 8}, up: true},
      'EADDRNOTAVAIL',
    ],
    ['an unknown interface', 'tun7', {up: true}, 'ENODEV'],
    ['an interface whose name says not what it is', 'foo', {create: true, up: true}, 'ENODEV'],
    ['an impossible name', 'a/b', {create: true, up: true}, 'EUSAGE'],
    ['an address it has', 'lo', {metric: 7, add: [{local: '127.0.0.1'}]}, 'EEXIST'],
    ['a peer of loopback', 'lo', {mtu: 100, set: {local: '127.0.0.1', peer: '127.0.0.2'}}, 'EINVAL'],
    ['an MTU that loopback does not take', 'lo', {metric: 7, mtu: 65_537}, 'EINVAL'],
  ])('%s', async (_what, ifname, change, code) => {
    const {configure, state} = await hostWith({up: true});
    const before = await state();
    await expect(configure(change, ifname)).rejects.toThrow(failing(code));
    expect(await state()).toEqual(before);
  });

  test.each<[string, Parameters<Awaited<ReturnType<typeof hostWith>>['api']['addRoute']>[0], string]>([
    ['a route with host bits', {...LOCAL, dst: '10.1.1.1/24', dev: 'tun0'}, 'EUSAGE'],
    ['a route that leads nowhere', {...LOCAL, dst: '10.3.0.0/16'}, 'EINVAL'],
    ['a gateway on no network', {...LOCAL, dst: '10.3.0.0/16', gateway: '99.9.9.9'}, 'ENETUNREACH'],
    ['a gateway that is the host itself', {...LOCAL, dst: '10.3.0.0/16', gateway: '10.10.10.10'}, 'ENETUNREACH'],
    ['a gateway behind a rejecting route', {...LOCAL, dst: '10.3.0.0/16', gateway: '192.0.2.1'}, 'ENETUNREACH'],
    ['an unknown interface', {...LOCAL, dst: '10.3.0.0/16', dev: 'tun5'}, 'ENODEV'],
    ['a route that is there', {...LOCAL, dst: '192.0.2.0/24', type: 'unreachable'}, 'EEXIST'],
    ['an unknown host', {host: 'other', dst: 'default', dev: 'tun0'}, 'ENOENT'],
  ])('%s', async (_what, request, code) => {
    const {api, state} = await hostWith({set: {local: '10.10.10.10', peer: '10.10.10.8'}, up: true});
    await api.addRoute({...LOCAL, dst: '192.0.2.0/24', type: 'unreachable'});
    const before = await state();
    await expect(api.addRoute(request)).rejects.toThrow(failing(code));
    await expect(api.deleteRoute({...LOCAL, dst: '10.99.0.0/16'})).rejects.toThrow(failing('ESRCH'));
    expect(await state()).toEqual(before);
  });

  test('loopback can not be removed, nor what is not there', async () => {
    const {api, state} = await hostWith({up: true});
    const before = await state();
    await expect(api.removeInterface({...LOCAL, ifname: 'loop'})).rejects.toThrow(failing('EOPNOTSUPP'));
    await expect(api.removeInterface({...LOCAL, ifname: 'tun5'})).rejects.toThrow(failing('ENODEV'));
    expect(await state()).toEqual(before);
  });
});
