/** What a host believes of routers (RFC 4861 §6.3, §8.3, RFC 4862 §5.5). */
import {describe, expect, test} from 'vitest';
import {formatIpv6, formatPrefix6} from '../../../src/packet/ipv6-address.ts';
import {
  type PrefixInformation,
  type RouterAdvertisement,
  emitNeighbourAdvertisement,
  emitRedirect,
  emitRouterAdvertisement,
} from '../../../src/packet/neighbour-discovery.ts';
import {configureInterface, deleteRoute, settingsChanged} from '../../../src/stack/configure.ts';
import {STATION6, type Station6, echo6, icmpOf, stationUnderTest6, typedRoute6} from '../../lab/network6-under-test.ts';
import {startPing} from '../../lab/network-under-test.ts';
import {ip6} from '../../packet/golden.ts';
import {account, total} from '../host-under-test.ts';

const {peerLink, peerMac} = STATION6;
const SECOND = ip6('fe80::3');
const FAR = ip6('2001:db8:99::1');
const HOUR = 3_600_000;
const FOR_EVER = 0xffff_ffff;

/** A prefix that is on the link and makes addresses, for so many seconds. */
const prefix = (fields: Partial<PrefixInformation> = {}): PrefixInformation => ({
  ...{prefix: ip6('2001:db8:5::'), length: 64, onLink: true, autonomous: true},
  ...{validLifetime: 86_400, preferredLifetime: 14_400},
  ...fields,
});

const advertises = (fields: Partial<RouterAdvertisement> = {}) =>
  emitRouterAdvertisement({
    ...{source: peerLink, destination: ip6('ff02::1'), hopLimit: 0, managed: false, other: false, lifetime: 1800},
    ...{reachableTime: 0, retransTimer: 0, sourceMac: peerMac, prefixes: []},
    ...fields,
  });

const listening = () => stationUnderTest6({acceptRouters: true});

/** What routers have said about routes. */
function learnt({host}: Station6): string[] {
  return [...host.ipv6.routes]
    .filter(({protocol}) => protocol === 'ra')
    .map(({destination: address, prefixLength: length, gateway}) => {
      const via = gateway === undefined ? '' : ` via ${formatIpv6(gateway)}`;
      return `${formatPrefix6({address, length})}${via}`;
    });
}

const autoconf = ({iface}: Station6) =>
  iface.ipv6.addresses
    .filter(({origin}) => origin === 'autoconf')
    .map(({local, state}) => `${formatIpv6(local)} ${state}`);

