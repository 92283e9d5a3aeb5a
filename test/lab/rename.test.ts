/** An interface that is called by another name keeps all that it has. */
import {describe, expect, test} from 'vitest';
import {labUnderTest} from '../service/lab-under-test.ts';

const LOCAL = {host: 'local'};

describe('an interface with another name', () => {
  test('keeps its addresses, routes, counters, place and node, also where it is up', async () => {
    const {api, lab, collect} = labUnderTest();
    await api.configureInterface({...LOCAL, ifname: 'tun0', create: true, set: {local: '10.0.0.1', peer: '10.0.0.2'}});
    await api.configureInterface({...LOCAL, ifname: 'tun0', up: true});
    await api.createDevice({...LOCAL, ifname: 'tun1'});
    await api.addRoute({...LOCAL, dst: '10.5.0.0/16', gateway: '10.0.0.2'});
    const node = lab
      .host('local')
      .device('tun0')
      .open({ready: () => true, take: () => undefined});
    const before = await api.showInterface({...LOCAL, ifname: 'tun0'});
    const after = await api.configureInterface({...LOCAL, ifname: 'tun0', name: 'vpn0'});
    expect(after).toEqual({...before, ifname: 'vpn0'});
    expect((await api.listInterfaces(LOCAL)).map(({ifname}) => ifname)).toEqual(['lo0', 'vpn0', 'tun1']);
    const routes = await collect(api.listRoutes(LOCAL));
    expect(routes.filter(({dev}) => dev === 'vpn0')).toHaveLength(3);
    expect((await api.showDevice({...LOCAL, ifname: 'vpn0'})).opened).toBe(true);
    node.close();
    await expect(api.showInterface({...LOCAL, ifname: 'tun0'})).rejects.toMatchObject({code: 'ENODEV'});
    await api.createDevice({...LOCAL, ifname: 'tun0'});
  });

  test('that goes with its application goes under that name', async () => {
    const {api, lab} = labUnderTest();
    await api.createDevice({...LOCAL, ifname: 'tun0', persist: false, node: true});
    const node = lab
      .host('local')
      .device('tun0')
      .open({ready: () => true, take: () => undefined});
    await api.configureInterface({...LOCAL, ifname: 'tun0', name: 'vpn0'});
    node.close();
    expect(await api.listDevices(LOCAL)).toEqual([]);
  });

  test('is still the end of its wire, and the port of its bridge', async () => {
    const {api} = labUnderTest();
    await api.addHost({host: 'far'});
    await api.addWire({
      wire: 'lan',
      ends: [
        {...LOCAL, ifname: 'eth0'},
        {host: 'far', ifname: 'eth0'},
      ],
    });
    await api.createDevice({...LOCAL, ifname: 'tap0'});
    await api.addBridge({...LOCAL, ifname: 'br0', ports: ['tap0', 'eth0']});
    await api.configureInterface({...LOCAL, ifname: 'eth0', name: 'wan0'});
    await api.configureInterface({...LOCAL, ifname: 'br0', name: 'lan0'});
    const [bridge] = await api.listBridges(LOCAL);
    expect(bridge).toMatchObject({ifname: 'lan0', ports: [{ifname: 'tap0'}, {ifname: 'wan0'}]});
    const [wire] = await api.listWires({});
    expect(JSON.stringify(wire)).toContain('"wan0"');
    await api.changeBridge({...LOCAL, ifname: 'lan0', leave: ['wan0']});
  });
});

describe('another name is refused', () => {
  test.each([
    ['that another interface has', 'tun0', 'tun1', 'EEXIST'],
    ['for the loopback', 'lo0', 'lo1', 'EOPNOTSUPP'],
    ['that is none', 'tun0', 'a b', 'EUSAGE'],
    ['of a tun, for a bridge', 'br0', 'tun7', 'EINVAL'],
    ['for what is not there', 'tun9', 'vpn0', 'ENODEV'],
  ])('%s', async (_what, ifname, name, code) => {
    const {api, kept} = labUnderTest();
    for (const each of ['tun0', 'tun1']) await api.createDevice({...LOCAL, ifname: each});
    await api.addBridge({...LOCAL, ifname: 'br0'});
    const before = new Map(kept);
    await expect(api.configureInterface({...LOCAL, ifname, name, mtu: 1300})).rejects.toMatchObject({code});
    expect(kept).toEqual(before);
  });
});
