/** Hosts on wires: packets all the way from one to the other, whatever the wires do to them. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {WireChange} from '../../src/link/wire-settings.ts';
import type {Wire} from '../../src/link/wire.ts';
import {toHex} from '../../src/packet/hex.ts';
import {DONT_FRAGMENT, isFragment} from '../../src/packet/ipv4.ts';
import {configureInterface} from '../../src/stack/configure.ts';
import type {Interface} from '../../src/stack/interface.ts';
import {account, explained, ip, total} from '../stack/host-under-test.ts';
import {networkUnderTest, ping, plugged, probeOn, startPing} from './network-under-test.ts';

type Network = ReturnType<typeof networkUnderTest>;

const SERVER = '10.2.0.2';
const OK = (octets = 64, seq = 0) => `${octets} octets from ${SERVER}: seq ${seq} ttl 253 time 0`;

/** Every frame is accounted for: on the wires, between wire and interface, and on the interfaces. */
function expectBalance({interfaces, wires}: Network): void {
  for (const wire of Object.values(wires)) {
    const directions = wire.directions();
    for (const {counters: c, inFlight} of directions) {
      expect(c.sent + c.duplicated).toBe(c.delivered + c.lost + c.filtered + c.dropped + c.cut + inFlight);
    }
  }
  for (const iface of interfaces) {
    expect(explained(iface.received)).toBe(iface.received.errors + iface.received.dropped);
    expect(explained(iface.sent)).toBe(iface.sent.errors + iface.sent.dropped);
  }
  const [client, leftOfRouter, rightOfRouter, server] = interfaces;
  for (const [wire, one, other] of [
    [wires.left, client, leftOfRouter],
    [wires.right, rightOfRouter, server],
  ] as const) {
    expectStation(one, counters(wire, 0).sent, counters(wire, 1).delivered);
    expectStation(other, counters(wire, 1).sent, counters(wire, 0).delivered);
  }
}

/** What a host tells itself, that nobody answers, is sent and received as well, but not on the wire. */
function expectStation({sent, received}: Interface, onto: number, off: number): void {
  const toItself = sent.packets - onto;
  expect(toItself).toBeGreaterThanOrEqual(0);
  expect(total(received)).toBe(off + toItself);
}

function counters(wire: Wire, which: 0 | 1) {
  return wire.directions()[which]!.counters;
}

function onBoth({wires}: Network, change: WireChange): void {
  wires.left.configure(change);
  wires.right.configure(change);
}

/** Everybody knows whom to send to. */
function acquainted(network: Network): Network {
  const {clock, client, server} = network;
  ping(clock, client, SERVER);
  ping(clock, server, '10.1.0.2');
  return network;
}

describe('from a client over a router to a server', () => {
  test('a ping comes back, both ways, with two taken from the TTL', () => {
    const network = networkUnderTest();
    const {clock, client, server} = network;
    expect(ping(clock, client, SERVER)).toEqual([OK()]);
    expect(ping(clock, server, '10.1.0.2')).toEqual(['64 octets from 10.1.0.2: seq 0 ttl 253 time 0']);
    expectBalance(network);
  });

  test('nothing passes while the router is not told to forward', () => {
    const {clock, client, router} = networkUnderTest();
    router.host.settings.forwarding = false;
    expect(ping(clock, client, SERVER)).toEqual(['from 10.1.0.1: 3/1']);
    expect(ping(clock, client, '10.2.0.1')).toEqual(['64 octets from 10.2.0.1: seq 0 ttl 254 time 0']);
  });

  test('a packet with TTL 1 ends at the router', () => {
    const {clock, client} = networkUnderTest();
    expect(ping(clock, client, SERVER, {ttl: 1})).toEqual(['from 10.1.0.1: 11/0']);
    expect(ping(clock, client, SERVER, {ttl: 2})).toEqual([OK()]);
  });

  test('a server that is not there is reported by the router after five seconds', () => {
    const {clock, client} = networkUnderTest();
    const start = clock.now();
    const lines = startPing(clock, client.host, '10.2.0.99');
    clock.advance(4999);
    expect(lines).toEqual([]);
    clock.advance(1);
    expect({lines, after: clock.now() - start}).toEqual({lines: ['from 10.1.0.1: 3/1'], after: 5000});
  });

  test('the delay of each wire is in the round trip four times, ARP included', () => {
    const network = networkUnderTest();
    const {clock, client} = network;
    onBoth(network, {delay: 5});
    expect(ping(clock, client, SERVER)).toEqual(['64 octets from 10.2.0.2: seq 0 ttl 253 time 40']);
    expect(ping(clock, client, SERVER)).toEqual(['64 octets from 10.2.0.2: seq 0 ttl 253 time 20']);
  });

  test('two routers that send a packet to one another pass it on until its time is up', () => {
    const network = networkUnderTest();
    const {clock, client, router, server, interfaces} = network;
    server.host.settings.forwarding = true;
    router.host.ipv4.routes.add({
      destination: ip('10.9.0.0'),
      prefixLength: 16,
      type: 'unicast',
      interface: interfaces[2],
      gateway: ip(SERVER),
      metric: 0,
      protocol: 'static',
      host: false,
    });
    expect(ping(clock, client, '10.9.0.1', {ttl: 64})).toEqual(['from 10.2.0.2: 11/0']);
    expectBalance(network);
  });
});

