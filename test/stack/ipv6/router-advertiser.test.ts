/** A router that says so (RFC 4861 §6.2). */
import {describe, expect, test} from 'vitest';
import {ALL_NODES} from '../../../src/packet/ipv6-address.ts';
import {emitRouterSolicitation} from '../../../src/packet/neighbour-discovery.ts';
import {configureInterface, settingsChanged} from '../../../src/stack/configure.ts';
import {STATION6, type Station6, networkUnderTest6, stationUnderTest6} from '../../lab/network6-under-test.ts';
import {ping} from '../../lab/network-under-test.ts';
import {ip6} from '../../packet/golden.ts';
import {account} from '../host-under-test.ts';

const {own, peerLink, peerMac} = STATION6;

function advertiser() {
  return stationUnderTest6({set: [{local: own}], advertises: true}, {settings: {ipv6Forwarding: true}, settle: false});
}

const solicits = (source = peerLink, sourceMac: number | undefined = source === 0n ? undefined : peerMac) =>
  emitRouterSolicitation({source, sourceMac});
const advertisements = ({messages}: Station6) => messages().filter(({type}) => type === 'router-advertisement');

/** When the router advertises in so many milliseconds from now on, in steps of a second. */
function timesOf(station: Station6, duration: number): number[] {
  const times: number[] = [];
  for (let elapsed = 1000; elapsed <= duration; elapsed += 1000) {
    station.clock.advance(1000);
    times.push(...advertisements(station).map(() => elapsed));
  }
  return times;
}

describe('a router that advertises', () => {
  test('says how long it is one, its MTU, its station, and the prefixes that were typed', () => {
    const station = advertiser();
    const {host, iface, near} = station;
    configureInterface(host, iface, {
      ipv6: {add: [{local: own + 1n}, {local: ip6('2001:db8:7::1'), prefixLength: 48}, {local: ip6('fe80::77')}]},
    });
    const common = {onLink: true, validLifetime: 2_592_000, preferredLifetime: 604_800};
    expect(advertisements(station).at(-1)).toMatchObject({
      ...{source: near, destination: ALL_NODES, lifetime: 1800, hopLimit: 64, mtu: 1500},
      ...{sourceMac: iface.hardwareAddress, managed: false, other: false},
      prefixes: [
        {...common, prefix: ip6('2001:db8::'), length: 64, autonomous: true},
        {...common, prefix: ip6('2001:db8:7::'), length: 48, autonomous: false},
      ],
    });
  });

  test('says it three times 16 seconds apart, then every ten minutes', () => {
    const station = advertiser();
    expect(timesOf(station, 1_300_000)).toEqual([16_000, 32_000, 632_000, 1_232_000]);
  });

  test('answers who asks, in person where that says who it is', () => {
    const station = advertiser();
    station.clock.advance(1000);
    station.messages();
    station.send(solicits());
    expect(advertisements(station)).toMatchObject([{to: peerMac, destination: peerLink, lifetime: 1800}]);
    expect(station.link.discovery.neighbours.get(peerLink)).toMatchObject({router: false, mac: peerMac});
  });

  test('answers everybody at most every three seconds, and goes on as before', () => {
    const station = advertiser();
    station.clock.advance(1000);
    station.messages();
    for (let round = 0; round < 10; round++) station.send(solicits(0n));
    expect(advertisements(station)).toEqual([]);
    expect(timesOf(station, 20_000)).toEqual([2000, 18_000]);
  });

  test.each([
    ['to advertise no more', ({host, iface}: Station6) => configureInterface(host, iface, {ipv6: {advertises: false}})],
    ['to have no IPv6', ({host, iface}: Station6) => configureInterface(host, iface, {ipv6: {enabled: false}})],
  ])('that is told %s says goodbye, once', (_what, end) => {
    const station = advertiser();
    station.clock.advance(1000);
    station.messages();
    end(station);
    expect(advertisements(station)).toMatchObject([{lifetime: 0}]);
    expect(timesOf(station, 700_000)).toEqual([]);
    station.send(solicits());
    expect(station.heard()).toEqual([]);
  });

  test('that does not forward any more is nobody’s default router', () => {
    const station = advertiser();
    station.messages();
    station.host.settings.ipv6Forwarding = false;
    settingsChanged(station.host);
    expect(advertisements(station)).toMatchObject([{lifetime: 0, prefixes: [{prefix: ip6('2001:db8::')}]}]);
  });

  test('that goes down is silent, and begins anew afterwards', () => {
    const station = advertiser();
    const {host, iface} = station;
    station.messages();
    configureInterface(host, iface, {up: false});
    expect(timesOf(station, 60_000)).toEqual([]);
    configureInterface(host, iface, {up: true});
    expect(advertisements(station)).toHaveLength(1);
    expect(timesOf(station, 40_000)).toEqual([16_000, 32_000]);
  });
});

describe('who does not advertise', () => {
  test('does not answer, and learns nobody', () => {
    const station = stationUnderTest6();
    station.send(solicits());
    expect([station.heard(), station.link.discovery.neighbours.get(peerLink)]).toEqual([[], undefined]);
    expect(account(station.iface.received).reasons).toEqual({'multicast-not-joined': 1});
    // As one that forwards it hears the group, but has nothing to say.
    station.host.settings.ipv6Forwarding = true;
    station.send(solicits());
    expect(account(station.iface.received).reasons).toMatchObject({'not-a-router': 1});
  });

  test('in a network whose router does has all that it needs to reach everybody', () => {
    const {clock, client, router, server} = networkUnderTest6();
    const iface = client.host.interfaces.named('eth0');
    configureInterface(client.host, iface, {ipv6: {remove: [ip6('2001:db8:1::2')], acceptRouters: true}});
    for (const route of [...client.host.ipv6.routes]) if (route.gateway) client.host.ipv6.routes.delete(route);
    expect(ping(clock, client, '2001:db8:2::2')).toEqual(['ENETUNREACH']);
    configureInterface(router.host, router.host.interfaces.named('eth0'), {ipv6: {advertises: true}});
    clock.advance(1000);
    expect(ping(clock, client, '2001:db8:2::2')).toEqual([expect.stringContaining('from 2001:db8:2::2: seq 0 ttl 63')]);
    const source = client.host.sourceFor(ip6('2001:db8:2::2'));
    expect(iface.ipv6.find(source as bigint)).toMatchObject({origin: 'autoconf', state: 'preferred'});
    expect(server.host.interfaces.named('eth0').received.errors).toBe(0);
  });
});