describe('a host that listens to routers', () => {
  test('asks three times, four seconds apart, while nobody answers', () => {
    const {clock, messages} = stationUnderTest6({acceptRouters: true}, {settle: false});
    const times = [0];
    for (let elapsed = 500; elapsed < 30_000; elapsed += 500) {
      clock.advance(500);
      for (const {type, destination} of messages()) {
        expect([type, destination]).toEqual(['router-solicitation', ip6('ff02::2')]);
        times.push(elapsed);
      }
    }
    expect(times).toEqual([0, 4000, 8000]);
  });

  test('asks no more once one has answered', () => {
    const {clock, send, messages} = listening();
    send(advertises());
    messages();
    clock.advance(30_000);
    expect(messages().filter(({type}) => type === 'router-solicitation')).toEqual([]);
  });

  test('has a default route by a router for as long as that says', () => {
    const station = listening();
    station.send(advertises({lifetime: 10}));
    expect(learnt(station)).toEqual(['default via fe80::2']);
    station.clock.advance(9_000);
    station.send(advertises({lifetime: 10}));
    station.clock.advance(9_999);
    expect(learnt(station)).toEqual(['default via fe80::2']);
    station.clock.advance(1);
    expect(learnt(station)).toEqual([]);
  });

  test('drops a router that says so', () => {
    const station = listening();
    station.send(advertises());
    station.send(advertises({lifetime: 0}));
    expect(learnt(station)).toEqual([]);
  });

  test('takes the next of several routers when the first is none any more, as it says or as a neighbour says of itself', () => {
    const station = listening();
    station.send(advertises());
    station.send(advertises({source: SECOND, sourceMac: 0x0200_0000_00cc}));
    expect(learnt(station)).toEqual(['default via fe80::2', 'default via fe80::3']);
    const target = {target: peerLink, targetMac: peerMac};
    station.send(
      emitNeighbourAdvertisement({
        ...{source: peerLink, destination: station.near, ...target},
        ...{router: false, solicited: true, override: true},
      }),
    );
    expect(learnt(station)).toEqual(['default via fe80::3']);
    expect(station.host.ipv6.routes.lookup(FAR)?.gateway).toBe(SECOND);
  });

  test('learns the station of a router with its advertisement, and that it is one', () => {
    const {send, link} = listening();
    send(advertises());
    expect(link.discovery.neighbours.get(peerLink)).toMatchObject({state: 'stale', mac: peerMac, router: true});
  });

  test('has a route to a prefix on the link, until its time is over or somebody says that it is', () => {
    const station = listening();
    const onLink = (validLifetime: number) =>
      station.send(advertises({lifetime: 0, prefixes: [prefix({autonomous: false, validLifetime})]}));
    onLink(5);
    expect(learnt(station)).toEqual(['2001:db8:5::/64']);
    station.clock.advance(5000);
    expect(learnt(station)).toEqual([]);
    onLink(FOR_EVER);
    station.clock.advance(1000 * HOUR);
    expect(learnt(station)).toEqual(['2001:db8:5::/64']);
    onLink(0);
    expect(learnt(station)).toEqual([]);
  });

  test('makes an address of a prefix, checks it, and lets it age', () => {
    const station = listening();
    const local = formatIpv6(ip6('2001:db8:5::') | (station.near & ((1n << 64n) - 1n)));
    station.send(advertises({prefixes: [prefix({validLifetime: 20, preferredLifetime: 10})]}));
    expect(autoconf(station)).toEqual([`${local} optimistic`]);
    expect(station.messages()).toMatchObject([{type: 'neighbour-solicitation', source: 0n}]);
    station.clock.advance(1000);
    expect(autoconf(station)).toEqual([`${local} preferred`]);
    expect(station.host.ipv6.routes.lookup(ip6(local))?.type).toBe('local');
    station.clock.advance(9000);
    expect(autoconf(station)).toEqual([`${local} deprecated`]);
    station.clock.advance(10_000);
    expect(autoconf(station)).toEqual([]);
    expect(station.host.ipv6.routes.lookup(ip6(local))?.type).not.toBe('local');
  });

  test.each([
    ['a prefix of 63 bits', {length: 63}],
    ['one of the link', {prefix: ip6('fe80::')}],
    ['a multicast one', {prefix: ip6('ff0e::')}],
    ['one that is over', {validLifetime: 0, preferredLifetime: 0}],
    ['one preferred for longer than it is valid', {validLifetime: 5, preferredLifetime: 6}],
    ['one that is not for it', {autonomous: false}],
  ])('makes no address of %s', (_what, fields) => {
    const station = listening();
    station.send(advertises({prefixes: [prefix(fields)]}));
    expect(autoconf(station)).toEqual([]);
  });

  test.each([
    ['more than two hours left, an hour told', 4 * HOUR, HOUR, 2 * HOUR],
    ['more than two hours left, none told', 4 * HOUR, 0, 2 * HOUR],
    ['an hour left, less told', HOUR, HOUR / 2, HOUR],
    ['an hour left, more told', HOUR, 1.5 * HOUR, 1.5 * HOUR],
    ['an hour left, three told', HOUR, 3 * HOUR, 3 * HOUR],
    ['four hours left, three told', 4 * HOUR, 3 * HOUR, 3 * HOUR],
  ])('lets nobody end an address early: %s (RFC 4862 §5.5.3)', (_what, left, told, expected) => {
    const station = listening();
    const {clock, iface, send} = station;
    send(advertises({prefixes: [prefix({validLifetime: left / 1000 + 1, preferredLifetime: 0})]}));
    clock.advance(1000);
    send(advertises({prefixes: [prefix({validLifetime: told / 1000, preferredLifetime: 0})]}));
    const [address] = iface.ipv6.addresses.filter(({origin}) => origin === 'autoconf');
    expect(address!.validUntil! - clock.now()).toBe(expected);
    clock.advance(expected - 1);
    expect(autoconf(station)).toHaveLength(1);
    clock.advance(1);
    expect(autoconf(station)).toEqual([]);
  });

  test('gives up an address that somebody else has, and forgets it in its time', () => {
    const station = listening();
    station.send(advertises({prefixes: [prefix({validLifetime: 60, preferredLifetime: 60})]}));
    const {local} = station.iface.ipv6.addresses.find(({origin}) => origin === 'autoconf')!;
    station.send(
      emitNeighbourAdvertisement({
        ...{source: local, destination: ip6('ff02::1'), target: local, targetMac: peerMac},
        ...{router: false, solicited: false, override: true},
      }),
    );
    expect(autoconf(station)).toEqual([`${formatIpv6(local)} duplicate`]);
    station.clock.advance(60_000);
    expect(autoconf(station)).toEqual([]);
  });

  test('sends with the hop limit, and no longer packets, than a router says', () => {
    const {host, iface, clock, send, heard} = listening();
    send(advertises({hopLimit: 17, mtu: 1280}));
    heard();
    startPing(clock, host, '2001:db8:99::1', {size: 1400, source: iface.ipv6.linkLocal!});
    const fragments = heard();
    expect(fragments.map((packet) => packet[7])).toEqual([17, 17]);
    expect(Math.max(...fragments.map(({length}) => length))).toBeLessThanOrEqual(1280);
    // Zero means nothing.
    send(advertises({hopLimit: 0}));
    expect(iface.ipv6.hopLimit).toBe(17);
  });

  test.each([1279, 1501, 0, FOR_EVER])('does not believe in an MTU of %i', (mtu) => {
    const {iface, send} = listening();
    send(advertises({mtu}));
    expect(iface.ipv6.linkMtu).toBeUndefined();
  });

  test('asks neighbours as often, and believes in them as long, as a router says, within reason', () => {
    const {link, send, host, iface} = listening();
    const times = () => {
      const {reachableFor, interval} = link.discovery.neighbours.times;
      return [reachableFor, interval];
    };
    send(advertises({reachableTime: 60_000, retransTimer: 200}));
    expect(times()).toEqual([60_000, 200]);
    for (const nonsense of [0, 1, 99, HOUR + 1, FOR_EVER]) {
      send(advertises({reachableTime: nonsense, retransTimer: nonsense}));
      expect(times()).toEqual([60_000, 200]);
    }
    configureInterface(host, iface, {ipv6: {acceptRouters: false}});
    expect(times()).toEqual([30_000, 1000]);
  });

  test('forgets all of it when it stops listening, goes down, or forwards', () => {
    for (const stop of [
      ({host, iface}: Station6) => configureInterface(host, iface, {ipv6: {acceptRouters: false}}),
      ({host, iface}: Station6) => configureInterface(host, iface, {up: false}),
      ({host}: Station6) => {
        host.settings.ipv6Forwarding = true;
        settingsChanged(host);
      },
    ]) {
      const station = listening();
      station.send(advertises({hopLimit: 9, mtu: 1400, prefixes: [prefix()]}));
      expect(learnt(station)).toHaveLength(2);
      stop(station);
      const {hopLimit, linkMtu} = station.iface.ipv6;
      expect([learnt(station), hopLimit, linkMtu]).toEqual([[], undefined, undefined]);
    }
  });

  test('has a route again that somebody deleted, when a router says it again', () => {
    const station = listening();
    station.send(advertises());
    deleteRoute(station.host, station.host.ipv6.routes.routeTo(FAR)!);
    expect(learnt(station)).toEqual([]);
    station.send(advertises());
    expect(learnt(station)).toEqual(['default via fe80::2']);
    station.send(advertises({lifetime: 0}));
    expect(learnt(station)).toEqual([]);
  });

  test('has no more addresses, routes and timers than it bears, however much is advertised', () => {
    const station = listening();
    const {clock, send, iface} = station;
    for (let index = 0; index < 600; index++) {
      send(
        advertises({source: ip6('fe80::1:0') + BigInt(index), prefixes: [prefix({prefix: BigInt(index + 1) << 64n})]}),
      );
    }
    expect([learnt(station).length, autoconf(station).length]).toEqual([256, 16]);
    clock.advance(1000);
    // Timers that are asked for and neither fire nor are cancelled.
    let timers = 0;
    const after = clock.after.bind(clock);
    clock.after = (...wanted) => {
      timers++;
      const timer = after(...wanted);
      return {
        cancel: () => {
          timers--;
          timer.cancel();
        },
      };
    };
    for (let round = 0; round < 500; round++) send(advertises({prefixes: [prefix({prefix: 1n << 64n})]}));
    expect(timers).toBeLessThan(10);
    expect(total(iface.received)).toBe(1100);
  });
});