describe('the MTU of the way', () => {
  function narrow() {
    const network = acquainted(networkUnderTest());
    configureInterface(network.router.host, network.interfaces[2], {mtu: 576});
    configureInterface(network.server.host, network.interfaces[3], {mtu: 576});
    return network;
  }

  test('is learnt by a sender whose packet must not be cut; the next one does not leave', () => {
    const {clock, client} = narrow();
    const options = {size: 1000, dontFragment: true};
    expect(ping(clock, client, SERVER, options)).toEqual(['from 10.1.0.1: 3/4 mtu 576']);
    expect(ping(clock, client, SERVER, options)).toEqual(['EMSGSIZE']);
    expect(ping(clock, client, SERVER, {...options, size: 576 - 28})).toEqual([OK(556)]);
    expect(ping(clock, client, SERVER, {...options, size: 576 - 27})).toEqual(['EMSGSIZE']);
  });

  test('once learnt, is what the sender cuts its other packets to', () => {
    const {clock, client, wires} = narrow();
    const probe = probeOn(wires.left, 'probe:eth0');
    expect(ping(clock, client, SERVER, {size: 1000})).toEqual([OK(1008)]);
    // Cut by the router at first; the reply by the server.
    expect(probe.packets().map((bytes) => bytes.length)).toEqual([1028, 572, 476]);
    ping(clock, client, SERVER, {size: 1000, dontFragment: true});
    probe.taken();
    expect(ping(clock, client, SERVER, {size: 1000})).toEqual([OK(1008)]);
    const sent = probe.packets();
    expect(sent.map((bytes) => bytes.length)).toEqual([572, 476, 572, 476]);
    expect(sent.every(isFragment)).toBe(true);
  });

  test('is tried again after ten minutes', () => {
    const {clock, client} = narrow();
    const options = {size: 1000, dontFragment: true};
    ping(clock, client, SERVER, options);
    clock.advance(600_000);
    expect(ping(clock, client, SERVER, options)).toEqual(['from 10.1.0.1: 3/4 mtu 576']);
  });

  test('of the own interface is known at once', () => {
    const {clock, client} = networkUnderTest();
    expect(ping(clock, client, SERVER, {size: 1473, dontFragment: true})).toEqual(['EMSGSIZE']);
    expect(ping(clock, client, SERVER, {size: 1472, dontFragment: true})).toEqual([OK(1480)]);
  });
});

