import {describe, expect, test} from 'vitest';
import type {FrameRead, ReadDevice} from '../../src/api/schema/device.ts';
import {FRAME_98, collect, labUnderTest, settled} from './lab-under-test.ts';

const TUN0 = {host: 'local', ifname: 'tun0'};
const OWN = '10.10.10.10';
const PEER = '10.10.10.8';
const PACKET = FRAME_98.slice(28);
const failing = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;

async function tunnel() {
  const lab = labUnderTest();
  await lab.api.configureInterface({...TUN0, create: true, set: {local: OWN, peer: PEER}, up: true});
  const ping = (sequence: number, size = 56) => {
    const stop = new AbortController();
    const request = {host: 'local', destination: PEER, count: 1, wait: 0, sequence, size};
    return collect(lab.api.ping(request, stop.signal));
  };
  /** Put packets into the application queue: one an echo request with that sequence number. */
  const wait = async (...sequences: number[]) => {
    for (const sequence of sequences) {
      const pinged = ping(sequence);
      await settled(pinged);
      lab.clock.advance(0);
      await pinged;
    }
  };
  const read = (options: Partial<ReadDevice> = {}, signal?: AbortSignal) =>
    lab.api.readDevice({...TUN0, ...options}, signal)[Symbol.asyncIterator]();
  const packets = async (queue: 'application' | 'interface') => (await lab.api.showQueues(TUN0))[queue].packets;
  return {...lab, wait, read, packets, ping};
}

const sequenceOf = ({hex}: FrameRead) => Number.parseInt(hex.slice(52, 56), 16);

