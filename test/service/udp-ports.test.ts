/** UDP ports that have a node, over the API, and what is kept of them. */
import {describe, expect, test} from 'vitest';
import type {LabApi} from '../../src/api/lab-api.ts';
import {collect, labUnderTest} from './lab-under-test.ts';

const failing = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;
const LOCAL = {host: 'local'};
const GROUP = '239.1.2.3';

/** A lab whose first host has eth0, 10.0.0.1/24, on a wire. */
async function labWithWire() {
  const made = labUnderTest();
  await made.api.addWire({wire: 'lan', ends: [{host: 'local', ifname: 'eth0'}]});
  await made.api.configureInterface({...LOCAL, ifname: 'eth0', set: {local: '10.0.0.1', prefixlen: 24}, up: true});
  const send = (port: number, destination = '127.0.0.1') =>
    collect(made.api.udpSend({...LOCAL, destination, port, data: '6869'}));
  return {...made, send};
}

const states = (api: LabApi) => api.listUdp(LOCAL);

describe('a bound port', () => {
  test('receives from the moment it is bound until it is closed', async () => {
    const {api, send} = await labWithWire();
    const made = await api.bindUdp({...LOCAL, port: 7});
    expect(made).toEqual({
      port: 7,
      address: '0.0.0.0',
      node: null,
      opened: false,
      waiting: 0,
      received: 0,
      sent: 0,
      dropped: 0,
      errors: 0,
      last_error: null,
      refused: {},
      groups: [],
    });
    await send(7);
    await send(7, '10.0.0.255');
    expect(await states(api)).toEqual([{...made, waiting: 2, received: 2}]);
    await api.closeUdp({...LOCAL, port: 7});
    expect(await states(api)).toEqual([]);
  });

  test('is a free one where none is asked for', async () => {
    const {api} = await labWithWire();
    expect((await api.bindUdp(LOCAL)).port).toBeGreaterThanOrEqual(49_152);
  });

  test('answers from the address that was asked, for as long as the host has it', async () => {
    const {api, lab} = await labWithWire();
    await api.addHost({host: 'client'});
    await api.addWire({wire: 'lan', ends: [{host: 'client', ifname: 'eth0'}]});
    await api.configureInterface({host: 'client', ifname: 'eth0', set: {local: '10.0.0.9', prefixlen: 24}, up: true});
    await api.addRoute({host: 'client', dst: '10.2.0.0/16', gateway: '10.0.0.1'});
    const second = {...LOCAL, ifname: 'eth0', add: [{local: '10.2.0.1', prefixlen: 32}]};
    await api.configureInterface(second);
    await api.bindUdp({...LOCAL, port: 7});
    const asked: Uint8Array[] = [];
    const node = [...lab.host('local').udp][0]!.open({
      ready: () => true,
      take: (frame) => {
        asked.push(frame.slice());
        node.write(frame);
      },
    });
    const heard = async () => {
      const [, answer] = await collect(
        api.udpSend({host: 'client', destination: '10.2.0.1', port: 7, source_port: 999, data: '6869', wait: 1}),
      );
      return answer?.event === 'datagram' ? answer.from : undefined;
    };
    expect(await heard()).toBe('10.2.0.1');
    await api.configureInterface({...LOCAL, ifname: 'eth0', remove: ['10.2.0.1']});
    const listening = collect(api.udpReceive({host: 'client', port: 999, count: 1}));
    node.write(asked[0]!);
    expect((await listening).at(-1)).toMatchObject({event: 'datagram', from: '10.0.0.1'});
  });

  test('tells the last ICMP error about what it sent', async () => {
    const {api, lab} = await labWithWire();
    await api.bindUdp({...LOCAL, port: 7});
    const node = [...lab.host('local').udp][0]!.open({ready: () => true, take: () => undefined});
    node.write(Uint8Array.of(1, 127, 0, 0, 1, 0, 9));
    const error = {from: '127.0.0.1', type: 3, code: 3, destination: '127.0.0.1', port: 9};
    expect(await states(api)).toMatchObject([{opened: true, sent: 1, errors: 1, last_error: error}]);
  });

  test('joins groups where it is told, else where the route, its address or the first network is', async () => {
    const {api} = await labWithWire();
    const groupsOf = async (request: Partial<Parameters<LabApi['bindUdp']>[0]>) =>
      (await api.bindUdp({...LOCAL, ...request})).groups.map(({dev}) => dev);
    expect(await groupsOf({join: [{group: GROUP}]})).toEqual(['eth0']);
    expect(await groupsOf({join: [{group: GROUP, dev: 'loop'}, {group: GROUP}]})).toEqual(['lo0', 'eth0']);
    expect(await groupsOf({join: [{group: GROUP}], address: '127.0.0.1'})).toEqual(['lo0']);
    await api.addRoute({...LOCAL, dst: '239.0.0.0/8', dev: 'lo0'});
    expect(await groupsOf({join: [{group: GROUP}]})).toEqual(['lo0']);
  });

  test.each([
    ['a port that is taken', {port: 7}, 'EADDRINUSE'],
    ['an address of somebody else', {port: 8, address: '10.0.0.2'}, 'EADDRNOTAVAIL'],
    ['a group that is none', {port: 8, join: [{group: '10.0.0.1'}]}, 'EINVAL'],
    ['an unknown interface', {port: 8, join: [{group: GROUP, dev: 'eth9'}]}, 'ENODEV'],
    ['an unknown host', {port: 8, host: 'other'}, 'ENOENT'],
  ])('is refused: %s', async (_what, request, code) => {
    const {api, kept} = await labWithWire();
    await api.bindUdp({...LOCAL, port: 7});
    const before = [new Map(kept), await states(api)];
    await expect(api.bindUdp({...LOCAL, ...request})).rejects.toThrow(failing(code));
    expect([kept, await states(api)]).toEqual(before);
  });

  test('without any network to join a group on says so', async () => {
    const {api} = labUnderTest();
    await expect(api.bindUdp({...LOCAL, join: [{group: GROUP}]})).rejects.toThrow(failing('ENODEV'));
  });
});