describe('pings of any size', () => {
  const LONGEST = 65_507;

  /** Around each multiple of what one fragment holds, around multiples of 8, the ends, and some more by chance. */
  function sizes(mtu: number): number[] {
    const held = (mtu - 20) & ~7;
    const around = (octets: number) => [-9, -8, -7, -1, 0, 1, 7, 8, 9].map((off) => octets - 8 + off);
    const fragments = [1, 2, 3, 10, Math.floor(LONGEST / held), Math.floor(LONGEST / held) - 1];
    const random = fc.sample(fc.nat({max: LONGEST}), {numRuns: 10, seed: mtu});
    return [
      ...new Set([
        ...Array.from({length: 34}, (_, size) => size),
        ...[mtu, ...fragments.map((count) => count * held)].flatMap(around),
        ...[32_767, 32_768, LONGEST - 8, LONGEST - 1, LONGEST],
        ...random,
      ]),
    ].filter((size) => size >= 0 && size <= LONGEST);
  }

  test.each([1500, 576, 68])('through an MTU of %i come back whole, over wires that reorder and duplicate', (mtu) => {
    const network = acquainted(networkUnderTest());
    const {clock, client, router, server, interfaces} = network;
    for (const [labHost, iface] of [
      [client, interfaces[0]],
      [router, interfaces[1]],
      [router, interfaces[2]],
      [server, interfaces[3]],
    ] as const) {
      configureInterface(labHost.host, iface, {mtu});
    }
    onBoth(network, {reorder: 20, duplicate: 20, seed: mtu});
    const failed: string[] = [];
    for (const size of sizes(mtu)) {
      const first = ping(clock, client, SERVER, {size, sequence: size & 0xffff})[0] ?? 'nothing';
      const expected = `${size + 8} octets from ${SERVER}: seq ${size} ttl 253 time `;
      if (!first.startsWith(expected) || first.includes('wrong')) failed.push(`${size}: ${first}`);
    }
    expect(failed).toEqual([]);
    clock.advance(60_000);
    expectBalance(network);
    for (const wire of Object.values(network.wires)) {
      for (const {
        counters: {duplicated, reordered},
        inFlight,
      } of wire.directions()) {
        expect({duplicated, reordered}).toEqual({
          duplicated: expect.any(Number) as number,
          reordered: expect.any(Number) as number,
        });
        expect(Math.min(duplicated, reordered)).toBeGreaterThan(0);
        expect(inFlight).toBe(0);
      }
    }
  });

  test('end at 65507 octets', () => {
    const {clock, client} = networkUnderTest();
    expect(ping(clock, client, SERVER, {size: LONGEST + 1})).toEqual(['EMSGSIZE']);
  });
});

