/** How an interface comes to its IPv6 addresses, and what they bring (RFC 4862, RFC 4429). */
import {describe, expect, test} from 'vitest';
import {formatPrefix6, multicastMac, solicitedNode} from '../../../src/packet/ipv6-address.ts';
import {
  type NeighbourSolicitation,
  emitNeighbourAdvertisement,
  emitNeighbourSolicitation,
} from '../../../src/packet/neighbour-discovery.ts';
import {configureInterface, deleteRoute, removeInterface, settingsChanged} from '../../../src/stack/configure.ts';
import type {Host} from '../../../src/stack/host.ts';
import {
  STATION6,
  type Station6,
  echo6,
  icmpOf,
  neighbourMessageOf,
  stationUnderTest6,
  typedRoute6,
} from '../../lab/network6-under-test.ts';
import {startPing} from '../../lab/network-under-test.ts';
import {ip6} from '../../packet/golden.ts';
import {account, hostUnderTest, total} from '../host-under-test.ts';

const {own, peer, peerMac} = STATION6;
const OTHER = ip6('2001:db8::9');

/** The routes of a host, as text; those of the loopback interface aside. */
function routes({ipv6}: Host): string[] {
  return [...ipv6.routes]
    .filter((route) => route.interface?.name !== 'lo0')
    .map(({destination, prefixLength, type}) => {
      const prefix = formatPrefix6({address: destination, length: prefixLength});
      return type === 'unicast' ? prefix : `${type} ${prefix}`;
    });
}

/** Another station asks whether `target` is free. */
const asks = (target: bigint, fields: Partial<NeighbourSolicitation> = {}) =>
  emitNeighbourSolicitation({source: 0n, destination: solicitedNode(target), target, ...fields});
/** Another station says that it has `target`. */
const claims = (target: bigint, targetMac: number | undefined = peerMac) =>
  emitNeighbourAdvertisement({
    ...{source: target, destination: ip6('ff02::1'), target, targetMac},
    ...{router: false, solicited: false, override: true},
  });
const checked = ({near}: Station6) => [
  {local: near, state: 'preferred'},
  {local: own, state: 'preferred'},
];

describe('the address of a link', () => {
  test('is made of the hardware address, with the universal bit turned', () => {
    const {iface, near} = stationUnderTest6();
    const mac = iface.hardwareAddress.toString(16).padStart(12, '0');
    expect(near.toString(16)).toBe(
      `fe80000000000000${(Number.parseInt(mac.slice(0, 2), 16) ^ 2).toString(16).padStart(2, '0')}${mac.slice(2, 6)}fffe${mac.slice(6)}`,
    );
    expect(iface.ipv6.linkLocal).toBe(near);
  });

  test('is made anew with another hardware address, and the neighbours are told', () => {
    const station = stationUnderTest6();
    const {host, iface, clock, states, messages} = station;
    messages();
    configureInterface(host, iface, {hardwareAddress: 0x0200_0000_0077});
    const near = ip6('fe80::ff:fe00:77');
    expect(states()).toEqual([
      {local: near, state: 'optimistic'},
      {local: own, state: 'preferred'},
    ]);
    expect(messages()).toMatchObject([
      {type: 'neighbour-solicitation', source: 0n, target: near},
      {type: 'neighbour-advertisement', target: own, targetMac: 0x0200_0000_0077, override: true, solicited: false},
    ]);
    clock.advance(1000);
    expect(states()).toEqual([
      {local: near, state: 'preferred'},
      {local: own, state: 'preferred'},
    ]);
  });

  test('on a tunnel is the same each time, another on each, and not made of a hardware address', () => {
    const made = () => {
      const {host, labHost, iface} = hostUnderTest({ipv6: {enabled: true}});
      labHost.createDevice('tun1', 'tun');
      const other = host.interfaces.named('tun1');
      configureInterface(host, other, {up: true, ipv6: {enabled: true}});
      return [iface.ipv6.linkLocal!, other.ipv6.linkLocal!];
    };
    const [one, other] = made();
    expect([one, other]).toEqual(made());
    expect(one).not.toBe(other);
    expect([(one! >> 64n).toString(16), (one! >> 57n) & 1n]).toEqual(['fe80000000000000', 0n]);
  });

  test('can be typed in place of the one that is made, which comes back afterwards', () => {
    const {host, iface, near} = stationUnderTest6({enabled: true});
    configureInterface(host, iface, {ipv6: {set: [{local: near, prefixLength: 64}]}});
    expect(iface.ipv6.addresses).toMatchObject([{local: near, origin: 'static'}]);
    configureInterface(host, iface, {ipv6: {remove: [near]}});
    expect(iface.ipv6.addresses).toMatchObject([{local: near, origin: 'link-local'}]);
  });

  test('that was made can not be removed; what ends it is said', () => {
    const {host, iface, near} = stationUnderTest6({enabled: true});
    expect(() => configureInterface(host, iface, {ipv6: {remove: [near]}})).toThrow(/inet6 ifdisabled/);
    configureInterface(host, iface, {ipv6: {enabled: false}});
    expect(iface.ipv6.addresses).toEqual([]);
    expect(routes(host)).toEqual([]);
  });

  test('is not on a loopback interface, which has ::1', () => {
    const {host} = stationUnderTest6();
    expect(host.interfaces.named('lo0').ipv6.addresses.map(({local}) => local)).toEqual([1n]);
  });
});