describe('reading a device', () => {
  test('gives one packet a read, and leaves the rest', async () => {
    const {wait, read, packets} = await tunnel();
    await wait(1, 2, 3);
    const first = await collect({[Symbol.asyncIterator]: () => read()});
    expect(first).toMatchObject([{octets: 84, truncated: 0}]);
    expect(first.map(sequenceOf)).toEqual([1]);
    expect(await packets('application')).toBe(2);
    const rest = await collect({[Symbol.asyncIterator]: () => read({count: 2})});
    expect(rest.map(sequenceOf)).toEqual([2, 3]);
  });

  test('with too little room loses the rest of the packet, and says how much', async () => {
    const {wait, read} = await tunnel();
    await wait(1, 2);
    const frames = await collect({[Symbol.asyncIterator]: () => read({count: 2, size: 20})});
    expect(frames.map(({octets, truncated}) => [octets, truncated])).toEqual([
      [20, 64],
      [20, 64],
    ]);
    expect(frames[0]!.hex).toMatch(/^45000054.{32}$/);
  });

  test('with just enough room loses nothing', async () => {
    const {wait, read} = await tunnel();
    await wait(1);
    expect((await read({size: 84}).next()).value).toMatchObject({octets: 84, truncated: 0});
  });

  test('an empty queue without waiting is EAGAIN', async () => {
    const {read, wait} = await tunnel();
    await expect(read({nonblock: true}).next()).rejects.toThrow(failing('EAGAIN'));
    await wait(1);
    const reading = read({nonblock: true, count: 2});
    expect((await reading.next()).done).toBe(false);
    await expect(reading.next()).rejects.toThrow(failing('EAGAIN'));
  });

  test('waits for a packet as long as it takes', async () => {
    const {read, wait, clock} = await tunnel();
    const next = read().next();
    clock.advance(86_400_000);
    expect(await settled(next)).toBe('waiting');
    await wait(7);
    expect(sequenceOf((await next).value as FrameRead)).toBe(7);
  });

  test('gives up after the time allowed for each packet', async () => {
    const {read, wait, clock} = await tunnel();
    const reading = read({timeout: 2, count: 3});
    const first = reading.next();
    clock.advance(1999);
    await wait(1);
    expect((await first).done).toBe(false);
    const second = reading.next();
    await settled(second);
    clock.advance(1999);
    expect(await settled(second)).toBe('waiting');
    const failed = expect(second).rejects.toThrow(failing('ETIMEDOUT'));
    clock.advance(1);
    await failed;
    expect(clock.untilNext()).toBeUndefined();
  });

  test('stopped by its caller ends without an error, and frees the node', async () => {
    const {read, api} = await tunnel();
    const stop = new AbortController();
    const next = read({}, stop.signal).next();
    expect(await settled(next)).toBe('waiting');
    expect((await api.showDevice(TUN0)).opened).toBe(true);
    stop.abort();
    expect(await next).toEqual({done: true, value: undefined});
    expect((await api.showDevice(TUN0)).opened).toBe(false);
  });

  test('ended by its consumer frees the node', async () => {
    const {read, api, wait} = await tunnel();
    await wait(1, 2);
    const reading = read({count: 2});
    await reading.next();
    await reading.return?.();
    expect((await api.showDevice(TUN0)).opened).toBe(false);
    expect((await api.showQueues(TUN0)).application.packets).toBe(1);
  });

  test('of a device that is removed meanwhile is ENODEV', async () => {
    const {read, api} = await tunnel();
    const next = read().next();
    expect(await settled(next)).toBe('waiting');
    const failed = expect(next).rejects.toThrow(failing('ENODEV'));
    await api.removeInterface(TUN0);
    await failed;
  });

  test.each<[string, Partial<ReadDevice>, string]>([
    ['has no node yet', {ifname: 'tun1'}, 'ENXIO'],
    ['does not exist', {ifname: 'tun9'}, 'ENODEV'],
    ['is no tunnel', {ifname: 'lo'}, 'ENODEV'],
  ])('that %s is refused', async (_what, where, code) => {
    const {read, api} = await tunnel();
    await api.createDevice({host: 'local', ifname: 'tun1'});
    await expect(read(where).next()).rejects.toThrow(failing(code));
  });

  test('that somebody else has open is EBUSY, but looking is free', async () => {
    const {read, wait, api} = await tunnel();
    const next = read().next();
    await settled(next);
    await expect(read().next()).rejects.toThrow(failing('EBUSY'));
    await expect(api.writeDevice({...TUN0, frames: [PACKET]})).rejects.toThrow(failing('EBUSY'));
    await expect(read({peek: true, nonblock: true}).next()).rejects.toThrow(failing('EAGAIN'));
    await wait(1);
    expect((await next).done).toBe(false);
  });

  test('without taking leaves packets where they are, and shows each once', async () => {
    const {read, wait, packets} = await tunnel();
    await wait(1, 2);
    const peeked = await collect({[Symbol.asyncIterator]: () => read({peek: true, count: 2})});
    expect(peeked.map(sequenceOf)).toEqual([1, 2]);
    expect(await packets('application')).toBe(2);
  });

  test('the interface queue takes packets away from the stack', async () => {
    const {read, api, packets} = await tunnel();
    await api.holdQueue({...TUN0, queue: 'interface'});
    await api.writeDevice({...TUN0, frames: [PACKET, PACKET]});
    expect((await read({queue: 'interface'}).next()).value).toMatchObject({hex: PACKET});
    expect(await packets('interface')).toBe(1);
    expect((await read({queue: 'interface', peek: true}).next()).value).toMatchObject({hex: PACKET});
    expect(await packets('interface')).toBe(1);
    expect((await api.showInterface(TUN0)).stats64.rx).toMatchObject({dropped: 1, drop_reasons: {diverted: 1}});
  });

  test('gives nothing of a held queue but what is stepped', async () => {
    const {read, api, wait} = await tunnel();
    await api.holdQueue({...TUN0, queue: 'application'});
    await wait(1, 2);
    await expect(read({nonblock: true}).next()).rejects.toThrow(failing('EAGAIN'));
    await api.stepQueue({...TUN0, queue: 'application'});
    const reading = read({count: 2});
    expect(sequenceOf((await reading.next()).value as FrameRead)).toBe(1);
    const second = reading.next();
    expect(await settled(second)).toBe('waiting');
    await api.releaseQueue({...TUN0, queue: 'application'});
    expect(sequenceOf((await second).value as FrameRead)).toBe(2);
  });
});

describe('writing a device', () => {
  test('says how many packets and octets it took', async () => {
    const {api} = await tunnel();
    expect(await api.writeDevice({...TUN0, frames: [PACKET, PACKET]})).toEqual({packets: 2, octets: 168});
    expect((await api.showDevice(TUN0)).opened).toBe(false);
  });

  test('ends at the first packet that is refused; those before it are in', async () => {
    const {api} = await tunnel();
    await expect(api.writeDevice({...TUN0, frames: [PACKET, '00', PACKET]})).rejects.toThrow(failing('EINVAL'));
    const {stats64} = await api.showInterface(TUN0);
    expect(stats64.rx.packets).toBe(1);
    expect(stats64.rx.drop_reasons).toMatchObject({'not-ip': 1});
    expect((await api.showDevice(TUN0)).opened).toBe(false);
  });

  test.each([
    ['hex of an odd length', 'abc', 'EUSAGE'],
    ['what is no hex', 'zz', 'EUSAGE'],
    ['nothing', '', 'EINVAL'],
  ])('refuses %s', async (_what, frame, code) => {
    const {api} = await tunnel();
    await expect(api.writeDevice({...TUN0, frames: [frame]})).rejects.toThrow(failing(code));
    expect((await api.showDevice(TUN0)).opened).toBe(false);
  });

  test('to a device that is down is EIO, and frees the node', async () => {
    const {api} = await tunnel();
    await api.configureInterface({...TUN0, up: false});
    await expect(api.writeDevice({...TUN0, frames: [PACKET]})).rejects.toThrow(failing('EIO'));
    expect((await api.showDevice(TUN0)).opened).toBe(false);
  });
});

