/** UDP over the API: two hosts on a wire, under a virtual clock. */
import {describe, expect, test} from 'vitest';
import type {UdpReceive, UdpReceiveEvent, UdpSend} from '../../src/api/schema/udp.ts';
import {parseAddress} from '../../src/packet/address.ts';
import {collect, labUnderTest} from './lab-under-test.ts';

const failing = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;
const HELLO = '68656c6c6f';

/** client 10.0.0.1 and server 10.0.0.2, which the client knows by name, on a wire of 5 ms. */
async function network() {
  const made = labUnderTest();
  const {api} = made;
  for (const host of ['client', 'server']) await api.addHost({host});
  await api.addWire({wire: 'lan', ends: ['client', 'server'].map((host) => ({host, ifname: 'eth0'}))});
  await api.changeWire({wire: 'lan', delay: 5});
  for (const [index, host] of ['client', 'server'].entries()) {
    const set = {local: `10.0.0.${index + 1}`, prefixlen: 24};
    await api.configureInterface({host, ifname: 'eth0', set, up: true});
  }
  made.clock.runUntilIdle();
  await api.changeHost({host: 'client', names: {server: '10.0.0.2'}});
  const receive = (request: Partial<UdpReceive> = {}, signal?: AbortSignal) =>
    api.udpReceive({host: 'server', port: 5000, ...request}, signal)[Symbol.asyncIterator]();
  const send = (request: Partial<UdpSend> = {}) =>
    collect(api.udpSend({host: 'client', destination: 'server', port: 5000, data: HELLO, ...request}));
  return {...made, receive, send};
}

async function rest(events: AsyncIterator<UdpReceiveEvent>): Promise<UdpReceiveEvent[]> {
  return collect({[Symbol.asyncIterator]: () => events});
}

describe('a port over the API', () => {
  test('of a host that is removed ends with an error that says so, whether it waits or not', async () => {
    const {receive, api, clock} = await network();
    const [waiting, idle] = [receive(), receive({port: 5001})];
    await waiting.next();
    await idle.next();
    const next = waiting.next();
    await api.removeHost({host: 'server'});
    await expect(next).rejects.toThrow(failing('ENOENT'));
    await expect(idle.next()).rejects.toThrow(failing('ENOENT'));
    expect(clock.untilNext()).toBeUndefined();
  });

  test('tells where it is, and what comes to it', async () => {
    const {receive, send} = await network();
    const events = receive({count: 1});
    expect((await events.next()).value).toEqual({event: 'bound', address: '0.0.0.0', port: 5000});
    const received = rest(events);
    expect(await send({source_port: 4000})).toEqual([
      {event: 'sent', destination: 'server', address: '10.0.0.2', port: 5000, source_port: 4000, octets: 5},
    ]);
    expect(await received).toEqual([
      {event: 'datagram', from: '10.0.0.1', from_port: 4000, to: '10.0.0.2', octets: 5, ttl: 254, hex: HELLO},
    ]);
  });

  test('is a free one where none is asked for', async () => {
    const {api} = await network();
    const [bound] = await collect(api.udpReceive({host: 'server', timeout: 0}));
    expect(bound).toMatchObject({event: 'bound'});
    expect((bound as {port: number}).port).toBeGreaterThanOrEqual(49_152);
  });

  test.each<[string, Partial<UdpReceive>, string]>([
    ['a port that is taken', {}, 'EADDRINUSE'],
    ['an address of somebody else', {address: '10.0.0.1'}, 'EADDRNOTAVAIL'],
    ['an unknown host', {host: 'other'}, 'ENOENT'],
  ])('%s is refused', async (_what, request, code) => {
    const {receive} = await network();
    const first = receive();
    await first.next();
    await expect(receive(request).next()).rejects.toThrow(failing(code));
    await first.return?.();
    await expect(receive({timeout: 0}).next()).resolves.toMatchObject({value: {event: 'bound'}});
  });

  test('ends when nothing comes in time, and leaves nothing on the clock', async () => {
    const {receive, clock} = await network();
    const start = clock.now();
    expect(await rest(receive({timeout: 2.5}))).toHaveLength(1);
    expect(clock.now() - start).toBe(2500);
    expect(clock.untilNext()).toBeUndefined();
  });

  test.each(['its signal', 'its consumer'])('stopped by %s is free again', async (who) => {
    const {receive} = await network();
    const stop = new AbortController();
    const events = receive({timeout: 9}, stop.signal);
    await events.next();
    const waiting = who === 'its signal' ? events.next() : undefined;
    if (waiting) stop.abort();
    else await events.return?.();
    expect((await (waiting ?? events.next())).done).toBe(true);
    await expect(receive().next()).resolves.toMatchObject({value: {event: 'bound'}});
  });

  test('keeps what nobody reads up to a bound, and tells how much was lost', async () => {
    const {receive, api} = await network();
    const events = receive({host: 'client', timeout: 0});
    await events.next();
    const data = '00'.repeat(60_000);
    for (let sent = 0; sent < 75; sent++) {
      await collect(api.udpSend({host: 'client', destination: '127.0.0.1', port: 5000, data}));
    }
    const datagrams = await rest(events);
    const kept = Math.floor((4 << 20) / 60_000);
    expect(datagrams).toHaveLength(kept);
    expect(datagrams[0]).toMatchObject({event: 'datagram', octets: 60_000, lost: 75 - kept});
    expect(datagrams[1]).not.toHaveProperty('lost');
    const loopback = await api.showInterface({host: 'client', ifname: 'lo0'});
    expect(JSON.stringify(loopback.stats64)).toContain('udp-buffer-full');
  });
});