describe('an advertisement', () => {
  test.each([
    ['by default', {}, {}],
    ['where the interface is told not to listen', {acceptRouters: false}, {acceptRouters: true}],
    ['by a host that forwards', {acceptRouters: true}, {ipv6Forwarding: true}],
  ])('is ignored %s', (_what, change, settings) => {
    const station = stationUnderTest6({enabled: true, ...change}, {settings});
    station.send(advertises({prefixes: [prefix()]}));
    expect([learnt(station), autoconf(station)]).toEqual([[], []]);
    expect(account(station.iface.received).reasons).toEqual({'router-advertisement-ignored': 1});
  });

  test.each([
    ['not from the link', {source: ip6('2001:db8::2')}, (packet: Uint8Array) => packet],
    ['from further away', {}, (packet: Uint8Array) => packet.fill(254, 7, 8)],
  ])('%s is damaged', (_what, fields, spoil) => {
    const station = listening();
    station.send(spoil(advertises(fields)));
    expect([learnt(station), station.iface.received.errors]).toEqual([[], 1]);
  });
});

describe('a redirect', () => {
  const redirect = (station: Station6, fields: Partial<Parameters<typeof emitRedirect>[0]> = {}) =>
    emitRedirect({
      ...{source: peerLink, destination: station.near, target: SECOND, about: FAR, targetMac: 0x0200_0000_00cc},
      quoted: echo6({source: station.near, destination: FAR}),
      ...fields,
    });

  test('from the first hop is followed for ten minutes', () => {
    const station = listening();
    station.send(advertises({lifetime: 9000}));
    station.send(redirect(station));
    expect(learnt(station)).toEqual(['2001:db8:99::1 via fe80::3', 'default via fe80::2']);
    station.heard();
    startPing(station.clock, station.host, '2001:db8:99::1', {source: station.near});
    expect(station.heard().map((packet) => icmpOf(packet)?.destination)).toEqual([FAR]);
    station.clock.advance(600_000);
    expect(learnt(station)).toEqual(['default via fe80::2']);
  });

  test('to the destination itself makes it a neighbour', () => {
    const station = listening();
    station.send(advertises());
    station.send(redirect(station, {target: FAR}));
    expect(learnt(station)).toEqual(['2001:db8:99::1', 'default via fe80::2']);
  });

  test('by the router that another led to takes the place of what that said', () => {
    const station = listening();
    station.send(advertises());
    station.send(redirect(station));
    station.send(redirect(station, {source: SECOND, target: ip6('fe80::4')}));
    expect(learnt(station)).toEqual(['2001:db8:99::1 via fe80::4', 'default via fe80::2']);
  });

  test.each([
    ['from somebody else', {source: SECOND}],
    ['about what is on the link', {about: ip6('fe80::9')}],
    ['about where no route leads', {about: ip6('2001:db8:98::1')}, '2001:db8:99::/64'],
  ])('%s is ignored', (_what, fields, only = '::/0') => {
    const station = stationUnderTest6();
    typedRoute6(station.host, only, {via: 'fe80::2'});
    station.send(redirect(station, fields));
    expect(learnt(station)).toEqual([]);
    expect(account(station.iface.received).reasons).toEqual({'redirect-ignored': 1});
  });

  test('is ignored by a router', () => {
    const station = stationUnderTest6();
    typedRoute6(station.host, '::/0', {via: 'fe80::2'});
    station.host.settings.ipv6Forwarding = true;
    station.send(redirect(station));
    expect(account(station.iface.received).reasons).toEqual({'redirect-ignored': 1});
  });

  test('is bounded in number', () => {
    const station = listening();
    station.send(advertises());
    for (let index = 0n; index < 1000n; index++) station.send(redirect(station, {about: FAR + index}));
    expect(learnt(station)).toHaveLength(256);
  });
});
