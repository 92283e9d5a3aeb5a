/** Neighbours on an Ethernet: who has an address, and whether it can still be reached (RFC 4861 §7). */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Neighbour} from '../../../src/stack/link-layer/neighbour.ts';
import {formatIpv6, multicastMac, solicitedNode} from '../../../src/packet/ipv6-address.ts';
import {
  type NeighbourAdvertisement,
  type NeighbourSolicitation,
  emitNeighbourAdvertisement,
  emitNeighbourSolicitation,
} from '../../../src/packet/neighbour-discovery.ts';
import {configureInterface} from '../../../src/stack/configure.ts';
import {NeighbourTable} from '../../../src/stack/link-layer/neighbour-table.ts';
import {VirtualClock} from '../../../src/time/virtual-clock.ts';
import {
  STATION6,
  type Station6,
  echo6,
  frame6,
  icmpOf,
  stationUnderTest6,
  typedRoute6,
} from '../../lab/network6-under-test.ts';
import {ping, startPing} from '../../lab/network-under-test.ts';
import {ip6} from '../../packet/golden.ts';
import {account, explained, hostUnderTest, total} from '../host-under-test.ts';

const {own, peer, peerMac} = STATION6;
const THIRD = ip6('2001:db8::3');
const THIRD_MAC = 0x0200_0000_00bb;
const ALL = ip6('ff02::1');

/** What the peer says about itself, and asks. */
const says = (fields: Partial<NeighbourAdvertisement> = {}) =>
  emitNeighbourAdvertisement({
    ...{source: peer, destination: own, target: peer, targetMac: peerMac},
    ...{router: false, solicited: true, override: true},
    ...fields,
  });
const asks = (fields: Partial<NeighbourSolicitation> = {}) =>
  emitNeighbourSolicitation({
    ...{source: peer, destination: solicitedNode(own), target: own, sourceMac: peerMac},
    ...fields,
  });
const neighbour = ({link}: Station6, address = peer) => link.discovery.neighbours.get(address);

describe('a neighbour that is looked for', () => {
  test('is asked for in the group of its address, by the host that it would answer', () => {
    const {clock, host, messages, iface} = stationUnderTest6();
    startPing(clock, host, '2001:db8::2');
    expect(messages()).toEqual([
      {
        to: multicastMac(ip6('ff02::1:ff00:2')),
        ...{type: 'neighbour-solicitation', source: own, destination: ip6('ff02::1:ff00:2'), target: peer},
        sourceMac: iface.hardwareAddress,
      },
    ]);
  });

  test('is asked for three times, a second apart; then the ping is told by its own host', () => {
    const {clock, host, messages, iface, link} = stationUnderTest6();
    const lines = startPing(clock, host, '2001:db8::2', {count: 2, interval: 10_000});
    const times: number[] = [];
    for (let elapsed = 0; elapsed < 4000; elapsed += 500) {
      if (messages().length > 0) times.push(elapsed);
      clock.advance(500);
    }
    expect(times).toEqual([0, 1000, 2000]);
    expect(lines).toEqual(['from 2001:db8::1: 1/3']);
    expect(account(iface.sent).reasons).toEqual({'host-unreachable': 1});
    expect([...link.discovery.neighbours]).toEqual([]);
    // Nothing is remembered of it: who asks again is looked for again.
    clock.advance(6000);
    expect(messages()).toHaveLength(1);
  });

  test('gets what waited, in order, once it has answered', () => {
    const station = stationUnderTest6();
    const {clock, host, send, heard} = station;
    startPing(clock, host, '2001:db8::2', {count: 3, interval: 100});
    clock.advance(300);
    heard();
    send(says());
    expect(heard().map((packet) => icmpOf(packet)!.rest & 0xffff)).toEqual([0, 1, 2]);
    expect(neighbour(station)).toMatchObject({state: 'reachable', mac: peerMac});
  });

  test('answers nothing by an advertisement without a hardware address', () => {
    const station = stationUnderTest6();
    startPing(station.clock, station.host, '2001:db8::2');
    station.send(says({targetMac: undefined, router: true}));
    expect(neighbour(station)).toMatchObject({state: 'incomplete', router: false});
  });

  test('on behalf of somebody else is complained about to whoever sent the packet', () => {
    const station = stationUnderTest6(undefined, {acquainted: true});
    station.host.settings.ipv6Forwarding = true;
    configureInterface(station.host, station.iface, {ipv6: {add: [{local: ip6('2001:db8:9::1')}]}});
    station.clock.advance(1000);
    station.heard();
    station.send(echo6({destination: ip6('2001:db8:9::9')}));
    station.clock.advance(3000);
    expect(station.icmp()).toMatchObject([{destination: peer, type: 1, code: 3}]);
  });
});

