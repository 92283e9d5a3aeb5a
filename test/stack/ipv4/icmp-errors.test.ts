import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseIcmpv4} from '../../../src/packet/icmpv4.ts';
import {ipv4Fault, parseIpv4} from '../../../src/packet/ipv4.ts';
import {HAIKU} from '../../../src/stack/behaviour.ts';
import {IcmpErrors} from '../../../src/stack/ipv4/icmp-errors.ts';
import {configureInterface} from '../../../src/stack/configure.ts';
import {VirtualClock} from '../../../src/time/virtual-clock.ts';
import {routerUnderTest, stationUnderTest} from '../../lab/network-under-test.ts';
import {anyFrame} from '../../packet/arbitraries.ts';
import {ip, packet} from '../host-under-test.ts';

const COMPLAINT = {type: 11, code: 0};
const CLIENT = ip('10.0.0.2');
const udp = (fields: Parameters<typeof packet>[0] = {}) =>
  packet({source: CLIENT, destination: ip('192.0.2.1'), protocol: 17, payload: new Uint8Array(40), ...fields});

function errorsUnderTest() {
  const {clock, host, iface} = stationUnderTest();
  let id = 0;
  const errors = new IcmpErrors(host.interfaces, HAIKU, clock, () => ++id);
  /** How many of `count` complaints at once may be sent. */
  const burst = (count: number) =>
    Array.from({length: count}, () => errors.about(iface, udp(), COMPLAINT)).filter((error) => error !== undefined)
      .length;
  return {clock, host, iface, errors, burst};
}

describe('the limit', () => {
  test('is 200 at once; the rest is counted', () => {
    const {errors, burst} = errorsUnderTest();
    expect(burst(300)).toBe(200);
    expect(errors.rate.suppressed).toBe(100);
  });

  test.each([
    [4, 0],
    [5, 1],
    [500, 100],
    [1000, 200],
    [60_000, 200],
  ])('after %i ms lets %i more through', (pause, more) => {
    const {clock, burst} = errorsUnderTest();
    burst(300);
    clock.advance(pause);
    expect(burst(300)).toBe(more);
  });

  test('is never exceeded in any second by more than what may go at once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({max: 400}), fc.nat({max: 120})), {maxLength: 40}), (bursts) => {
        const {clock, burst} = errorsUnderTest();
        let sent = 0;
        const start = clock.now();
        for (const [pause, count] of bursts) {
          clock.advance(pause);
          sent += burst(count);
        }
        expect(sent).toBeLessThanOrEqual(200 + (200 * (clock.now() - start)) / 1000);
      }),
    );
  });

  test('does not count what must not be complained about', () => {
    const {errors, iface, burst} = errorsUnderTest();
    for (let times = 0; times < 300; times++) errors.about(iface, udp({flagsAndOffset: 5}), COMPLAINT);
    expect(errors.rate.suppressed).toBe(0);
    expect(burst(200)).toBe(200);
  });

  test('is a host’s: 300 packets whose time is up bring 200 errors, a second later 200 again', () => {
    const {clock, left} = routerUnderTest();
    const late = udp({source: ip('10.1.0.2'), destination: ip('10.2.0.2'), ttl: 1});
    for (const [expected, pause] of [
      [200, 500],
      [100, 1000],
      [200, 0],
    ] as const) {
      for (let times = 0; times < 300; times++) left.send(late);
      expect(left.probe.packets()).toHaveLength(expected);
      clock.advance(pause);
    }
  });
});

describe('an error comes from', () => {
  test.each([
    ['the address that was meant, where it is one of the host’s', '127.0.0.1', '127.0.0.1'],
    ['the address nearest to the sender', '192.0.2.1', '10.0.0.1'],
  ])('%s', (_what, destination, source) => {
    const {errors, iface} = errorsUnderTest();
    const error = errors.about(iface, udp({destination: ip(destination)}), COMPLAINT)!;
    expect(parseIpv4(error)).toMatchObject({source: ip(source), destination: CLIENT, ttl: 254, identification: 1});
  });

  test('the address of the sender’s network, where an interface has several', () => {
    const {errors, host, iface} = errorsUnderTest();
    configureInterface(host, iface, {add: [{local: ip('10.7.0.1'), prefixLength: 24}]});
    const error = errors.about(iface, udp({source: ip('10.7.0.9')}), COMPLAINT)!;
    expect(parseIpv4(error)).toMatchObject({source: ip('10.7.0.1'), destination: ip('10.7.0.9')});
  });

  test('nobody, where the interface has no address', () => {
    const {errors, host, iface} = errorsUnderTest();
    configureInterface(host, iface, {remove: [ip('10.0.0.1')]});
    expect(errors.about(iface, udp(), COMPLAINT)).toBeUndefined();
  });
});

test('an error quotes the header and 8 octets of the data, or what there is of it', () => {
  const {errors, iface} = errorsUnderTest();
  for (const length of [0, 7, 8, 9, 1000]) {
    const about = udp({payload: new Uint8Array(length).fill(length)});
    const {payload} = parseIpv4(errors.about(iface, about, COMPLAINT)!);
    expect(parseIcmpv4(payload)).toMatchObject({quoted: about.subarray(0, 20 + Math.min(length, 8))});
  }
});

test('about any packet there is a sound error or none, and the packet stays as it is', () => {
  const {host, iface} = stationUnderTest();
  fc.assert(
    fc.property(anyFrame, (about) => {
      fc.pre(ipv4Fault(about) === undefined);
      const errors = new IcmpErrors(host.interfaces, HAIKU, new VirtualClock(), () => 1);
      const before = about.slice();
      const error = errors.about(iface, about, COMPLAINT);
      expect(about).toEqual(before);
      if (!error) return;
      expect(parseIcmpv4(parseIpv4(error).payload)).toMatchObject({type: 'time-exceeded', code: 0});
    }),
  );
});