describe('chance', () => {
  /** A hundred pings over wires that lose three of ten frames. */
  function lossy(seed: number, wireSeed?: number) {
    const network = networkUnderTest({seed});
    const {clock, client} = network;
    onBoth(network, {loss: 30, ...(wireSeed !== undefined && {seed: wireSeed})});
    const lines = ping(clock, client, SERVER, {count: 100, interval: 1000});
    expectBalance(network);
    return {lines, wires: Object.values(network.wires).map((wire) => wire.directions())};
  }

  test('is the same in every lab of the same seed', () => {
    const first = lossy(7);
    expect(first.lines.length).toBeGreaterThan(5);
    expect(first.lines.length).toBeLessThan(90);
    for (let again = 0; again < 5; again++) expect(lossy(7)).toEqual(first);
  });

  test('is another with another seed, of the lab or of the wire', () => {
    expect(lossy(8).lines).not.toEqual(lossy(7).lines);
    expect(lossy(7, 3).lines).not.toEqual(lossy(7, 4).lines);
    expect(lossy(7, 3).wires).toEqual(lossy(7, 3).wires);
  });

  test('harms no counter, whatever the wires are set to', () => {
    const perCent = fc.constantFrom(0, 0, 5, 50, 100);
    const settings = fc.record({
      loss: perCent,
      duplicate: perCent,
      reorder: perCent,
      corrupt: perCent,
      delay: fc.constantFrom(0, 3),
      jitter: fc.constantFrom(0, 2),
      rate: fc.constantFrom(null, 1e6),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(settings, settings, fc.array(fc.nat({max: 5000}), {maxLength: 10}), (left, right, lengths) => {
        const network = networkUnderTest();
        network.wires.left.configure(left);
        network.wires.right.configure(right);
        for (const size of lengths) {
          startPing(network.clock, network.client.host, SERVER, {size, wait: 50});
          network.clock.advance(20);
        }
        network.clock.advance(120_000);
        expectBalance(network);
      }),
      {numRuns: 60},
    );
  });
});

test('two labs of one seed have the same stations and put the same octets on the wires', () => {
  const transcript = (seed: number) => {
    const network = networkUnderTest({seed});
    const {clock, client, server, interfaces, wires} = network;
    const probes = [probeOn(wires.left, 'probe:eth0'), probeOn(wires.right, 'probe:eth1')];
    onBoth(network, {duplicate: 20, reorder: 20, corrupt: 5, jitter: 2, delay: 3});
    ping(clock, client, SERVER, {count: 20, interval: 100, size: 3000});
    ping(clock, server, '10.1.0.2', {count: 3});
    ping(clock, server, '10.2.0.99');
    return {
      macs: interfaces.map(({hardwareAddress}) => hardwareAddress),
      frames: probes.map((probe) => probe.taken().map(toHex)),
    };
  };
  const first = transcript(5);
  expect(new Set(first.macs).size).toBe(4);
  expect(first.frames.flat().length).toBeGreaterThan(100);
  expect(transcript(5)).toEqual(first);
  expect(transcript(6).macs).not.toEqual(first.macs);
});

describe('a wire', () => {
  test('that is cut carries nothing, and everybody on it sees that there is no link', () => {
    const network = acquainted(networkUnderTest());
    const {clock, client, wires, interfaces} = network;
    wires.left.cut();
    expect(interfaces.map(({flags}) => flags.includes('LOWER_UP'))).toEqual([false, false, true, true]);
    expect(ping(clock, client, SERVER)).toEqual(['ENETDOWN']);
    wires.left.join();
    expect(interfaces.map(({flags}) => flags.includes('LOWER_UP'))).toEqual([true, true, true, true]);
    expect(ping(clock, client, SERVER)).toEqual([OK()]);
  });

  test('that is cut behind the router is nobody’s news at the client', () => {
    const {clock, client, wires, interfaces} = acquainted(networkUnderTest());
    wires.right.cut();
    expect(ping(clock, client, SERVER)).toEqual([]);
    expect(account(interfaces[1].received).reasons).toEqual({'forward-no-carrier': 1});
  });

  test('that is cut loses what is on the way', () => {
    const network = acquainted(networkUnderTest());
    const {clock, client, wires} = network;
    onBoth(network, {delay: 10});
    const lines = startPing(clock, client.host, SERVER);
    clock.advance(5);
    wires.left.cut();
    wires.left.join();
    clock.advance(20_000);
    expect(lines).toEqual(['end']);
    expect(counters(wires.left, 0).cut).toBe(1);
  });

  test('has room for a third host, which both others reach', () => {
    const {lab, clock, client, router} = networkUnderTest();
    const printer = lab.addHost('printer');
    plugged(lab, 'left', printer, 'eth0', '10.1.0.3/24');
    for (const host of [client, router]) expect(ping(clock, host, '10.1.0.3')).toHaveLength(1);
    expect(ping(clock, printer, '10.1.0.2')).toEqual(['64 octets from 10.1.0.2: seq 0 ttl 254 time 0']);
  });

  test('takes off the frames that a rule names, and no other', () => {
    const {clock, client, wires} = acquainted(networkUnderTest());
    wires.right.rules.add({nth: 3, match: {icmpType: 8}});
    expect(ping(clock, client, SERVER, {count: 5}).map((line) => / seq (\d)/.exec(line)?.[1])).toEqual([
      '0',
      '1',
      '3',
      '4',
    ]);
    expect(counters(wires.right, 0).filtered).toBe(1);
  });
});

test('a packet that must not be cut says so to all on the way', () => {
  const {clock, client, wires} = networkUnderTest();
  const probe = probeOn(wires.right, 'probe:eth0');
  ping(clock, client, SERVER, {dontFragment: true});
  const [request, reply] = probe.packets().map((bytes) => (bytes[6]! << 8) | bytes[7]!);
  expect({request, reply}).toEqual({request: DONT_FRAGMENT, reply: 0});
});
