/** Waiting until something is so: nobody looks unless something has happened. */
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import type {LabApi} from '../../src/api/lab-api.ts';
import type {Condition} from '../../src/api/schema/wait.ts';
import {Lab} from '../../src/lab/lab.ts';
import {localLab} from '../../src/service/local-lab.ts';
import {RealClock} from '../../src/time/real-clock.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {collect} from './lab-under-test.ts';

const LOCAL = {host: 'local'};

function labOf<Kind extends RealClock | VirtualClock>(clock: Kind) {
  const lab = new Lab({clock, seed: 1});
  const api = localLab({lab, hello: () => expect.unreachable()});
  return {lab, api, clock};
}

/** A lab on real time, so that nothing happens by itself. */
function still() {
  const clock = new RealClock();
  onTestFinished(() => clock.stop());
  return labOf(clock);
}

function watch(
  api: LabApi,
  condition: Condition,
  {host = 'local', signal}: {host?: string; signal?: AbortSignal} = {},
) {
  const watched = {states: [] as string[], over: false};
  const ended = collect(api.waitFor({host, condition}, signal)).then((met) => {
    watched.over = true;
    watched.states.push(...met.map(({state}) => state));
  });
  return {...watched, ended, isOver: () => watched.over, states: watched.states};
}

async function turns(): Promise<void> {
  for (let each = 0; each < 5; each++) await turn();
}

