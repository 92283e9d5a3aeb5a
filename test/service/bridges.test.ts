/** Bridges, as they are asked for over the API. */
import {describe, expect, test} from 'vitest';
import type {LabApi} from '../../src/api/lab-api.ts';
import {collect, labUnderTest} from './lab-under-test.ts';

const LOCAL = {host: 'local'};
const BR0 = {...LOCAL, ifname: 'br0'};

/** `local` with br0 over tap0 and eth0, and a tap1, a tun0 and an empty br1 besides. */
async function bridged() {
  const made = labUnderTest();
  const {api} = made;
  for (const ifname of ['tap0', 'tap1', 'tun0']) await api.createDevice({...LOCAL, ifname});
  await api.addWire({wire: 'lan', ends: [{host: 'local', ifname: 'eth0'}]});
  await api.addBridge({...BR0, ports: ['tap/0', 'em0'], ageing: 60});
  await api.addBridge({...LOCAL, ifname: 'bridge1'});
  return made;
}

const refusal = (code: string, message: string) =>
  expect.objectContaining({code, message: expect.stringContaining(message) as string}) as Error;

test('a bridge is made down, with its ports under any spelling, and is an interface', async () => {
  const {api} = await bridged();
  const [first, second] = await api.listBridges(LOCAL);
  expect(first).toMatchObject({
    ifname: 'br0',
    up: false,
    mtu: 1500,
    ageing: 60,
    ports: [
      {ifname: 'tap0', state: 'down', counters: {received: 0, sent: 0}},
      {ifname: 'eth0', state: 'down'},
    ],
  });
  expect(second).toMatchObject({ifname: 'br1', ageing: 300, ports: []});
  const iface = await api.showInterface({...LOCAL, ifname: 'bridge0'});
  expect(iface).toMatchObject({ifname: 'br0', link_type: 'ether', address: first!.address, flags: ['BROADCAST']});
});

test('ports leave and join in one request, and the rest stays', async () => {
  const {api} = await bridged();
  const state = await api.changeBridge({...BR0, leave: ['tap0'], join: ['tap1']});
  expect(state.ports.map(({ifname}) => ifname)).toEqual(['eth0', 'tap1']);
  expect(state.ageing).toBe(60);
  expect((await api.changeBridge({...BR0, leave: ['eth0'], join: ['eth0']})).ports.map(({ifname}) => ifname)).toEqual([
    'tap1',
    'eth0',
  ]);
});

test('its stations are shown with their port and their age, its own first', async () => {
  const {api, clock} = await bridged();
  for (const ifname of ['tap0', 'br0']) await api.configureInterface({...LOCAL, ifname, up: true});
  await api.writeDevice({...LOCAL, ifname: 'tap0', frames: [`ffffffffffff0200000000cc0800${'00'.repeat(20)}`]});
  clock.advance(1500);
  const {stations, address, ports} = await api.showBridge(BR0);
  expect(stations).toEqual([
    {mac: address, port: 'br0', age: 0, local: true},
    {mac: '02:00:00:00:00:cc', port: 'tap0', age: 1.5, local: false},
  ]);
  // eth0 is not up.
  expect(ports.map(({state}) => state)).toEqual(['forwarding', 'down']);
  clock.advance(58_500);
  expect((await api.showBridge(BR0)).stations).toHaveLength(1);
});

test('its MTU follows that of its ports', async () => {
  const {api} = await bridged();
  await api.configureInterface({...LOCAL, ifname: 'tap0', mtu: 1400});
  expect((await api.showBridge(BR0)).mtu).toBe(1400);
  await expect(api.configureInterface({...BR0, mtu: 1401})).rejects.toThrow(refusal('EINVAL', '68 to 1400 octets'));
  await api.removeInterface({...LOCAL, ifname: 'tap0'});
  expect((await api.showBridge(BR0)).mtu).toBe(1500);
});

describe.each([
  ['as a bridge', (api: LabApi) => api.removeBridge(BR0)],
  ['as an interface', (api: LabApi) => api.removeInterface(BR0)],
])('removed %s', (_how, remove) => {
  test('it leaves its ports, which can join another, and no record', async () => {
    const {api, kept} = await bridged();
    await remove(api);
    expect((await api.listBridges(LOCAL)).map(({ifname}) => ifname)).toEqual(['br1']);
    expect([...kept.keys()].filter((key) => key.endsWith('/br0'))).toEqual([]);
    await api.changeBridge({...LOCAL, ifname: 'br1', join: ['tap0', 'eth0']});
    expect((await api.listInterfaces(LOCAL)).map(({ifname}) => ifname)).not.toContain('br0');
  });
});