describe('a neighbour that answered', () => {
  /** A host that has just had an answer from its peer. */
  function acquainted() {
    const station = stationUnderTest6();
    startPing(station.clock, station.host, '2001:db8::2');
    station.send(says());
    station.heard();
    return {...station, state: () => neighbour(station)?.state};
  }

  test('can be reached for 30 seconds, and is sent to after that without a question', () => {
    const {clock, host, state, heard} = acquainted();
    clock.advance(29_999);
    expect(state()).toBe('reachable');
    clock.advance(1);
    expect(state()).toBe('stale');
    startPing(clock, host, '2001:db8::2');
    expect(state()).toBe('delay');
    expect(heard().map((packet) => icmpOf(packet)!.type)).toEqual([128]);
  });

  test('is asked itself five seconds later, three times; then it is forgotten', () => {
    const {clock, host, state, messages, heard} = acquainted();
    clock.advance(30_000);
    startPing(clock, host, '2001:db8::2');
    heard();
    clock.advance(4999);
    expect([state(), messages()]).toEqual(['delay', []]);
    for (const wait of [1, 1000, 1000]) {
      clock.advance(wait);
      expect(messages()).toMatchObject([
        {to: peerMac, type: 'neighbour-solicitation', destination: peer, target: peer},
      ]);
      expect(state()).toBe('probe');
    }
    clock.advance(1000);
    expect([state(), messages()]).toEqual([undefined, []]);
  });

  test('and answers again can be reached again', () => {
    const {clock, host, state, send} = acquainted();
    clock.advance(30_000);
    startPing(clock, host, '2001:db8::2');
    clock.advance(5500);
    expect(state()).toBe('probe');
    send(says({targetMac: undefined}));
    expect(state()).toBe('reachable');
    clock.advance(10_000);
    expect(state()).toBe('reachable');
  });

  test('is forgotten when the interface goes down', () => {
    const {host, iface, state} = acquainted();
    configureInterface(host, iface, {up: false});
    expect(state()).toBeUndefined();
  });
});

/** RFC 4861 §7.2.5 word by word, for an entry with `mac`. */
function afterAdvertisement(
  entry: Pick<Neighbour<bigint>, 'state' | 'mac' | 'router'>,
  {
    targetMac,
    router,
    solicited,
    override,
  }: Pick<NeighbourAdvertisement, 'targetMac' | 'router' | 'solicited' | 'override'>,
): Pick<Neighbour<bigint>, 'state' | 'mac' | 'router'> {
  if (entry.state === 'permanent') return {...entry, router};
  if (entry.state === 'incomplete') {
    if (targetMac === undefined) return entry;
    return {state: solicited ? 'reachable' : 'stale', mac: targetMac, router};
  }
  const differs = targetMac !== undefined && targetMac !== entry.mac;
  if (!override && differs) return entry.state === 'reachable' ? {...entry, state: 'stale'} : entry;
  const mac = targetMac ?? entry.mac;
  if (solicited) return {state: 'reachable', mac, router};
  return {state: differs ? 'stale' : entry.state, mac, router};
}

