import {describe, expect, test} from 'vitest';
import type {HostState} from '../../../src/api/schema/host.ts';
import type {WireState} from '../../../src/api/schema/wire.ts';
import type {Paint} from '../../../src/cli/render/paint.ts';
import {renderHosts, renderWires} from '../../../src/cli/render/topology.ts';

const MARKED: Paint = {heading: (text) => `<${text}>`, alert: (text) => `!${text}!`};

const NO_COUNTERS = {
  sent: 0,
  duplicated: 0,
  delivered: 0,
  lost: 0,
  filtered: 0,
  dropped: 0,
  cut: 0,
  reordered: 0,
  corrupted: 0,
};
const IDEAL: WireState = {
  name: 'lan',
  joined: true,
  delay: 0,
  jitter: 0,
  loss: 0,
  duplicate: 0,
  reorder: 0,
  corrupt: 0,
  rate: null,
  seed: 7,
  queue_packets: 1000,
  queue_octets: null,
  ends: [],
  rules: [],
};
const end = (host: string, counters: object) => ({
  host,
  ifname: 'eth0',
  in_flight: 0,
  counters: {...NO_COUNTERS, ...counters},
});

describe('hosts', () => {
  const host = (name: string, forwards: boolean, interfaces: string[]): HostState => ({
    name,
    personality: 'haiku',
    interfaces,
    settings: {'net.inet.ip.forwarding': forwards, 'net.inet.ip.redirect': true},
    names: {localhost: ['127.0.0.1']},
  });

  test('are a line each: name, interfaces, whether it is a router', async () => {
    expect(await renderHosts([host('local', false, ['lo0']), host('router', true, ['lo0', 'eth0', 'eth1'])])).toBe(
      `
NAME    INTERFACES     FORWARDING
local   lo0            no
router  lo0 eth0 eth1  IPv4`.trim(),
    );
  });

  test('tell which versions of IP they pass on', async () => {
    const router = host('router', true, ['lo0']);
    const both = {...router, settings: {...router.settings, 'net.inet6.ip6.forwarding': true}};
    const ipv6 = {...router, settings: {'net.inet6.ip6.forwarding': true}};
    expect((await renderHosts([both, ipv6])).split('\n').slice(1)).toEqual([
      'router  lo0         IPv4 IPv6',
      'router  lo0         IPv6',
    ]);
  });

  test('that have no interface have an empty column', async () => {
    expect(await renderHosts([host('bare', false, [])])).toBe('NAME  INTERFACES  FORWARDING\nbare              no');
  });
});

describe('wires', () => {
  test('that there are none of are said to be none', async () => {
    expect(await renderWires([])).toBe('no wires');
  });

  test('without anybody are one line', async () => {
    expect(await renderWires([IDEAL])).toBe('lan: joined');
  });

  test('have a line for each station, with what became of its frames', async () => {
    const ends = [end('client', {sent: 12, delivered: 10, lost: 2}), end('my-router', {})];
    expect(await renderWires([{...IDEAL, ends}])).toBe(
      `
lan: joined
  client:eth0     12 sent, 10 delivered, 2 lost
  my-router:eth0  nothing sent`.trim(),
    );
  });

  test('say what they do to frames, and nothing about what they do not do', async () => {
    const settings = {delay: 5, jitter: 0.5, loss: 1, duplicate: 2, reorder: 3, corrupt: 4, rate: 10_000_000};
    expect(
      await renderWires([
        {...IDEAL, ...settings},
        {...IDEAL, name: 'b', loss: 30},
        {...IDEAL, name: 'c', rate: 9600, queue_packets: 2, queue_octets: 3000},
      ]),
    ).toBe(
      `
lan: joined, delay 5ms, jitter 0.5ms, loss 1%, duplicate 2%, reorder 3%, corrupt 4%, rate 10Mbit, queue 1000packets
b: joined, loss 30%
c: joined, rate 9600bit, queue 2packets 3000octets`.trim(),
    );
  });

  test('tell which frames are still to be dropped, in the words that were typed', async () => {
    const rules: WireState['rules'] = [
      {nth: 3, seen: 1, protocol: 1, icmp_type: 8, from: {host: 'a', ifname: 'eth0'}, destination: '10.0.0.2'},
      {nth: 1, seen: 0, ether_type: 0x0806},
      {nth: 2, seen: 0, ether_type: 0x88cc, source: '10.0.0.1'},
      {nth: 9, seen: 8, protocol: 47, minimum_length: 1000},
      {nth: 1, seen: 0, icmp_type: 13},
      {nth: 1, seen: 0, port: 53, protocol: 17},
    ];
    expect(await renderWires([{...IDEAL, ends: [end('a', {sent: 1})], rules}])).toBe(
      `
lan: joined
  a:eth0  1 sent
  drop 3 icmp from a:eth0 to 10.0.0.2 type echo-request: 1 seen, 2 to go
  drop 1 arp: 0 seen, 1 to go
  drop 2 ethertype 35020 src 10.0.0.1: 0 seen, 2 to go
  drop 9 proto 47 length 1000: 8 seen, 1 to go
  drop 1 type 13: 0 seen, 1 to go
  drop 1 udp port 53: 0 seen, 1 to go`.trim(),
    );
  });

  test('that are cut catch the eye', async () => {
    expect(await renderWires([{...IDEAL, joined: false}], MARKED)).toBe('<lan>: !cut!');
  });
});
