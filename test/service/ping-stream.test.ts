import {describe, expect, test} from 'vitest';
import type {PingEvent, PingRequest} from '../../src/api/schema/ping.ts';
import {collect, labUnderTest} from './lab-under-test.ts';

const LOCAL = {host: 'local'};
const TUN0 = {...LOCAL, ifname: 'tun0'};
const failing = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;

async function tunnel() {
  const lab = labUnderTest();
  await lab.api.configureInterface({...TUN0, create: true, set: {local: '10.10.10.10', peer: '10.10.10.8'}, up: true});
  const ping = (request: Partial<PingRequest> = {}, signal?: AbortSignal) =>
    lab.api.ping({...LOCAL, destination: '10.10.10.8', ...request}, signal);
  return {...lab, ping};
}

describe('a ping over the API', () => {
  test.each<[string, Partial<PingRequest>, string]>([
    ['a name nobody knows', {destination: 'example.org'}, 'ENOTFOUND'],
    ['nobody', {destination: '0.0.0.0'}, 'EINVAL'],
    ['an unknown host', {host: 'other'}, 'ENOENT'],
    ['an interface that is not there', {device: 'tun9'}, 'ENODEV'],
    ['a source of somebody else', {source: '10.10.10.8'}, 'EADDRNOTAVAIL'],
  ])('to or from %s fails before anything is sent', async (_what, request, code) => {
    const {ping, api} = await tunnel();
    await expect(collect(ping(request))).rejects.toThrow(failing(code));
    expect((await api.showQueues(TUN0)).application.packets).toBe(0);
  });

  test('with an identifier that is taken fails', async () => {
    const {ping} = await tunnel();
    const running = ping({identifier: 5})[Symbol.asyncIterator]();
    await running.next();
    await expect(collect(ping({identifier: 5}))).rejects.toThrow(failing('EBUSY'));
    await running.return?.();
    await expect(collect(ping({identifier: 5, count: 1, destination: 'localhost'}))).resolves.toHaveLength(4);
  });

  test('starts with what it is about, names and sizes spelled out', async () => {
    const {ping} = await tunnel();
    const events = await collect(ping({destination: 'localhost', count: 1, size: 8}));
    expect(events.map(({event}) => event)).toEqual(['start', 'sent', 'reply', 'end']);
    expect(events[0]).toMatchObject({event: 'start', destination: 'localhost', address: '127.0.0.1', size: 8});
  });

  test('does nothing before its first event is asked for', async () => {
    const {ping, api} = await tunnel();
    ping();
    await Promise.resolve();
    expect((await api.showQueues(TUN0)).application.packets).toBe(0);
  });

  test.each<[string, (stop: AbortController, events: AsyncIterator<PingEvent>) => Promise<unknown>]>([
    ['its signal', (stop) => Promise.resolve().then(() => stop.abort())],
    ['its consumer', (_stop, events) => events.return!()],
  ])('stopped by %s leaves nothing behind on the clock', async (_who, stopBy) => {
    const {ping, clock} = await tunnel();
    const stop = new AbortController();
    const events = ping({}, stop.signal)[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({event: 'start'});
    expect((await events.next()).value).toMatchObject({event: 'sent'});
    expect(clock.untilNext()).toBe(1000);
    await stopBy(stop, events);
    expect((await events.next()).done).toBe(true);
    expect(clock.untilNext()).toBeUndefined();
  });

  test('durations are seconds', async () => {
    const {ping, clock} = await tunnel();
    const ended = collect(ping({count: 3, interval: 0.2, wait: 1.5}));
    await Promise.resolve();
    const start = clock.now();
    clock.runUntilIdle();
    expect(clock.now() - start).toBeCloseTo(1900, 6);
    expect((await ended).at(-1)).toMatchObject({event: 'end', reason: 'wait'});
  });

  test('that nobody listens to is stopped, and says so', async () => {
    const {ping, clock, api} = await tunnel();
    await api.changeDevice({...TUN0, application_packets: 0});
    const events = ping({interval: 0.001})[Symbol.asyncIterator]();
    await events.next();
    clock.advance(10_000);
    await expect(
      (async () => {
        for (;;) await events.next();
      })(),
    ).rejects.toThrow(failing('ENOBUFS'));
    expect(clock.untilNext()).toBeUndefined();
  });

  test('tells failures to send with their code', async () => {
    const {ping} = await tunnel();
    const events = await collect(ping({destination: '172.16.0.1', count: 1}));
    expect(events).toMatchObject([
      {event: 'start'},
      {event: 'sent'},
      {event: 'send-failed', seq: 0, code: 'ENETUNREACH'},
      {event: 'end'},
    ]);
  });

  test('leaves by the interface asked for, from the address asked for', async () => {
    const {ping, api, clock} = await tunnel();
    await api.configureInterface({
      ...LOCAL,
      ifname: 'tun1',
      create: true,
      set: {local: '10.20.0.1', prefixlen: 24},
      up: true,
    });
    const ended = collect(
      ping({device: 'tun/1', source: '10.10.10.10', count: 1, wait: 0, pattern: 'ab', ttl: 0, dont_fragment: true}),
    );
    await Promise.resolve();
    clock.runUntilIdle();
    await ended;
    const [packet] = (await api.showQueues({...LOCAL, ifname: 'tun1'})).application.contents;
    expect(packet!.hex).toMatch(/^45000054....40000001....0a0a0a0a0a0a0a08.{32}(ab){48}$/);
  });
});
