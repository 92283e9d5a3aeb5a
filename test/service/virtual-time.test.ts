/** A lab of its own time waits for nothing: no timer of the machine is set while its clock goes on. */
import {afterEach, describe, expect, test, vi} from 'vitest';
import {NO_NODES} from '../../src/lab/device-nodes.ts';
import {createLabService} from '../../src/service/create-service.ts';
import {collect} from './lab-under-test.ts';

const HOST = {host: 'local'};
const NOBODY = '10.10.10.8';

/** A lab as a daemon has it, whose tun0 leads to nobody. */
async function labOfItsOwnTime(virtual: boolean) {
  const {api} = createLabService({
    lab: 'test',
    version: '0',
    seed: 1,
    virtual,
    entries: [],
    commit: () => undefined,
    nodes: NO_NODES,
  });
  await api.configureInterface({
    ...HOST,
    ifname: 'tun0',
    create: true,
    up: true,
    set: {local: '10.10.10.10', peer: NOBODY},
  });
  return api;
}

afterEach(() => void vi.restoreAllMocks());

describe('under the virtual clock', () => {
  test('ten seconds of waiting pass, and none of them is real', async () => {
    const api = await labOfItsOwnTime(true);
    const timers = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setInterval')];
    const turns = vi.spyOn(globalThis, 'setImmediate');
    const before = await api.showClock({});
    const events = await collect(api.ping({...HOST, destination: NOBODY, count: 1}));
    expect(events.at(-1)).toMatchObject({event: 'end', reason: 'wait'});
    expect((await api.showClock({})).now - before.now).toBe(10_000);
    expect(timers.map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
    // One turn an event, and one or two more to see that nobody waits any longer.
    expect(turns.mock.calls.length).toBeLessThan(5);
  });

  test('a hundred requests, a second apart, take as many steps as there are events', async () => {
    const api = await labOfItsOwnTime(true);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const turns = vi.spyOn(globalThis, 'setImmediate');
    const before = await api.showClock({});
    await collect(api.ping({...HOST, destination: NOBODY, count: 100}));
    expect((await api.showClock({})).now - before.now).toBe(99_000 + 10_000);
    expect(timers).not.toHaveBeenCalled();
    expect(turns.mock.calls.length).toBeLessThan(110);
  });
});

describe('held', () => {
  const asked = {...HOST, destination: NOBODY, count: 1};
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  };

  test('time stands still however long somebody waits, moves event by event, and passes again', async () => {
    const api = await labOfItsOwnTime(true);
    expect(await api.showClock({})).toMatchObject({held: false, awaited: false});
    const {now} = await api.holdClock({held: true});
    const first = collect(api.ping({...asked, count: 2}));
    await turns();
    expect(await api.showClock({})).toMatchObject({now, held: true, awaited: true, next: 1000});
    expect(await api.advanceClock({next: true})).toMatchObject({now: now + 1000, next: 10_000});
    await turns();
    expect(await api.showClock({})).toMatchObject({now: now + 1000});
    await api.advanceClock({next: true});
    expect((await first).at(-1)).toEqual({event: 'end', at: (now + 11_000) / 1000, reason: 'wait'});
    expect(await api.advanceClock({next: true})).toMatchObject({now: now + 11_000, awaited: false, next: null});
    const second = collect(api.ping(asked));
    await turns();
    await api.holdClock({held: false});
    await second;
    expect(await api.showClock({})).toMatchObject({now: now + 21_000, held: false});
  });

  test('is refused on real time, and so is a duration and the next event at once', async () => {
    const real = await labOfItsOwnTime(false);
    await expect(real.holdClock({held: true})).rejects.toMatchObject({code: 'EOPNOTSUPP'});
    const virtual = await labOfItsOwnTime(true);
    await expect(virtual.advanceClock({next: true, milliseconds: 1})).rejects.toMatchObject({code: 'EINVAL'});
  });
});

test('under the real clock the same wait is asked of the machine', async () => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
  try {
    const api = await labOfItsOwnTime(false);
    const ended = collect(api.ping({...HOST, destination: NOBODY, count: 1}));
    await vi.advanceTimersByTimeAsync(9999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect((await ended).at(-1)).toMatchObject({event: 'end', reason: 'wait'});
  } finally {
    vi.useRealTimers();
  }
});
