import {describe, expect, test} from 'vitest';
import type {PingEvent} from '../../src/api/schema/ping.ts';
import {FRAME_98, labUnderTest, settled} from './lab-under-test.ts';

const TUN0 = {host: 'local', ifname: 'tun0'};

describe('the story of one ping', () => {
  test('a ping to the peer waits in the application queue and is answered by whoever writes the reply', async () => {
    const {api, clock, collect} = labUnderTest();
    await api.configureInterface({...TUN0, create: true, set: {local: '10.10.10.10', peer: '10.10.10.8'}, up: true});
    const events: PingEvent[] = [];
    const ended = collect(api.ping({host: 'local', destination: '10.10.10.8', count: 1}), events);
    const [frame] = await collect(api.readDevice(TUN0));
    expect(frame?.octets).toBe(84);
    expect(frame?.hex).toMatch(/^45000054/);
    clock.advance(5);
    const reply = answer(frame!.hex);
    await api.writeDevice({...TUN0, frames: [reply]});
    await ended;
    expect(events).toMatchObject([
      {event: 'start', address: '10.10.10.8'},
      {event: 'sent', seq: 0},
      {event: 'reply', from: '10.10.10.8', seq: 0, rtt: 5, octets: 64, duplicate: false},
      {event: 'end', reason: 'count'},
    ]);
  });

  test('a ping to the own address goes through the driver when a plain host route replaces the local one', async () => {
    const {api, collect} = labUnderTest();
    await api.configureInterface({...TUN0, create: true, set: {local: '10.10.10.10', peer: '10.10.10.8'}, up: true});
    await api.deleteRoute({host: 'local', dst: '10.10.10.10', type: 'local'});
    await api.addRoute({host: 'local', dst: '10.10.10.10', dev: 'tun0', to_host: true});
    await api.changeDevice({...TUN0, link_header: 'ethernet'});
    await api.holdQueue({...TUN0, queue: 'interface'});
    const request = {identifier: 0x5702, ip_id: 0x9c72, stamp: '1686024960359008', ttl: 254, count: 1};
    const events: PingEvent[] = [];
    const ended = collect(api.ping({host: 'local', destination: '10.10.10.10', ...request}), events);
    await settled(ended);
    const queues = await api.showQueues(TUN0);
    expect(queues.interface.contents).toEqual([{place: 0, octets: 98, hex: FRAME_98, reason: 'own-address'}]);
    await api.releaseQueue({...TUN0, queue: 'interface'});
    await ended;
    expect(events.at(-2)).toMatchObject({event: 'reply', from: '10.10.10.10', ttl: 254, seq: 0});
  });
});

function answer(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const [source, destination] = [bytes.subarray(12, 16).toString('hex'), bytes.subarray(16, 20).toString('hex')];
  Buffer.from(destination + source, 'hex').copy(bytes, 12);
  bytes[20] = 0;
  bytes.writeUInt16BE((bytes.readUInt16BE(22) + 0x0800) % 0xffff, 22);
  return bytes.toString('hex');
}