describe('typed addresses', () => {
  test.each(['::', '::1', 'ff02::1', 'ff0e::1'])('%s is refused, and nothing changes', (text) => {
    const {host, iface, states} = stationUnderTest6();
    const before = states();
    expect(() => configureInterface(host, iface, {mtu: 1400, ipv6: {add: [{local: ip6(text)}]}})).toThrow(
      expect.objectContaining({code: 'EINVAL'}),
    );
    expect([states(), iface.mtu]).toEqual([before, 1500]);
  });

  test('are refused twice, unless they are only to be there', () => {
    const {host, iface} = stationUnderTest6();
    expect(() => configureInterface(host, iface, {ipv6: {add: [{local: own}]}})).toThrow(
      expect.objectContaining({code: 'EEXIST'}),
    );
    configureInterface(host, iface, {ipv6: {set: [{local: own}]}});
    expect(() => configureInterface(host, iface, {ipv6: {remove: [peer]}})).toThrow(
      expect.objectContaining({code: 'EADDRNOTAVAIL'}),
    );
  });

  test('have a peer on a point-to-point link only, and bring the route to it', () => {
    const {host, iface} = hostUnderTest({ipv6: {set: [{local: own, peer}]}});
    expect(routes(host)).toEqual(expect.arrayContaining([`local 2001:db8::1`, '2001:db8::2']));
    expect(iface.ipv6.find(own)).toMatchObject({prefixLength: 128, peer});
    const station = stationUnderTest6();
    expect(() => configureInterface(station.host, station.iface, {ipv6: {add: [{local: OTHER, peer}]}})).toThrow(
      expect.objectContaining({code: 'EINVAL'}),
    );
  });

  test('of one prefix share its route, which stays as long as one of them', () => {
    const {host, iface, near} = stationUnderTest6();
    configureInterface(host, iface, {ipv6: {add: [{local: OTHER}]}});
    const link = `local ${formatPrefix6({address: near, length: 128})}`;
    expect(routes(host)).toEqual([link, 'local 2001:db8::1', 'local 2001:db8::9', 'fe80::/64', '2001:db8::/64']);
    configureInterface(host, iface, {ipv6: {remove: [own]}});
    expect(routes(host)).toEqual([link, 'local 2001:db8::9', 'fe80::/64', '2001:db8::/64']);
    configureInterface(host, iface, {ipv6: {remove: [OTHER]}});
    expect(routes(host)).toEqual([link, 'fe80::/64']);
  });

  test('do not bring back a route that somebody has deleted', () => {
    const {host, iface} = stationUnderTest6();
    deleteRoute(host, host.ipv6.routes.find({destination: ip6('2001:db8::'), prefixLength: 64})!);
    configureInterface(host, iface, {ipv6: {add: [{local: OTHER}]}});
    expect(routes(host)).not.toContain('2001:db8::/64');
  });

  test('are known to the device of a tunnel, which lets the stack have their packets', () => {
    const {host, iface, device, taken} = hostUnderTest({ipv6: {set: [{local: own}]}});
    device.hold('interface');
    const sent = () => {
      device.transmit(echo6());
      return [device.queues.interface.length, taken().length];
    };
    expect(sent()).toEqual([1, 0]);
    configureInterface(host, iface, {ipv6: {remove: [own]}});
    expect(host.interfaces.isOwn(own)).toBe(false);
    expect(sent()).toEqual([1, 1]);
  });
});