describe('a condition', () => {
  type Step = (lab: ReturnType<typeof still>) => unknown;
  const tun = (api: LabApi, more = {}) =>
    api.configureInterface({
      ...LOCAL,
      ifname: 'tun0',
      create: true,
      up: true,
      set: {local: '10.0.0.1', peer: '10.0.0.2'},
      ...more,
    });
  const send = (api: LabApi) => collect(api.udpSend({...LOCAL, destination: '10.0.0.2', port: 9, data: '00'}));
  const reader = {ready: () => false, take: () => undefined};
  const wired = async (api: LabApi) => {
    await api.addHost({host: 'far'});
    await api.addWire({
      wire: 'w',
      ends: [
        {host: 'local', ifname: 'eth0'},
        {host: 'far', ifname: 'eth0'},
      ],
    });
    await api.configureInterface({...LOCAL, ifname: 'eth0', up: true, set: {local: '10.1.0.1', prefixlen: 24}});
    await api.configureInterface({host: 'far', ifname: 'eth0', up: true, set: {local: '10.1.0.2', prefixlen: 24}});
  };
  const nothing: Step = () => undefined;

  test.each<[string, Condition, Step, Step, Step, string]>([
    [
      'a route',
      {kind: 'route', dst: '10.9.0.0/16'},
      ({api}) => tun(api),
      nothing,
      ({api}) => api.addRoute({...LOCAL, dst: '10.9.0.0/16', dev: 'tun0'}),
      'local has a route to 10.9.0.0/16',
    ],
    [
      'a route over an interface that comes later',
      {kind: 'route', dst: '10.0.0.2', dev: 'tun0'},
      nothing,
      ({api}) => api.createDevice({...LOCAL, ifname: 'tun0'}),
      ({api}) => tun(api),
      'local has a route to 10.0.0.2 over tun0',
    ],
    [
      'a route that goes',
      {kind: 'route', dst: '10.0.0.2', gone: true},
      ({api}) => tun(api),
      nothing,
      ({api}) => api.removeInterface({...LOCAL, ifname: 'tun0'}),
      'local has no route to 10.0.0.2',
    ],
    [
      'a link',
      {kind: 'link', ifname: 'tun0', state: 'up'},
      nothing,
      ({api}) => api.createDevice({...LOCAL, ifname: 'tun0'}),
      ({api}) => tun(api),
      'tun0 is up',
    ],
    [
      'a link that is cut',
      {kind: 'link', ifname: 'eth0', state: 'down'},
      ({api}) => wired(api),
      nothing,
      ({api}) => api.changeWire({wire: 'w', joined: false}),
      'eth0 is up, but has no link',
    ],
    [
      'an address',
      {kind: 'address', ifname: 'tun0', local: '10.0.0.1'},
      nothing,
      ({api}) => tun(api, {set: {local: '10.0.0.7'}}),
      ({api}) => tun(api),
      'tun0 has the address 10.0.0.1',
    ],
    [
      'an interface',
      {kind: 'interface', ifname: 'tun0'},
      nothing,
      ({api}) => api.createDevice({...LOCAL, ifname: 'tun1'}),
      ({api}) => tun(api),
      'there is an interface tun0',
    ],
    [
      'an interface that goes',
      {kind: 'interface', ifname: 'tun0', gone: true},
      ({api}) => tun(api),
      nothing,
      ({api}) => api.removeInterface({...LOCAL, ifname: 'tun0'}),
      'there is no interface tun0',
    ],
    [
      'packets',
      {kind: 'queue', ifname: 'tun0', queue: 'application', comparison: '>=', packets: 2},
      ({api}) => tun(api),
      ({api}) => send(api),
      ({api}) => send(api),
      '2 packets wait in the application queue of tun0',
    ],
    [
      'an empty queue',
      {kind: 'queue', ifname: 'tun0', queue: 'application', comparison: '=', packets: 0},
      async ({api}) => {
        await tun(api);
        await send(api);
        await send(api);
      },
      ({api}) => collect(api.readDevice({...LOCAL, ifname: 'tun0'})),
      ({api}) => collect(api.readDevice({...LOCAL, ifname: 'tun0'})),
      '0 packets wait in the application queue of tun0',
    ],
    [
      'an open node',
      {kind: 'node', ifname: 'tun0', state: 'open'},
      nothing,
      ({api}) => tun(api),
      ({lab}) => lab.host('local').device('tun0').open(reader),
      'the node of tun0 is open',
    ],
    [
      'a neighbour',
      {kind: 'neighbour', dst: '10.1.0.2', state: 'reachable'},
      ({api}) => wired(api),
      nothing,
      ({api}) => collect(api.udpSend({...LOCAL, destination: '10.1.0.2', port: 9, data: ''})),
      'local has the neighbour 10.1.0.2 as reachable',
    ],
    [
      'a neighbour that is forgotten',
      {kind: 'neighbour', dst: '10.1.0.2', state: 'gone'},
      async ({api}) => {
        await wired(api);
        await api.setNeighbour({...LOCAL, dst: '10.1.0.2', lladdr: '02:00:00:00:00:09'});
      },
      nothing,
      ({api}) => api.deleteNeighbour({...LOCAL, dst: '10.1.0.2'}),
      'local knows no neighbour 10.1.0.2',
    ],
  ])('is met by what happens: %s', async (_what, condition, before, meanwhile, then, state) => {
    const setting = still();
    await before(setting);
    const {ended, isOver, states} = watch(setting.api, condition);
    await turns();
    expect(isOver()).toBe(false);
    await meanwhile(setting);
    await turns();
    expect(isOver()).toBe(false);
    await then(setting);
    await ended;
    expect(states).toEqual([state]);
    // It is so, and is not waited for.
    expect(await collect(setting.api.waitFor({...LOCAL, condition, timeout: 0}))).toMatchObject([
      {event: 'met', state},
    ]);
  });

  test('that an application brings about, by what it writes, is noticed', async () => {
    const {api, lab} = still();
    await tun(api);
    await api.holdQueue({...LOCAL, ifname: 'tun0', queue: 'interface'});
    const node = lab.host('local').device('tun0').open(reader);
    const {ended, states} = watch(api, {
      kind: 'queue',
      ifname: 'tun0',
      queue: 'interface',
      comparison: '>',
      packets: 0,
    });
    await turns();
    node.write(Buffer.from('4500001c00000000401166ce0a0000020a000001000900090008ebb9', 'hex'));
    await ended;
    expect(states).toEqual(['1 packet waits in the interface queue of tun0']);
    const closed = watch(api, {kind: 'node', ifname: 'tun0', state: 'closed'});
    await turns();
    node.close();
    await closed.ended;
    expect(closed.states).toEqual(['the node of tun0 is closed']);
  });

  test('is not looked at while nothing happens, and once for all that happens in one turn', async () => {
    const {api, lab} = still();
    const looked = vi.spyOn(lab.host('local').devices, 'get');
    const waiting = watch(api, {kind: 'queue', ifname: 'tun0', queue: 'application', comparison: '>=', packets: 3});
    await turns();
    const before = looked.mock.calls.length;
    await turns();
    expect(looked.mock.calls.length).toBe(before);
    await tun(api);
    await Promise.all([send(api), send(api), send(api)]);
    await waiting.ended;
    expect(looked.mock.calls.length).toBeLessThan(before + 12);
  });

  test('that ends leaves nobody who listens', async () => {
    const {api, lab, clock} = still();
    await tun(api);
    const stop = new AbortController();
    const {ended, states} = watch(api, {kind: 'node', ifname: 'tun0', state: 'open'}, {signal: stop.signal});
    await turns();
    expect(clock.watchers.size).toBe(1);
    stop.abort();
    await ended;
    expect(states).toEqual([]);
    expect([clock.watchers.size, lab.host('local').device('tun0').watchers.size]).toEqual([0, 0]);
  });

  test('of a host that is removed meanwhile fails', async () => {
    const {api} = still();
    await api.addHost({host: 'far'});
    const {ended} = watch(api, {kind: 'link', ifname: 'tun0', state: 'up'}, {host: 'far'});
    const refused = expect(ended).rejects.toMatchObject({
      code: 'ENOENT',
      message: expect.stringContaining('no host far') as string,
    });
    await turns();
    await api.removeHost({host: 'far'});
    await refused;
  });

  test.each<[string, Condition, string]>([
    ['an address', {kind: 'address', ifname: 'tun0', local: '300.1.1.1'}, 'EUSAGE'],
    ['an interface', {kind: 'interface', ifname: '!'}, 'EUSAGE'],
    ['host bits', {kind: 'route', dst: '10.0.0.1/8'}, 'EUSAGE'],
  ])('with %s that is none is refused at once', async (_what, condition, code) => {
    await expect(collect(still().api.waitFor({...LOCAL, condition}))).rejects.toMatchObject({code});
  });
});

