/** Whose texts and defaults a host speaks: chosen, kept, told, and what its stack does then. */
import {describe, expect, test} from 'vitest';
import {Lab} from '../../src/lab/lab.ts';
import type {Personality} from '../../src/names.ts';
import {localLab} from '../../src/service/local-lab.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

function started(personality?: Personality, entries: Iterable<readonly [string, unknown]> = []) {
  const kept = new Map(entries);
  const told: Record<string, Personality>[] = [];
  const lab = new Lab({
    clock: new VirtualClock(),
    seed: 1,
    entries: kept,
    ...(personality && {personality}),
    onPersonalities: (personalities) => told.push(Object.fromEntries(personalities)),
  });
  const commit = (changes: ReadonlyMap<string, unknown>) => {
    for (const [key, record] of changes) {
      if (record === undefined) kept.delete(key);
      else kept.set(key, structuredClone(record));
    }
  };
  const api = localLab({lab, hello: () => ({}) as never, commit});
  const personalities = async () => (await api.listHosts({})).map((host) => `${host.name} ${host.personality}`);
  return {lab, api, kept, told, personalities};
}

describe('a host', () => {
  test('is Haiku unless the lab begins with another', async () => {
    expect(await started().personalities()).toEqual(['local haiku']);
    expect(await started('bsd').personalities()).toEqual(['local bsd']);
  });

  test('that is added is what the first one is, or what is asked for', async () => {
    const {api, personalities} = started('linux');
    await api.addHost({host: 'like'});
    await api.addHost({host: 'unlike', personality: 'haiku'});
    expect(await personalities()).toEqual(['local linux', 'like linux', 'unlike haiku']);
  });

  test('changes, and the change is kept', async () => {
    const {api, kept} = started();
    await api.changeHost({host: 'local', personality: 'linux'});
    const again = started(undefined, kept);
    expect(await again.personalities()).toEqual(['local linux']);
    expect(again.lab.host('local').host.behaviour.ttl).toBe(64);
  });

  test('of what was kept before there were any is Haiku', async () => {
    const {kept} = started('linux');
    const record = kept.get('host/local/host/settings') as {personality?: string};
    delete record.personality;
    expect(await started('linux', kept).personalities()).toEqual(['local haiku']);
  });
});

test('whoever wants to know is told of all that are not Haiku, at the beginning and at each change', async () => {
  const {api, told} = started();
  await api.addHost({host: 'penguin', personality: 'linux'});
  await api.addHost({host: 'leaf'});
  await api.changeHost({host: 'local', personality: 'bsd'});
  await api.removeHost({host: 'penguin'});
  await api.changeHost({host: 'local', personality: 'haiku'});
  expect(told).toEqual([{}, {penguin: 'linux'}, {penguin: 'linux', local: 'bsd'}, {local: 'bsd'}, {}]);
});

describe('what a stack does', () => {
  test.each([
    ['haiku', 254, 1514],
    ['linux', 64, 1500],
    ['bsd', 64, 1500],
  ] as const)('%s sends with TTL %i, and its devices carry %i octets', async (personality, ttl, mtu) => {
    const {api, lab} = started();
    await api.changeHost({host: 'local', personality});
    const {mtu: told} = await api.configureInterface({
      host: 'local',
      ifname: 'tun0',
      create: true,
      set: {local: '10.0.0.1', peer: '10.0.0.2'},
      up: true,
    });
    expect(told).toBe(mtu);
    const ended = new AbortController();
    for await (const {event} of api.ping({host: 'local', destination: '10.0.0.2', count: 1}, ended.signal)) {
      if (event === 'sent') ended.abort();
    }
    const [packet] = lab.host('local').device('tun0').queues.application.contents();
    expect(packet?.frame[8]).toBe(ttl);
  });

  test('Linux quotes what fits into 576 octets in its ICMP errors, as internetwork control', async () => {
    const {api, lab} = started('linux');
    await api.configureInterface({
      host: 'local',
      ifname: 'tun0',
      create: true,
      set: {local: '10.0.0.1', prefixlen: 24},
      up: true,
    });
    const device = lab.host('local').device('tun0');
    const packet = new Uint8Array(1000);
    packet.set([
      0x45, 0, 3, 0xe8, 0, 1, 0, 0, 64, 17, 0x62, 0xff, 10, 0, 0, 2, 10, 0, 0, 1, 0, 9, 0xff, 0xff, 3, 0xd4, 0, 0,
    ]);
    let sum = 0;
    packet[10] = packet[11] = 0;
    for (let at = 0; at < 20; at += 2) sum += (packet[at]! << 8) | packet[at + 1]!;
    sum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    packet[10] = sum >>> 8;
    packet[11] = sum & 0xff;
    device.open({ready: () => false} as never).write(packet);
    const [answer] = device.queues.application.contents();
    expect(answer?.frame).toHaveLength(576);
    expect(answer?.frame[1]).toBe(0xc0);
  });
});