describe('an interface that comes up', () => {
  test('asks whether anybody has its addresses: from nobody, to the group of each, without a hardware address', () => {
    const {announced, near, iface} = stationUnderTest6(undefined, {settle: false});
    expect(announced.map(({to, packet}) => ({to, ...neighbourMessageOf(packet)!}))).toEqual(
      [near, own].map((target) => ({
        to: multicastMac(solicitedNode(target)),
        ...{type: 'neighbour-solicitation', source: 0n, destination: solicitedNode(target), target},
        sourceMac: undefined,
      })),
    );
    expect(announced.map(({packet}) => packet[7])).toEqual([255, 255]);
    expect(account(iface.sent)).toMatchObject({packets: 2, dropped: 0});
  });

  test('has them once nobody has said anything for a second', () => {
    const {clock, states, near} = stationUnderTest6(undefined, {settle: false});
    clock.advance(999);
    expect(states()).toEqual([
      {local: near, state: 'optimistic'},
      {local: own, state: 'optimistic'},
    ]);
    clock.advance(1);
    expect(states().map(({state}) => state)).toEqual(['preferred', 'preferred']);
  });

  test('has them at once where nobody is to be asked', () => {
    const station = stationUnderTest6(undefined, {settings: {duplicateDetection: false}, settle: false});
    expect(station.states()).toEqual(checked(station));
    expect(station.announced).toEqual([]);
  });

  test('begins anew each time: a check takes its second, whatever began before', () => {
    const {clock, host, iface, near, states} = stationUnderTest6(undefined, {settle: false});
    clock.advance(600);
    configureInterface(host, iface, {up: false});
    expect(states()).toEqual([{local: own, state: 'tentative'}]);
    expect(routes(host)).toEqual([]);
    configureInterface(host, iface, {up: true});
    clock.advance(999);
    expect(states()).toEqual([
      {local: near, state: 'optimistic'},
      {local: own, state: 'optimistic'},
    ]);
    clock.advance(1);
    expect(states().map(({state}) => state)).toEqual(['preferred', 'preferred']);
    expect(routes(host)).toHaveLength(4);
  });

  test('by itself where the host has IPv6 begin everywhere, and not elsewhere', () => {
    const without = stationUnderTest6({}, {settle: false});
    expect([without.iface.ipv6.enabled, without.announced]).toEqual([false, []]);
    without.host.settings.autoLinkLocal = true;
    settingsChanged(without.host);
    expect(without.iface.ipv6.linkLocal).toBe(without.near);
    const {iface, near} = stationUnderTest6({}, {settings: {autoLinkLocal: true}});
    expect(iface.ipv6.linkLocal).toBe(near);
  });

  test('has no IPv6 below an MTU of 1280, and typed addresses keep it from going there', () => {
    const {host, iface, states, clock, near} = stationUnderTest6({enabled: true});
    configureInterface(host, iface, {mtu: 1279});
    expect([states(), routes(host)]).toEqual([[], []]);
    expect(() => configureInterface(host, iface, {ipv6: {add: [{local: own}]}})).toThrow(/1280/);
    configureInterface(host, iface, {mtu: 1280, ipv6: {add: [{local: own}]}});
    clock.advance(1000);
    expect(states().map(({local}) => local)).toEqual([near, own]);
    expect(() => configureInterface(host, iface, {mtu: 1279})).toThrow(/1280/);
    expect(iface.mtu).toBe(1280);
  });

  test('and is taken away leaves nothing behind, and nothing happens later', () => {
    const {host, iface, clock, probe} = stationUnderTest6({set: [{local: own}], acceptRouters: true}, {settle: false});
    removeInterface(host, iface);
    expect([routes(host), host.interfaces.isOwn(own)]).toEqual([[], false]);
    probe.taken();
    clock.advance(60_000);
    expect(probe.taken()).toEqual([]);
  });
});