describe('a stream', () => {
  test('hears the group it joined, its own host’s datagrams too, and gives the port back if it can not join', async () => {
    const {api} = await labWithWire();
    const receive = (join: {group: string}[]) => api.udpReceive({...LOCAL, port: 7, join, count: 1, timeout: 0});
    await expect(collect(receive([{group: '10.0.0.9'}]))).rejects.toThrow(failing('EINVAL'));
    const events = receive([{group: GROUP}])[Symbol.asyncIterator]();
    await events.next();
    await collect(api.udpSend({...LOCAL, destination: GROUP, port: 7, data: '00', device: 'eth0'}));
    expect(await events.next()).toMatchObject({value: {event: 'datagram', from: '10.0.0.1', to: GROUP, ttl: 1}});
  });
});

describe('what is kept', () => {
  test('makes the same ports again, and hears what comes to their groups', async () => {
    const first = await labWithWire();
    await first.api.bindUdp({...LOCAL, port: 7, address: '10.0.0.1', join: [{group: GROUP}]});
    const {port} = await first.api.bindUdp(LOCAL);
    await first.api.bindUdp({...LOCAL, port: 9});
    await first.api.closeUdp({...LOCAL, port: 9});
    const {api} = labUnderTest({entries: structuredClone(first.kept)});
    const again = await states(api);
    expect(again).toEqual(expect.arrayContaining(await states(first.api)));
    expect(again.map((state) => state.port).sort()).toEqual([port, 7].sort());
    await collect(api.udpSend({...LOCAL, destination: GROUP, port: 7, data: '00', source: '10.0.0.1'}));
    expect(await states(api)).toEqual(expect.arrayContaining([expect.objectContaining({port: 7, waiting: 1})]));
  });

  test('is a port whose address the host has lost, and the groups of interfaces that are left', async () => {
    const first = await labWithWire();
    const join = [{group: GROUP}, {group: GROUP, dev: 'lo0'}];
    await first.api.bindUdp({...LOCAL, port: 7, address: '10.0.0.1', join});
    await first.api.removeInterface({...LOCAL, ifname: 'eth0'});
    // Another of the same name, on which nobody has joined anything.
    await first.api.addWire({wire: 'other', ends: [{host: 'local', ifname: 'eth0'}]});
    const {api} = labUnderTest({entries: structuredClone(first.kept)});
    for (const lab of [first.api, api]) {
      expect(await states(lab)).toMatchObject([{port: 7, address: '10.0.0.1', groups: [{group: GROUP, dev: 'lo0'}]}]);
    }
  });

  test('goes with the host', async () => {
    const {api, kept} = labUnderTest();
    const before = [...kept.keys()];
    await api.addHost({host: 'other'});
    await api.bindUdp({host: 'other', port: 7});
    await api.removeHost({host: 'other'});
    expect([...kept.keys()]).toEqual(before);
  });
});
