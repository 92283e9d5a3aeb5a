/** A host that passes IPv6 packets on (RFC 8200, RFC 4443, RFC 4861 §8.2). */
import {describe, expect, test} from 'vitest';
import {emitIpv6Packet, parseIpv6Packet} from '../../../src/packet/ipv6.ts';
import {configureInterface} from '../../../src/stack/configure.ts';
import {
  echo6,
  icmpOf,
  icmpPacket,
  neighbourMessageOf,
  routerUnderTest6,
  typedRoute6,
} from '../../lab/network6-under-test.ts';
import {hex, ip6} from '../../packet/golden.ts';
import {account, hostUnderTest} from '../host-under-test.ts';

const CLIENT = ip6('2001:db8:1::2');
const SERVER = ip6('2001:db8:2::2');
const ROUTER = ip6('2001:db8:1::1');
const NEAR = ip6('fe80::2');

type Router = ReturnType<typeof routerUnderTest6>;

/** From the client to the server, unless said otherwise. */
const packet = (fields: Parameters<typeof echo6>[0] = {}, message: Parameters<typeof echo6>[1] = {}) =>
  echo6({source: CLIENT, destination: SERVER, ...fields}, message);

/** What becomes of packets that the client hands to the router. */
function fateOf({left, right}: Router, ...packets: Uint8Array[]) {
  const before = new Map(left.iface.received.reasons);
  for (const each of packets) left.send(each);
  const reasons = [...left.iface.received.reasons].filter(([reason, times]) => times !== before.get(reason));
  return {
    passed: right.probe.packets6().map((each) => each.packet),
    answers: left.probe.packets6().map((each) => each.packet),
    reasons: reasons.map(([reason]) => reason),
  };
}

const dropped = (reason: string) => ({passed: [], answers: [], reasons: [reason]});
const refused = (router: Router, about: Uint8Array, error: object, reason: string) => {
  const {passed, answers, reasons} = fateOf(router, about);
  expect({passed, reasons}).toEqual({passed: [], reasons: [reason]});
  expect(answers.map(icmpOf)).toMatchObject([
    {source: ROUTER, destination: CLIENT, quoted: about.subarray(0, 1232), ...error},
  ]);
};