describe('an address that somebody else has', () => {
  test.each([
    ['asks for it as well', () => asks(own)],
    ['says so', () => claims(own)],
    ['says so without a hardware address', () => claims(own, undefined)],
  ])('%s: is shown and not used', (_what, message) => {
    const station = stationUnderTest6(undefined, {settle: false});
    station.send(message());
    station.clock.advance(5000);
    expect(station.states()).toEqual([
      {local: station.near, state: 'preferred'},
      {local: own, state: 'duplicate'},
    ]);
    expect(routes(station.host).some((route) => route.includes('2001'))).toBe(false);
    expect(station.host.ipv6.discovery.conflicts.has(own)).toBe(true);
    station.heard();
    station.send(echo6());
    expect(station.heard()).toEqual([]);
    expect(total(station.iface.received)).toBe(2);
  });

  test('can be reached there, like any neighbour', () => {
    const {clock, host, send, heard} = stationUnderTest6(undefined, {settle: false});
    send(claims(own));
    clock.advance(1000);
    typedRoute6(host, '2001:db8::/64', {dev: 'eth0'});
    startPing(clock, host, '2001:db8::1');
    send(claims(own));
    expect(heard().map((packet) => icmpOf(packet)?.destination)).toContain(own);
  });

  test('is looked for again when the interface comes up again', () => {
    const {clock, host, iface, send, states} = stationUnderTest6(undefined, {settle: false});
    send(asks(own));
    configureInterface(host, iface, {up: false});
    configureInterface(host, iface, {up: true});
    clock.advance(1000);
    expect(states().map(({state}) => state)).toEqual(['preferred', 'preferred']);
  });

  test('is kept where it was checked before; that the other has it is noted, and it is told', () => {
    const station = stationUnderTest6();
    station.send(claims(own));
    station.send(asks(own));
    expect(station.states()).toEqual(checked(station));
    expect(station.host.ipv6.discovery.conflicts.get(own)).toBe(peerMac);
    expect(station.messages()).toEqual([
      {
        to: multicastMac(ip6('ff02::1')),
        ...{type: 'neighbour-advertisement', source: own, destination: ip6('ff02::1'), target: own},
        ...{router: false, solicited: false, override: true, targetMac: station.iface.hardwareAddress},
      },
    ]);
  });

  test('is not what the own message says that comes back', () => {
    const station = stationUnderTest6(undefined, {settle: false});
    station.send(claims(own, station.iface.hardwareAddress));
    expect(station.host.ipv6.discovery.conflicts.size).toBe(0);
  });
});

describe('an address that is still being checked (RFC 4429)', () => {
  test('is answered for without taking the place of what others know', () => {
    const {send, messages} = stationUnderTest6(undefined, {settle: false});
    send(asks(own, {source: peer, sourceMac: peerMac}));
    expect(messages()).toMatchObject([
      {type: 'neighbour-advertisement', target: own, override: false, solicited: true},
    ]);
  });

  test('is not told with a hardware address when a neighbour is looked for', () => {
    const {clock, host, messages} = stationUnderTest6(undefined, {settle: false});
    startPing(clock, host, '2001:db8::2');
    expect(messages()).toMatchObject([
      {type: 'neighbour-solicitation', source: own, target: peer, sourceMac: undefined},
    ]);
    clock.advance(1000);
    expect(messages()).toMatchObject([
      {type: 'neighbour-solicitation', source: own, target: peer, sourceMac: expect.any(Number) as number},
    ]);
  });

  test('is avoided as a source where there is another', () => {
    const {host, iface} = stationUnderTest6();
    configureInterface(host, iface, {ipv6: {add: [{local: OTHER}]}});
    // By the longest prefix in common it would be the other one.
    expect(host.sourceFor(ip6('2001:db8::8'))).toBe(own);
    expect(iface.ipv6.find(OTHER)!.state).toBe('optimistic');
  });

  test('solicits routers without a hardware address', () => {
    const {messages, clock, announced} = stationUnderTest6({acceptRouters: true}, {settle: false});
    expect(announced.map(({packet}) => neighbourMessageOf(packet))).toMatchObject([
      {type: 'neighbour-solicitation'},
      {type: 'router-solicitation', sourceMac: undefined},
    ]);
    clock.advance(4000);
    expect(messages()).toMatchObject([{type: 'router-solicitation', sourceMac: expect.any(Number) as number}]);
  });
});