describe('an echo', () => {
  test('sends back what comes, from the address that was meant', async () => {
    const {receive, send, clock} = await network();
    const echo = receive({echo: true, count: 2});
    await echo.next();
    const echoed = rest(echo);
    const start = clock.now();
    const [, answer] = await send({wait: 1});
    // There and back, and the same once before for ARP.
    expect(clock.now() - start).toBe(20);
    expect(answer).toMatchObject({event: 'datagram', from: '10.0.0.2', from_port: 5000, to: '10.0.0.1', hex: HELLO});
    const [, toAll] = await send({wait: 1, destination: '10.0.0.255', data: ''});
    expect(toAll).toMatchObject({event: 'datagram', from: '10.0.0.2', octets: 0});
    expect(await echoed).toMatchObject([{to: '10.0.0.2'}, {to: '10.0.0.255'}]);
  });

  test('of two that are made to talk to each other does not stop the lab', async () => {
    const {receive, lab} = await network();
    const octets = Buffer.from('x');
    const echoes = [7, 8].map((port) => receive({host: 'client', port, echo: true, count: 20}));
    for (const echo of echoes) await echo.next();
    const running = echoes.map(rest);
    const own = parseAddress('10.0.0.1')!;
    lab.host('client').host.sendUdp({source: own, sourcePort: 8, destination: own, destinationPort: 7, data: octets});
    expect((await Promise.all(running)).map(({length}) => length)).toEqual([20, 20]);
  });
});

describe('sending over the API', () => {
  test('without waiting ends at once', async () => {
    const {send, clock} = await network();
    const start = clock.now();
    expect(await send()).toHaveLength(1);
    expect(clock.now()).toBe(start);
  });

  test('to a port that nobody has is told so', async () => {
    const {send} = await network();
    const [, answer] = await send({wait: 1, port: 9});
    expect(answer).toMatchObject({event: 'icmp-error', from: '10.0.0.2', type: 3, code: 3, port: 9});
    expect(answer).toMatchObject({destination: '10.0.0.2', quoted: expect.stringMatching(/^4500/) as string});
  });

  test('to nobody: the host itself says so when ARP has given up', async () => {
    const {send} = await network();
    const [, answer] = await send({wait: 60, destination: '10.0.0.77'});
    expect(answer).toMatchObject({event: 'icmp-error', from: '10.0.0.1', type: 3, code: 1, destination: '10.0.0.77'});
  });

  test('to somebody silent ends when the time is over', async () => {
    const {send, receive, clock} = await network();
    const silent = receive({count: 1});
    await silent.next();
    const received = rest(silent);
    const start = clock.now();
    expect(await send({wait: 0.5})).toHaveLength(1);
    expect(clock.now() - start).toBe(500);
    expect(await received).toHaveLength(1);
  });

  test('with its header fields', async () => {
    const {send, receive} = await network();
    const events = receive({count: 1});
    await events.next();
    const received = rest(events);
    await send({ttl: 3, source: '10.0.0.1', device: 'eth0', dont_fragment: true});
    expect(await received).toMatchObject([{ttl: 3, from: '10.0.0.1'}]);
  });

  test.each<[string, Partial<UdpSend>, string]>([
    ['a name nobody knows', {destination: 'example.org'}, 'ENOTFOUND'],
    ['0.0.0.0', {destination: '0.0.0.0'}, 'EINVAL'],
    ['where no route leads', {destination: '192.0.2.1'}, 'ENETUNREACH'],
    ['too much', {data: '00'.repeat(65_508)}, 'EMSGSIZE'],
    ['more than the MTU with DF', {data: '00'.repeat(1473), dont_fragment: true}, 'EMSGSIZE'],
    ['from somebody else', {source: '10.0.0.2'}, 'EADDRNOTAVAIL'],
    ['by an interface that is not there', {device: 'eth7'}, 'ENODEV'],
    ['what is no hex', {data: '0'}, 'EUSAGE'],
  ])('%s is refused, and the port is free again', async (_what, request, code) => {
    const {send} = await network();
    await expect(send({...request, source_port: 4000})).rejects.toThrow(failing(code));
    await expect(send({source_port: 4000})).resolves.toHaveLength(1);
  });

  test.each([0, 1472, 1473, 65_507])('%d octets arrive whole', async (length) => {
    const {send, receive} = await network();
    const data = Array.from({length}, (_, index) => (index % 251).toString(16).padStart(2, '0')).join('');
    const echo = receive({echo: true, count: 1});
    await echo.next();
    const echoed = rest(echo);
    const [, answer] = await send({wait: 1, data});
    expect((answer as {hex: string}).hex === data).toBe(true);
    await echoed;
  });
});