describe('under the virtual clock', () => {
  test('who waits lets time pass, to the very event', async () => {
    const {api, clock} = labOf(new VirtualClock());
    clock.after(7000, () => void api.createDevice({...LOCAL, ifname: 'tun0'}));
    clock.after(9000, () => undefined);
    const condition = {kind: 'interface', ifname: 'tun0'} as const;
    expect(await collect(api.waitFor({...LOCAL, condition, timeout: 60}))).toEqual([
      {event: 'met', state: 'there is an interface tun0', waited: 7000},
    ]);
    expect(clock.now()).toBe(7000);
  });

  test('a time-out costs no time, and tells how things stand', async () => {
    const {api, clock} = labOf(new VirtualClock());
    const wait = collect(
      api.waitFor({...LOCAL, condition: {kind: 'link', ifname: 'tun0', state: 'up'}, timeout: 3600}),
    );
    await expect(wait).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      message: 'waited 3600 s in vain: there is no interface tun0',
    });
    expect(clock.now()).toBe(3_600_000);
    expect(clock.awaited).toBe(0);
  });

  test('an IPv6 address counts once it is known to be nobody else’s', async () => {
    const {api, clock} = labOf(new VirtualClock());
    await api.addWire({wire: 'w', ends: [{host: 'local', ifname: 'eth0'}]});
    await api.configureInterface({...LOCAL, ifname: 'eth0', up: true, add: [{local: '2001:db8::1'}]});
    const condition = {kind: 'address', ifname: 'eth0', local: '2001:db8::1'} as const;
    await collect(api.waitFor({...LOCAL, condition, timeout: 60}));
    expect(clock.now()).toBeLessThan(60_000);
  });

  test('idle is when nothing is left to happen, other waits and what goes on for ever aside', async () => {
    const {api, clock} = labOf(new VirtualClock());
    const forEver = (): void => void clock.after(1000, forEver, 'background');
    forEver();
    clock.after(2500, () => clock.after(2500, () => undefined));
    const other = collect(api.waitFor({...LOCAL, condition: {kind: 'interface', ifname: 'tun0'}, timeout: 99}));
    expect(await collect(api.waitFor({...LOCAL, condition: {kind: 'idle'}, timeout: 60}))).toMatchObject([
      {state: 'nothing is under way', waited: 5000},
    ]);
    await expect(other).rejects.toMatchObject({code: 'ETIMEDOUT'});
  });

  test('a frame on a slow wire is under way', async () => {
    const {api, clock} = labOf(new VirtualClock());
    await api.addHost({host: 'far'});
    await api.addWire({
      wire: 'w',
      ends: [
        {host: 'local', ifname: 'eth0'},
        {host: 'far', ifname: 'eth0'},
      ],
    });
    await api.changeWire({wire: 'w', delay: 300});
    await api.configureInterface({...LOCAL, ifname: 'eth0', up: true, set: {local: '10.1.0.1', prefixlen: 24}});
    await api.configureInterface({host: 'far', ifname: 'eth0', up: true, set: {local: '10.1.0.2', prefixlen: 24}});
    await collect(api.udpSend({...LOCAL, destination: '10.1.0.2', port: 9, data: ''}));
    await collect(api.waitFor({...LOCAL, condition: {kind: 'idle'}}));
    const quiet = clock.now();
    // The question and the answer of ARP, and the datagram.
    expect(quiet).toBeGreaterThanOrEqual(900);
    clock.runUntilIdle();
    expect(clock.now()).toBe(quiet);
  });
});

test('a clock that does not tell when all is quiet can not be asked', async () => {
  const lab = new Lab({clock: {now: () => 0, after: () => ({cancel: () => undefined})}, seed: 1});
  const api = localLab({lab, hello: () => expect.unreachable()});
  await expect(collect(api.waitFor({...LOCAL, condition: {kind: 'idle'}}))).rejects.toMatchObject({code: 'EOPNOTSUPP'});
});