describe('an advertisement', () => {
  const STATES = ['none', 'incomplete', 'reachable', 'stale', 'delay', 'probe', 'permanent'] as const;
  const cases = STATES.flatMap((state) =>
    [undefined, peerMac, THIRD_MAC].flatMap((targetMac) =>
      Array.from({length: 16}, (_, bits) => ({
        state,
        targetMac,
        wasRouter: (bits & 8) > 0,
        router: (bits & 4) > 0,
        solicited: (bits & 2) > 0,
        override: (bits & 1) > 0,
      })),
    ),
  );

  /** A host whose peer is in that state. */
  function stationWith(state: (typeof STATES)[number]): Station6 {
    const station = stationUnderTest6();
    const {clock, host, link, send} = station;
    if (state === 'none') return station;
    if (state === 'permanent') {
      link.discovery.neighbours.setPermanent(peer, peerMac, false);
      return station;
    }
    startPing(clock, host, '2001:db8::2');
    if (state === 'incomplete') return station;
    send(says({solicited: state === 'reachable'}));
    if (state === 'delay' || state === 'probe') startPing(clock, host, '2001:db8::2');
    if (state === 'probe') clock.advance(5000);
    return station;
  }

  test('changes an entry as RFC 4861 §7.2.5 has it, whatever its state and the flags', () => {
    for (const {state, wasRouter, ...said} of cases) {
      const station = stationWith(state);
      const entry = neighbour(station);
      const what = JSON.stringify({state, wasRouter, ...said});
      if (entry) entry.router = wasRouter;
      expect(entry?.state ?? 'none', what).toBe(state);
      const expected = entry && afterAdvertisement({...entry}, said);
      station.send(says(said));
      const after = neighbour(station);
      expect(after && {state: after.state, mac: after.mac, router: after.router}, what).toEqual(
        expected && {state: expected.state, mac: expected.mac, router: expected.router},
      );
    }
    expect(cases).toHaveLength(7 * 3 * 16);
  });

  test('of somebody who is no router any more ends the routes by it', () => {
    const station = stationUnderTest6();
    const {host, link, send} = station;
    link.discovery.neighbours.setTemporary(peer, peerMac, false);
    neighbour(station)!.router = true;
    typedRoute6(host, '2001:db8:7::/64', {via: '2001:db8::2'});
    send(says({router: false}));
    // What somebody typed stays: only what routers said goes with them.
    expect(host.ipv6.routes.find({destination: ip6('2001:db8:7::'), prefixLength: 64})).toBeDefined();
    expect(neighbour(station)!.router).toBe(false);
  });
});

describe('a solicitation', () => {
  test('is answered to the station that asks, which is known from then on', () => {
    const station = stationUnderTest6();
    station.send(asks());
    expect(station.messages()).toEqual([
      {
        to: peerMac,
        ...{type: 'neighbour-advertisement', source: own, destination: peer, target: own},
        ...{router: false, solicited: true, override: true, targetMac: station.iface.hardwareAddress},
      },
    ]);
    expect(neighbour(station)).toMatchObject({state: 'delay', mac: peerMac});
  });

  test('without a hardware address is answered where it came from, and nobody is learnt from it', () => {
    const station = stationUnderTest6();
    station.send(asks({sourceMac: undefined}));
    expect(station.messages()).toMatchObject([{type: 'neighbour-advertisement', destination: peer, to: peerMac}]);
    expect(neighbour(station)).toBeUndefined();
  });

  test('without a hardware address is not answered where no single station sent it', () => {
    const {probe, iface, messages} = stationUnderTest6();
    const question = asks({sourceMac: undefined});
    probe.send(frame6(question, iface.hardwareAddress, 0x3333_0000_0001));
    expect(messages()).toEqual([]);
    probe.send(frame6(question, iface.hardwareAddress, peerMac));
    expect(messages()).toHaveLength(1);
  });

  test('is answered by a host that forwards as by a router', () => {
    const {host, send, messages} = stationUnderTest6();
    host.settings.ipv6Forwarding = true;
    send(asks());
    expect(messages()).toMatchObject([{router: true}]);
  });

  test('for somebody else is not, and nobody is learnt from it', () => {
    const station = stationUnderTest6();
    station.send(asks({target: THIRD}));
    station.send(asks({target: THIRD, destination: solicitedNode(THIRD)}));
    expect([station.heard(), neighbour(station)]).toEqual([[], undefined]);
    expect(account(station.iface.received)).toMatchObject({
      packets: 0,
      reasons: {'not-our-target': 1, 'multicast-not-joined': 1},
    });
  });

  test('for somebody who is answered for is heard, and answered from an own address without override', () => {
    const station = stationUnderTest6();
    station.link.discovery.neighbours.setPermanent(THIRD, station.iface.hardwareAddress, true);
    station.send(asks({target: THIRD, destination: solicitedNode(THIRD)}));
    expect(station.messages()).toMatchObject([
      {
        ...{type: 'neighbour-advertisement', source: own, target: THIRD, override: false, solicited: true},
        targetMac: station.iface.hardwareAddress,
      },
    ]);
  });

  test.each([
    ['a hop limit of 254', (packet: Uint8Array) => packet.fill(254, 7, 8)],
    ['a code', (packet: Uint8Array) => packet.fill(1, 41, 42)],
  ])('with %s is damaged', (_what, spoil) => {
    const {send, iface, heard} = stationUnderTest6();
    send(spoil(asks()));
    expect([heard(), iface.received.errors]).toEqual([[], 1]);
  });

  test('that tells the address of many stations as its own is damaged: one packet would go to all', () => {
    const station = stationUnderTest6();
    for (const sourceMac of [0xffff_ffff_ffff, 0x3333_0000_0001]) station.send(asks({sourceMac}));
    startPing(station.clock, station.host, '2001:db8::2');
    station.send(says({targetMac: 0x3333_0000_0001}));
    expect(account(station.iface.received)).toMatchObject({packets: 0, reasons: {'bad-neighbour-discovery': 3}});
    expect(neighbour(station)?.state).toBe('incomplete');
  });

  test('on a tunnel has nobody to look for', () => {
    const {node, iface, taken} = hostUnderTest({ipv6: {set: [{local: own}]}});
    node.write(asks({sourceMac: undefined, destination: own}));
    node.write(says());
    expect([taken(), account(iface.received).reasons]).toEqual([[], {'not-our-target': 2}]);
  });
});