describe('queues and settings', () => {
  test('flushing throws away what waits, and says how much', async () => {
    const {api, wait} = await tunnel();
    await api.holdQueue(TUN0);
    await wait(1, 2);
    await api.writeDevice({...TUN0, frames: [PACKET]});
    expect(await api.flushQueue({...TUN0, queue: 'application'})).toEqual({flushed: 2});
    expect(await api.flushQueue(TUN0)).toEqual({flushed: 1});
    expect(await api.flushQueue(TUN0)).toEqual({flushed: 0});
    await api.releaseQueue(TUN0);
    expect((await api.showInterface(TUN0)).stats64.rx).toMatchObject({packets: 0});
  });

  test('a packet that is flushed on its way to the stack is counted as lost', async () => {
    const {api} = await tunnel();
    await api.holdQueue(TUN0);
    await api.writeDevice({...TUN0, frames: [PACKET, PACKET]});
    await api.flushQueue(TUN0);
    expect((await api.showInterface(TUN0)).stats64.rx).toMatchObject({dropped: 2, drop_reasons: {flushed: 2}});
  });

  test('the link header can not change under packets that have one', async () => {
    const {api, wait} = await tunnel();
    await wait(1);
    await expect(api.changeDevice({...TUN0, link_header: 'pi', persist: false})).rejects.toThrow(failing('EBUSY'));
    expect(await api.showDevice(TUN0)).toMatchObject({link_header: 'none', persist: true});
    expect(await api.changeDevice({...TUN0, link_header: 'none', user: 'me'})).toMatchObject({user: 'me'});
    await api.flushQueue(TUN0);
    expect(await api.changeDevice({...TUN0, link_header: 'pi'})).toMatchObject({link_header: 'pi'});
  });

  test('only what is named is set', async () => {
    const {api} = await tunnel();
    await api.changeDevice({...TUN0, application_packets: 7, interface_octets: 1000, user: 'me', group: 'us'});
    const state = await api.changeDevice({...TUN0, application_octets: 99, user: null});
    expect(state).toMatchObject({
      user: null,
      group: 'us',
      persist: true,
      queues: {
        application: {limit_packets: 7, limit_octets: 99},
        interface: {limit_packets: 500, limit_octets: 1000},
      },
    });
    expect(await api.changeDevice({...TUN0, interface_octets: null})).toMatchObject({
      queues: {interface: {limit_octets: null}},
    });
  });

  test('a device that does not persist goes with its reader, and that is kept', async () => {
    const {api, read, kept, wait} = await tunnel();
    await api.changeDevice({...TUN0, persist: false});
    expect([...kept.keys()].filter((key) => key.includes('tun0'))).not.toEqual([]);
    await wait(1);
    const reading = read();
    await reading.next();
    await reading.next();
    await Promise.resolve();
    expect(await api.listDevices({host: 'local'})).toEqual([]);
    expect([...kept.keys()].filter((key) => key.includes('tun0'))).toEqual([]);
    expect((await collect(api.listRoutes({host: 'local'}))).filter(({dev}) => dev === 'tun0')).toEqual([]);
  });

  test('the lowest free name is given to a device without one', async () => {
    const {api} = await tunnel();
    const names = [];
    for (const ifname of [undefined, 'tun', 'tun5', undefined]) {
      names.push((await api.createDevice({host: 'local', ...(ifname !== undefined && {ifname})})).ifname);
    }
    expect(names).toEqual(['tun1', 'tun2', 'tun5', 'tun3']);
  });

  test('creating what is there is EEXIST unless that is all right', async () => {
    const {api} = await tunnel();
    await expect(api.createDevice({...TUN0, user: 'me'})).rejects.toThrow(failing('EEXIST'));
    expect((await api.showDevice(TUN0)).user).toBeNull();
    expect(await api.createDevice({...TUN0, exists_ok: true, user: 'me'})).toMatchObject({user: 'me'});
  });
});