describe('a host that forwards', () => {
  test('passes a packet on, one from its hop limit and all else as it was', () => {
    const sent = emitIpv6Packet({
      ...{trafficClass: 0xb8, flowLabel: 0x12345, nextHeader: 200, hopLimit: 9, source: CLIENT, destination: SERVER},
      payload: Uint8Array.of(1, 2, 3),
    });
    const router = routerUnderTest6();
    const {passed, answers, reasons} = fateOf(router, sent);
    expect(passed.map(parseIpv6Packet)).toEqual([{...parseIpv6Packet(sent), hopLimit: 8}]);
    expect([answers, reasons]).toEqual([[], []]);
    expect(account(router.left.iface.received)).toMatchObject({packets: 1});
  });

  test('passes fragments and headers on without a look at what is in them', () => {
    const sent = [
      ['an option that it does not know', 60, '3a009e00000000000000'],
      ['a routing header', 43, '3a000201000000000000'],
      ['the end of a fragment', 44, '3a000011000000010000'],
      ['an option for every hop that may be skipped', 0, '3a001e0000000000'],
    ] as const;
    for (const [what, nextHeader, payload] of sent) {
      const whole = emitIpv6Packet({
        ...{trafficClass: 0, flowLabel: 0, hopLimit: 64, source: CLIENT, destination: SERVER},
        ...{nextHeader, payload: hex(payload)},
      });
      expect(fateOf(routerUnderTest6(), whole), what).toMatchObject({passed: [whole.fill(63, 7, 8)], answers: []});
    }
  });

  test('says when the hop limit is used up', () => {
    for (const hopLimit of [0, 1]) {
      refused(routerUnderTest6(), packet({hopLimit}), {type: 3, code: 0, rest: 0}, 'hop-limit-exceeded');
    }
  });

  test('says how long a packet may be, and lets one pass that is as long', () => {
    const router = routerUnderTest6({rightMtu: 1300});
    const long = (octets: number) => packet({}, {data: new Uint8Array(octets - 48)});
    expect(fateOf(router, long(1300)).passed).toHaveLength(1);
    refused(router, long(1301), {type: 2, code: 0, rest: 1300}, 'forward-too-long');
  });

  test.each([
    ['no route leads to', '2001:db8:7::1', 0, 'no-route'],
    ['a route rejects', '2001:db8:8::1', 6, 'rejected'],
  ])('says that %s a destination', (_what, destination, code, reason) => {
    const router = routerUnderTest6();
    typedRoute6(router.host, '2001:db8:8::/64', {type: 'unreachable'});
    refused(router, packet({destination: ip6(destination)}), {type: 1, code}, reason);
  });

  test('says nothing about what a blackhole swallows', () => {
    const router = routerUnderTest6();
    typedRoute6(router.host, '2001:db8:8::/64', {type: 'blackhole'});
    expect(fateOf(router, packet({destination: ip6('2001:db8:8::1')}))).toEqual(dropped('blackhole'));
  });

  test('says that nobody has an address, once it has asked for it', () => {
    const router = routerUnderTest6();
    const about = packet({destination: ip6('2001:db8:2::9')});
    expect(fateOf(router, about)).toMatchObject({answers: [], reasons: []});
    router.clock.advance(3000);
    const [answer] = router.left.probe.packets6();
    expect(icmpOf(answer!.packet)).toMatchObject({source: ROUTER, destination: CLIENT, type: 1, code: 3});
    expect(account(router.right.iface.sent).reasons).toEqual({'host-unreachable': 1});
  });

  test('keeps packets of a link on it', () => {
    const router = routerUnderTest6();
    expect(fateOf(router, packet({destination: ip6('fe80::9')}))).toEqual(dropped('beyond-scope'));
    expect(fateOf(router, packet({source: 0n}))).toEqual(dropped('beyond-scope'));
    const {passed, answers, reasons} = fateOf(router, packet({source: NEAR}));
    expect([passed, reasons]).toEqual([[], ['beyond-scope']]);
    expect(answers.map(icmpOf)).toMatchObject([{source: router.left.near, destination: NEAR, type: 1, code: 2}]);
  });

  test.each(['ff02::5', 'ff05::5', 'ff0e::5'])('does not pass on what is for the group %s', (group) => {
    expect(fateOf(routerUnderTest6(), packet({destination: ip6(group)}))).toEqual(dropped('multicast-not-joined'));
  });

  test('does not complain about complaints, nor about redirects', () => {
    const router = routerUnderTest6();
    for (const type of [1, 2, 3, 4, 100, 137]) {
      const about = icmpPacket({source: CLIENT, destination: SERVER, hopLimit: 1}, type, 0, new Uint8Array(44));
      expect(fateOf(router, about).answers).toEqual([]);
    }
  });

  test('minds the options for every hop', () => {
    const options = (type: string) =>
      emitIpv6Packet({
        ...{trafficClass: 0, flowLabel: 0, nextHeader: 0, hopLimit: 64, source: CLIENT, destination: SERVER},
        payload: hex(`3b00${type}0000000000`),
      });
    expect(fateOf(routerUnderTest6(), options('5e'))).toEqual(dropped('unknown-option'));
    refused(routerUnderTest6(), options('9e'), {type: 4, code: 2, rest: 42}, 'unknown-option');
  });

  test('does not send back into a point-to-point link what is for a network of that link (RFC 4443 §3.1)', () => {
    const {host, node, iface, taken} = hostUnderTest({ipv6: {set: [{local: ip6('2001:db8:5::1'), prefixLength: 64}]}});
    host.settings.ipv6Forwarding = true;
    node.write(echo6({source: ip6('2001:db8:5::2'), destination: ip6('2001:db8:5::3')}));
    expect(taken().map(icmpOf)).toMatchObject([{type: 1, code: 3, destination: ip6('2001:db8:5::2')}]);
    expect(account(iface.received).reasons).toEqual({'not-local': 1});
  });

  test('refuses what an interface that is down would carry', () => {
    const router = routerUnderTest6();
    typedRoute6(router.host, '2001:db8:8::/64', {dev: 'eth1'});
    configureInterface(router.host, router.right.iface, {up: false});
    refused(router, packet(), {type: 1, code: 0}, 'no-route');
  });
});

describe('a packet that leaves as it came', () => {
  const OTHER = ip6('2001:db8:1::3');

  function redirected(router: Router, about: Uint8Array) {
    router.left.link.discovery.neighbours.setPermanent(OTHER, 0x0200_0000_00cc, false);
    return fateOf(router, about).answers.map((each) => neighbourMessageOf(each) ?? parseIpv6Packet(each));
  }

  test('has its sender told of the better first hop', () => {
    const router = routerUnderTest6();
    const about = packet({destination: OTHER});
    expect(redirected(router, about)).toMatchObject([
      {destination: OTHER, hopLimit: 63},
      {
        ...{type: 'redirect', source: router.left.near, destination: CLIENT, target: OTHER, about: OTHER},
        ...{targetMac: 0x0200_0000_00cc, quoted: about.subarray(0, about.length & ~7)},
      },
    ]);
  });

  test('by a router is told of that by its address on the link', () => {
    const router = routerUnderTest6();
    router.left.link.discovery.neighbours.setPermanent(ip6('fe80::7'), 0x0200_0000_0077, false);
    router.host.ipv6.routes.add({
      ...{destination: ip6('2001:db8:7::'), prefixLength: 64, type: 'unicast', interface: router.left.iface},
      ...{gateway: ip6('fe80::7'), metric: 0, protocol: 'static', host: false},
    });
    const about = packet({destination: ip6('2001:db8:7::1')});
    expect(redirected(router, about).at(-1)).toMatchObject({type: 'redirect', target: ip6('fe80::7')});
  });

  test.each([
    ['where redirects are off', {}, ({host}: Router) => (host.settings.ipv6Redirects = false)],
    ['to who is no neighbour', {source: ip6('2001:db8:9::1')}, () => true],
  ])('is passed on without a word %s', (_what, fields, prepare) => {
    const router = routerUnderTest6();
    prepare(router);
    expect(redirected(router, packet({destination: OTHER, ...fields}))).toMatchObject([{destination: OTHER}]);
  });
});