describe('what is known of neighbours', () => {
  test('is changed by nobody where somebody typed it', () => {
    const station = stationUnderTest6(undefined, {acquainted: true});
    station.send(says({targetMac: THIRD_MAC}));
    station.send(asks({sourceMac: THIRD_MAC}));
    expect(neighbour(station)).toMatchObject({state: 'permanent', mac: peerMac});
    configureInterface(station.host, station.iface, {up: false});
    expect(neighbour(station)).toMatchObject({state: 'permanent'});
  });

  test('is bounded: a flood pushes out what is old, but nothing that was typed', () => {
    const station = stationUnderTest6(undefined, {acquainted: true});
    const {link, send, heard, iface} = station;
    for (let index = 0; index < 3000; index++) send(asks({source: ip6('2001:db8::1:0') + BigInt(index)}));
    expect([...link.discovery.neighbours]).toHaveLength(1024);
    expect(neighbour(station)?.state).toBe('permanent');
    expect(heard()).toHaveLength(3000);
    expect(total(iface.received)).toBe(3000);
  });

  test('is bounded by what nobody answers as well, and each packet is accounted for', () => {
    const {clock, host, link, iface} = stationUnderTest6();
    for (let index = 0; index < 2000; index++) startPing(clock, host, `2001:db8::2:${index.toString(16)}`);
    expect([...link.discovery.neighbours]).toHaveLength(1024);
    clock.advance(3000);
    expect([...link.discovery.neighbours]).toEqual([]);
    const {reasons} = account(iface.sent);
    expect((reasons['neighbour-forgotten'] ?? 0) + (reasons['host-unreachable'] ?? 0)).toBe(2000);
  });

  test('by the table stays as small and sound whatever is heard', () => {
    const address = fc.bigInt({min: 0n, max: 9n});
    const mac = fc.constantFrom(1, 2, 3);
    const step = fc.oneof(
      fc.tuple(fc.constant('wait' as const), address),
      fc.tuple(fc.constant('lookup' as const), address),
      fc.tuple(fc.constant('suggested' as const), address, mac),
      fc.tuple(
        fc.constant('advertised' as const),
        address,
        fc.option(mac, {nil: undefined}),
        fc.boolean(),
        fc.boolean(),
      ),
      fc.tuple(fc.constant('delete' as const), address),
      fc.tuple(fc.constant('advance' as const), fc.nat({max: 40_000})),
    );
    fc.assert(
      fc.property(fc.array(step, {maxLength: 60}), (steps) => {
        const clock = new VirtualClock();
        let settled = 0;
        const table = new NeighbourTable<bigint>(
          clock,
          {interval: 1000, requests: 3, failedFor: 0, reachableFor: 30_000, probing: {delay: 5000, requests: 3}},
          {
            request: () => undefined,
            send: () => settled++,
            unreachable: () => settled++,
            dropped: () => settled++,
          },
        );
        let waiting = 0;
        for (const each of steps) {
          if (each[0] === 'wait') {
            if (table.lookup(each[1]) === undefined && table.wait(each[1], Uint8Array.of(1)) === 'waiting') waiting++;
          } else if (each[0] === 'lookup') table.lookup(each[1]);
          else if (each[0] === 'suggested') table.suggested(each[1], each[2]);
          else if (each[0] === 'advertised') {
            table.advertised(each[1], {mac: each[2], solicited: each[3], override: each[4]});
          } else if (each[0] === 'delete') table.delete(each[1]);
          else clock.advance(each[1]);
          for (const entry of table) expect(entry.mac === undefined).toBe(entry.state === 'incomplete');
        }
        // Whatever waited has gone somewhere once all questions are answered or given up.
        clock.advance(3000);
        expect(settled).toBe(waiting);
        clock.advance(10_000);
        expect(clock.untilNext()).toBeUndefined();
      }),
    );
  });
});

