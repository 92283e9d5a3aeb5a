/** Pings of every size there is, over a wire that reorders and duplicates. All of those at an MTU of 68: TUNLAB_LONG=1. */
import {describe, expect, test} from 'vitest';
import {Lab} from '../../src/lab/lab.ts';
import {ICMP_HEADER_LENGTH} from '../../src/packet/icmpv4.ts';
import {IPV4_HEADER_LENGTH} from '../../src/packet/ipv4.ts';
import {configureInterface} from '../../src/stack/configure.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {explained, ip, total} from '../stack/host-under-test.ts';
import {plugged} from './network-under-test.ts';

const LONG = process.env['TUNLAB_LONG'] === '1';
const LONGEST = 65_507;
const SERVER = ip('10.0.0.2');

/** client 10.0.0.1 – lan – 10.0.0.2 server, which know each other; 20 % of the frames are overtaken, 20 % come twice. */
function pairUnderTest(mtu: number) {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed: mtu});
  const hosts = ['client', 'server'].map((name) => lab.addHost(name));
  // Both hear the first thing that either of them says.
  lab.wires.connect(
    'lan',
    hosts.map((host) => ({host, name: 'eth0'})),
  );
  for (const {host} of hosts) configureInterface(host, host.interfaces.named('eth0'), {up: true});
  const ends = hosts.map((host, index) => plugged(lab, 'lan', host, 'eth0', `10.0.0.${index + 1}/24`, {mtu}));
  const wire = lab.wires.named('lan');
  const [client, server] = ends.map(({iface, link}, index) => {
    const other = ends[1 - index]!.iface;
    link.arp.neighbours.setPermanent(other.addresses[0]!.local, other.hardwareAddress, false);
    return {host: hosts[index]!.host, iface};
  });
  wire.configure({reorder: 20, duplicate: 20, seed: mtu});
  return {clock, wire, client: client!, server: server!};
}

type Pair = ReturnType<typeof pairUnderTest>;

/** Ping once for each size. @returns what went wrong */
function pingSizes({clock, client}: Pair, sizes: Iterable<number>): string[] {
  const failed: string[] = [];
  const asked = {size: -1, answer: undefined as Buffer | undefined};
  const identifier = client.host.echo.open(undefined, (message) => {
    // Not what answers a request that was answered before, and came twice.
    if (message.kind === 'reply' && message.sequence === asked.size) asked.answer ??= Buffer.from(message.data);
  });
  const octets = Buffer.from(Uint8Array.from({length: LONGEST + 256}, (_, at) => (at * 7) ^ (at >>> 8)));
  for (const size of sizes) {
    Object.assign(asked, {size, answer: undefined});
    // Other data for each size, so that no piece of the last one can pass for a piece of this.
    const data = octets.subarray(size & 255, (size & 255) + size);
    const fault = client.host.sendEcho(identifier, {destination: SERVER, sequence: size, data});
    for (let wait = clock.untilNext(); !asked.answer && wait !== undefined; wait = clock.untilNext())
      clock.advance(wait);
    if (!asked.answer) failed.push(`${size}: ${fault ?? 'no answer'}`);
    else if (!data.equals(asked.answer)) failed.push(`${size}: other data`);
    if (failed.length > 9) break;
  }
  return failed;
}

/** Fragments of an echo request or reply with so much data. */
function fragmentsOf(size: number, mtu: number): number {
  const length = size + ICMP_HEADER_LENGTH;
  const room = mtu - IPV4_HEADER_LENGTH;
  return length <= room ? 1 : Math.ceil((length - room) / (room & ~7)) + 1;
}

function expectBalanced({wire, client, server}: Pair): void {
  const [fromClient, fromServer] = wire.directions();
  for (const {counters: c, inFlight} of [fromClient!, fromServer!]) {
    expect(inFlight).toBe(0);
    expect(c.delivered).toBe(c.sent + c.duplicated);
    expect(Math.min(c.duplicated, c.reordered)).toBeGreaterThan(c.sent / 10);
  }
  for (const [{host, iface}, sent, received] of [
    [client, fromClient!, fromServer!],
    [server, fromServer!, fromClient!],
  ] as const) {
    expect(total(iface.sent)).toBe(sent.counters.sent);
    expect(total(iface.received)).toBe(received.counters.delivered);
    expect([iface.sent.errors, iface.received.errors]).toEqual([0, 0]);
    expect(explained(iface.received)).toBe(iface.received.dropped);
    const {created, completed, expired, waiting, discarded, octets} = host.ipv4.reassembly;
    expect(created).toBe(completed + expired + [...discarded.values()].reduce((sum, times) => sum + times, 0));
    expect([waiting, octets]).toEqual([0, 0]);
  }
}

/** All residues of 8, and for every number of fragments the sizes between which it changes. */
function* chosenSizes(mtu: number): Iterable<number> {
  for (let size = 0; size <= LONGEST; size++) {
    const next = fragmentsOf(size, mtu) !== fragmentsOf(size + 1, mtu);
    const first = size > 0 && fragmentsOf(size - 1, mtu) !== fragmentsOf(size, mtu);
    if (next || first || size % 41 === 0 || size >= LONGEST - 8) yield size;
  }
}

function* everySize(): Iterable<number> {
  for (let size = 0; size <= LONGEST; size++) yield size;
}

describe('pings of every size, over a wire that reorders and duplicates', () => {
  test.each([
    [1500, everySize],
    [576, everySize],
    [68, LONG ? everySize : chosenSizes],
  ])(
    'come back as they were sent through an MTU of %i',
    (mtu, sizes) => {
      const pair = pairUnderTest(mtu);
      expect(pingSizes(pair, sizes(mtu))).toEqual([]);
      pair.clock.runUntilIdle();
      expectBalanced(pair);
    },
    LONG ? 3_600_000 : 300_000,
  );

  test('and the sizes that are tried at 68 end in every residue of 8, on both sides of every number of fragments', () => {
    const chosen = new Set(chosenSizes(68));
    expect(new Set([...chosen].map((size) => size % 8)).size).toBe(8);
    const counts = new Map<number, number>();
    for (const size of chosen) counts.set(fragmentsOf(size, 68), (counts.get(fragmentsOf(size, 68)) ?? 0) + 1);
    expect(counts.size).toBe(fragmentsOf(LONGEST, 68));
    expect(Math.min(...counts.values())).toBeGreaterThan(1);
  });

  test.each([1500, 576, 68])('65508 octets are refused through an MTU of %i, and nothing is sent', (mtu) => {
    const pair = pairUnderTest(mtu);
    const {sent} = pair.wire.directions()[0]!.counters;
    expect(pingSizes(pair, [LONGEST + 1])).toEqual(['65508: too-long']);
    expect(pair.wire.directions()[0]!.counters.sent).toBe(sent);
  });
});
