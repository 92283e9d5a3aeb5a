/** Changes that are made together, or not at all. */
import {describe, expect, test} from 'vitest';
import type {Change} from '../../src/api/changes.ts';
import {Lab} from '../../src/lab/lab.ts';
import {localLab} from '../../src/service/local-lab.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {collect} from './lab-under-test.ts';

const LOCAL = {host: 'local'};
const TUN: Change = {
  method: 'configureInterface',
  request: {...LOCAL, ifname: 'tun0', create: true, up: true, set: {local: '10.0.0.1', prefixlen: 24}},
};
const ROUTE: Change = {method: 'addRoute', request: {...LOCAL, dst: 'default', gateway: '10.0.0.2'}};
const LOST: Change = {method: 'addRoute', request: {...LOCAL, dst: '10.9.0.0/16', gateway: '172.16.0.1'}};

function lab(commit?: () => void) {
  const commits: ReadonlyMap<string, unknown>[] = [];
  const engine = new Lab({clock: new VirtualClock(), seed: 1});
  const api = localLab({
    lab: engine,
    hello: () => expect.unreachable(),
    commit: (changes) => {
      commit?.();
      commits.push(changes);
    },
  });
  commits.length = 0;
  return {api, engine, commits};
}

describe('a transaction', () => {
  test('is made whole, and kept at once', async () => {
    const {api, commits} = lab();
    const {revision} = await api.showTopology({});
    const {answers, revision: after} = await api.transact({changes: [TUN, ROUTE], revision});
    expect(answers).toMatchObject([{ifname: 'tun0'}, {dst: 'default', dev: 'tun0'}]);
    expect(commits).toHaveLength(1);
    expect([...commits[0]!.keys()]).toEqual(
      expect.arrayContaining(['host/local/interface/tun0', 'host/local/device/tun0']),
    );
    expect(after).not.toBe(revision);
    expect((await api.showTopology({})).revision).toBe(after);
  });

  test('of which one change is refused leaves no trace, and tells which', async () => {
    const {api, engine, commits} = lab();
    await api.configureInterface({...TUN.request, ifname: 'tun7'});
    const device = engine.host('local').device('tun7');
    const gone: string[] = [];
    device.open({ready: () => false, take: () => undefined, gone: () => gone.push('tun7')});
    await collect(api.udpSend({...LOCAL, destination: '10.0.0.9', port: 9, data: '00'}));
    const before = await api.showTopology({});
    commits.length = 0;
    const changes: Change[] = [{method: 'removeInterface', request: {...LOCAL, ifname: 'tun7'}}, TUN, LOST];
    await expect(api.transact({changes})).rejects.toMatchObject({code: 'ENETUNREACH', detail: {change: 2}});
    expect(await api.showTopology({})).toEqual(before);
    expect(commits).toEqual([]);
    expect(engine.host('local').device('tun7')).toBe(device);
    expect([gone, device.opened, device.queues.application.length]).toEqual([[], true, 1]);
  });

  test('that is only tried changes nothing', async () => {
    const {api, commits} = lab();
    const before = await api.showTopology({});
    expect((await api.transact({changes: [TUN, ROUTE], dry_run: true})).answers).toHaveLength(2);
    expect(await api.showTopology({})).toEqual(before);
    expect(commits).toEqual([]);
  });

  test('for another revision is refused', async () => {
    const {api} = lab();
    const {revision} = await api.showTopology({});
    await api.createDevice({...LOCAL, ifname: 'tun1'});
    await expect(api.transact({changes: [TUN], revision})).rejects.toMatchObject({code: 'EAGAIN'});
    await expect(api.showInterface({...LOCAL, ifname: 'tun0'})).rejects.toMatchObject({code: 'ENODEV'});
  });

  test('is seen by others before or after, never in the middle', async () => {
    const {api} = lab();
    const changes = [
      TUN,
      ROUTE,
      {method: 'removeInterface', request: {...LOCAL, ifname: 'tun0'}},
      TUN,
      ROUTE,
    ] as Change[];
    const made = api.transact({changes});
    const seen = await Promise.all([
      ...Array.from({length: 5}, () => api.listInterfaces(LOCAL).then((all) => all.length)),
      collect(api.listRoutes(LOCAL)).then((routes) => routes.filter(({dst}) => dst === 'default').length + 1),
    ]);
    expect(seen).toEqual([2, 2, 2, 2, 2, 2]);
    await made;
  });

  test('two at the same moment are made one after the other', async () => {
    const {api} = lab();
    const [one, other] = await Promise.allSettled([api.transact({changes: [TUN]}), api.transact({changes: [ROUTE]})]);
    expect([one.status, other.status]).toEqual(['fulfilled', 'fulfilled']);
  });

  test('that what happens in the lab forbids is put back', async () => {
    const {api, commits} = lab();
    const stop = new AbortController();
    const events = api.udpReceive({...LOCAL, port: 500}, stop.signal)[Symbol.asyncIterator]();
    await events.next();
    const before = (await api.showTopology({})).topology;
    commits.length = 0;
    const changes: Change[] = [TUN, ROUTE, {method: 'bindUdp', request: {...LOCAL, port: 500}}];
    await expect(api.transact({changes})).rejects.toMatchObject({code: 'EADDRINUSE', detail: {change: 2}});
    expect((await api.showTopology({})).topology).toEqual(before);
    stop.abort();
    await events.return?.();
  });

  test('that can not be kept is put back', async () => {
    const disk = {full: false};
    const {api} = lab(() => {
      if (disk.full) throw new Error('no space');
    });
    const before = (await api.showTopology({})).topology;
    disk.full = true;
    await expect(api.transact({changes: [TUN, ROUTE]})).rejects.toThrow('no space');
    disk.full = false;
    expect((await api.showTopology({})).topology).toEqual(before);
  });
});