test('a tap that is a port is still read and written by its application', async () => {
  const {api} = await bridged();
  for (const ifname of ['tap0', 'tap1', 'br0']) await api.configureInterface({...LOCAL, ifname, up: true});
  await api.changeBridge({...BR0, join: ['tap1']});
  const frame = `0200000000bb0200000000cc0800${'00'.repeat(20)}`;
  await api.writeDevice({...LOCAL, ifname: 'tap0', frames: [frame]});
  const read = await collect(api.readDevice({...LOCAL, ifname: 'tap1', nonblock: true}));
  expect(read.map(({hex}) => hex)).toEqual([frame]);
});

describe('refused, with nothing changed:', () => {
  test.each<[string, (api: LabApi) => Promise<unknown>, string, string]>([
    ['a bridge that exists', (api) => api.addBridge(BR0), 'EEXIST', 'br0 exists already'],
    [
      'the name of a tap',
      (api) => api.addBridge({...LOCAL, ifname: 'tap7'}),
      'EINVAL',
      'no name for a bridge; try br0',
    ],
    ['the name of a NIC', (api) => api.addBridge({...LOCAL, ifname: 'em7'}), 'EINVAL', 'no name for a bridge'],
    ['no name', (api) => api.addBridge({...LOCAL, ifname: 'a b'}), 'EUSAGE', 'is not an interface name'],
    ['no such port', (api) => api.addBridge({...LOCAL, ifname: 'br2', ports: ['tap1', 'eth9']}), 'ENODEV', 'eth9'],
    [
      'a port twice',
      (api) => api.changeBridge({...BR0, join: ['tap1', 'tap/1']}),
      'EEXIST',
      'tap1 can be a port of br0',
    ],
    ['a port of its own', (api) => api.changeBridge({...BR0, join: ['tap0']}), 'EEXIST', 'is a port of br0 already'],
    [
      'a port of another',
      (api) => api.changeBridge({...LOCAL, ifname: 'br1', join: ['tap1', 'tap0']}),
      'EBUSY',
      'tap0 is a port of br0; first: tunlab bridge leave br0 tap0',
    ],
    ['a bridge as port', (api) => api.changeBridge({...BR0, join: ['br1']}), 'EINVAL', 'br1 is a bridge'],
    ['itself as port', (api) => api.addBridge({...LOCAL, ifname: 'br2', ports: ['br2']}), 'EINVAL', 'br2 is a bridge'],
    ['a tun as port', (api) => api.changeBridge({...BR0, join: ['tun0']}), 'EINVAL', 'a port is a tap device or a NIC'],
    ['a loopback as port', (api) => api.changeBridge({...BR0, join: ['lo']}), 'EINVAL', 'lo0 carries no Ethernet'],
    [
      'to leave without being a port',
      (api) => api.changeBridge({...BR0, leave: ['tap1']}),
      'ENOENT',
      'not a port of br0',
    ],
    ['to leave twice', (api) => api.changeBridge({...BR0, leave: ['tap0', 'tap0']}), 'ENOENT', 'not a port of br0'],
    ['an ageing below 0', (api) => api.changeBridge({...BR0, ageing: -1, join: ['tap1']}), 'EINVAL', '0 to 1000000'],
    ['no such bridge', (api) => api.showBridge({...LOCAL, ifname: 'br7'}), 'ENODEV', 'tunlab bridge add br7'],
    ['what is no bridge', (api) => api.removeBridge({...LOCAL, ifname: 'tap0'}), 'ENODEV', 'tap0 is not a bridge'],
    ['no such host', (api) => api.listBridges({host: 'nobody'}), 'ENOENT', 'there is no host nobody'],
    [
      'a NIC named as a bridge',
      (api) => api.addWire({wire: 'w', ends: [{host: 'local', ifname: 'br7'}]}),
      'EINVAL',
      'no name for a NIC',
    ],
    ['a tun named as a bridge', (api) => api.createDevice({...LOCAL, ifname: 'br7'}), 'EINVAL', 'no name for a tun'],
  ])('%s', async (_what, ask, code, message) => {
    const {api, kept} = await bridged();
    const before = structuredClone([...kept]);
    await expect(ask(api)).rejects.toThrow(refusal(code, message));
    expect([...kept]).toEqual(before);
    expect((await api.listBridges(LOCAL)).map(({ports}) => ports.length)).toEqual([2, 0]);
  });
});