describe('a ping to an address of a link', () => {
  test('needs no device where there is one link only', () => {
    const {clock, host, messages, near} = stationUnderTest6();
    startPing(clock, host, 'fe80::2');
    expect(messages()).toMatchObject([{source: near, target: ip6('fe80::2')}]);
  });

  test('is refused without one where there are several, and goes by the one that is said', () => {
    const {clock, lab, labHost, host, messages, iface} = stationUnderTest6();
    lab.wires.connect('other', [{host: labHost, name: 'eth1'}]);
    configureInterface(host, host.interfaces.named('eth1'), {up: true, ipv6: {enabled: true}});
    clock.advance(1000);
    messages();
    typedRoute6(host, '::/0', {via: '2001:db8::2'});
    expect(ping(clock, labHost, 'fe80::2')).toEqual(['EINVAL']);
    expect(ping(clock, labHost, 'ff02::1')).toEqual(['EINVAL']);
    startPing(clock, host, 'fe80::2', {device: iface});
    expect(messages()).toMatchObject([{target: ip6('fe80::2')}]);
  });

  test('goes to the other link where a host has the same address on this one', () => {
    const {clock, lab, labHost, host, iface, messages} = stationUnderTest6({set: [{local: ip6('fe80::7')}]});
    lab.wires.connect('other', [{host: labHost, name: 'eth1'}]);
    const other = host.interfaces.named('eth1');
    configureInterface(host, other, {up: true, ipv6: {enabled: true}});
    clock.advance(1000);
    messages();
    expect(ping(clock, labHost, 'fe80::7', {device: iface})).toEqual([expect.stringMatching('octets from fe80::7')]);
    startPing(clock, host, 'fe80::7', {device: other});
    expect(other.sent.packets).toBe(2);
    expect(explained(other.sent)).toBe(0);
  });

  test('of everybody is answered by all who hear it, and by nobody for an address', () => {
    const {clock, host, heard, send, near} = stationUnderTest6(undefined, {acquainted: true});
    const lines = startPing(clock, host, 'ff02::1', {count: 4});
    const [asked] = heard();
    expect(icmpOf(asked!)).toMatchObject({source: near, destination: ALL, hopLimit: 1});
    for (const source of [STATION6.peerLink, ip6('fe80::3')]) {
      send(echo6({source, destination: near}, {type: 129, identifier: asked![44]! * 256 + asked![45]!}));
    }
    // This host has joined the group as well.
    const answered = [near, STATION6.peerLink, ip6('fe80::3')].map(formatIpv6);
    expect(lines).toEqual(answered.map((from) => expect.stringMatching(`octets from ${from}: `) as string));
  });
});
