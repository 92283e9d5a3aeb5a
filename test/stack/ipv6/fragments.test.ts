/** Fragments that come in (RFC 8200 §4.5, RFC 5722, RFC 6946, RFC 6980, RFC 7112). */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {emitIpv6Packet, setPayloadLength} from '../../../src/packet/ipv6.ts';
import {writeFragmentHeader} from '../../../src/packet/ipv6-fragment.ts';
import {emitNeighbourAdvertisement, emitNeighbourSolicitation} from '../../../src/packet/neighbour-discovery.ts';
import {STATION6, type Station6, echo6, stationUnderTest6} from '../../lab/network6-under-test.ts';
import {ip6} from '../../packet/golden.ts';
import {account, explained, total} from '../host-under-test.ts';

const {own, peer, peerMac} = STATION6;
const DATA = Uint8Array.from({length: 232}, (_, index) => index ^ 0x5a);
/** 240 octets of ICMPv6. */
const ECHO = echo6({}, {data: DATA});

interface Place {
  readonly offset: number;
  readonly more: boolean;
  readonly identification?: number;
  readonly nextHeader?: number;
}

/** One fragment with that data; `whole` is what its header is taken from. */
function fragment(
  payload: Uint8Array,
  {nextHeader = 58, identification = 1, ...place}: Place,
  whole = ECHO,
): Uint8Array {
  const packet = new Uint8Array(48 + payload.length);
  packet.set(whole.subarray(0, 40));
  packet[6] = 44;
  setPayloadLength(packet, 8 + payload.length);
  writeFragmentHeader(packet, 40, {nextHeader, identification, ...place});
  packet.set(payload, 48);
  return packet;
}

/** A packet in fragments that end there; the last ends with the packet. */
function cut(whole: Uint8Array, ends: readonly number[], identification = 1): Uint8Array[] {
  const payload = whole.subarray(40);
  const places = [...ends, payload.length];
  return places.map((end, index) => {
    const offset = places[index - 1] ?? 0;
    return fragment(
      payload.subarray(offset, end),
      {offset, more: end < payload.length, identification, nextHeader: whole[6]!},
      whole,
    );
  });
}

function sent(packets: readonly Uint8Array[], station = stationUnderTest6(undefined, {acquainted: true})) {
  for (const packet of packets) station.send(packet);
  return {station, icmp: station.icmp(), account: account(station.iface.received)};
}

const ANSWER = [{type: 129, source: own, destination: peer, quoted: DATA}];
const thirds = cut(ECHO, [80, 160]);
const expectQuiet = ({host}: Station6) =>
  expect([host.ipv6.reassembly.waiting, host.ipv6.reassembly.octets]).toEqual([0, 0]);

describe('the fragments of a packet', () => {
  test('are put together in any order, however often each comes', () => {
    const pieces = cut(ECHO, [8, 64, 120, 232]);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...pieces.keys()], {minLength: pieces.length}),
        fc.array(fc.nat({max: 4}), {maxLength: 4}),
        (order, again) => {
          const [first, ...rest] = order;
          // What comes again comes while something is still missing.
          const repeated = again
            .filter((index) => index !== order.at(-1) && index !== first)
            .filter((index) => rest.slice(0, -1).includes(index));
          const {icmp, station} = sent(
            [first!, ...rest.slice(0, -1), ...repeated, order.at(-1)!].map((index) => pieces[index]!),
          );
          expect(icmp).toMatchObject(ANSWER);
          expect(total(station.iface.received)).toBe(pieces.length + repeated.length);
          expectQuiet(station);
        },
      ),
    );
  });

  test('are counted once each', () => {
    const {account: counted, station} = sent(thirds);
    expect(counted).toEqual({packets: 3, errors: 0, dropped: 0, reasons: {}});
    expect(station.iface.received.bytes).toBe(thirds.reduce((sum, {length}) => sum + length, 0));
  });

  test('of several packets do not mix', () => {
    const other = cut(echo6({}, {data: DATA.map((octet) => ~octet)}), [80, 160], 2);
    const {icmp} = sent([thirds[0]!, other[0]!, other[1]!, thirds[2]!, thirds[1]!]);
    expect(icmp).toMatchObject(ANSWER);
  });

  test('that overlap are dropped in silence, and all that follow as well (RFC 5722)', () => {
    const overlapping = fragment(ECHO.subarray(40 + 72, 40 + 168), {offset: 72, more: true});
    const {icmp, account: counted, station} = sent([thirds[0]!, overlapping, thirds[1]!, thirds[2]!]);
    expect(icmp).toEqual([]);
    expect(counted.reasons).toEqual({'fragment-overlap': 1, 'fragment-given-up': 2});
    station.clock.advance(60_000);
    expect([station.icmp(), station.host.ipv6.reassembly.waiting]).toEqual([[], 0]);
  });

  test('are waited for 60 seconds, and the sender is told once, if the first is there', () => {
    const {station} = sent([thirds[0]!, thirds[2]!]);
    station.clock.advance(59_999);
    expect(station.icmp()).toEqual([]);
    station.clock.advance(1);
    expect(station.icmp()).toMatchObject([{type: 3, code: 1, source: own, destination: peer, quoted: thirds[0]}]);
    const {station: without} = sent(thirds.slice(1));
    without.clock.advance(120_000);
    expect(without.icmp()).toEqual([]);
    expectQuiet(without);
  });

  test('that are not a multiple of 8 octets long are complained about, at the length', () => {
    const {icmp, account: counted} = sent([fragment(ECHO.subarray(40, 119), {offset: 0, more: true})]);
    expect(icmp).toMatchObject([{type: 4, code: 0, rest: 4}]);
    expect(counted.reasons).toEqual({'fragment-bad-length': 1});
  });

  test('that would make more than 65,535 octets are complained about, at the offset', () => {
    const {icmp, account: counted} = sent([thirds[0]!, fragment(new Uint8Array(16), {offset: 65_528, more: false})]);
    expect(counted.reasons).toEqual({'fragment-too-long': 1});
    // Not the first, so that nothing may be said about it (RFC 4443 §2.4 (e)).
    expect(icmp).toEqual([]);
  });

  test('are of a fragment nowhere', () => {
    const inner = cut(ECHO, [80])[0]!;
    const {icmp, account: counted} = sent(cut(inner, [16]));
    expect(icmp).toEqual([]);
    expect(counted.packets).toBeLessThanOrEqual(1);
    expect(explained({reasons: new Map(Object.entries(counted.reasons))} as never)).toBeGreaterThan(0);
  });
});

describe('a packet in one fragment (RFC 6946)', () => {
  const atomic = (payload = ECHO.subarray(40), nextHeader = 58) =>
    fragment(payload, {offset: 0, more: false, nextHeader});

  test('is taken by itself, whatever others with its identification wait for', () => {
    const {icmp, station} = sent([thirds[0]!, atomic(), thirds[1]!, thirds[2]!]);
    expect(icmp).toMatchObject([...ANSWER, ...ANSWER]);
    expectQuiet(station);
  });

  test('may have options behind the fragment header', () => {
    const options = Uint8Array.from([58, 0, 1, 4, 0, 0, 0, 0, ...ECHO.subarray(40)]);
    expect(sent([atomic(options, 60)]).icmp).toMatchObject(ANSWER);
    options[2] = 0x9e;
    expect(sent([atomic(options, 60)]).icmp).toMatchObject([{type: 4, code: 2, rest: 50}]);
  });

  test('may not have a fragment in it', () => {
    const {icmp, account: counted} = sent([atomic(atomic().subarray(40), 44)]);
    expect([icmp, counted.reasons]).toEqual([[], {'fragment-nested': 1}]);
  });
});

describe('fragments that hide what they are', () => {
  const solicitation = emitNeighbourSolicitation({source: peer, destination: own, target: own, sourceMac: peerMac});
  const advertisement = emitNeighbourAdvertisement({
    ...{source: peer, destination: own, target: ip6('2001:db8::9'), targetMac: peerMac},
    ...{router: false, solicited: true, override: true},
  });

  test.each([
    ['a solicitation', solicitation],
    ['an advertisement', advertisement],
  ])('%s in fragments, or in one, is ignored (RFC 6980)', (_what, message) => {
    for (const pieces of [cut(message, [16]), cut(message, [])]) {
      const station = stationUnderTest6();
      for (const piece of pieces) station.send(piece);
      expect([station.heard(), station.link.discovery.neighbours.get(peer)]).toEqual([[], undefined]);
      expect(account(station.iface.received).reasons).toEqual({'fragmented-neighbour-discovery': 1});
    }
  });

  test('by headers that do not end in the first are dropped (RFC 7112)', () => {
    const options = Uint8Array.from([58, 2, 1, 20, ...new Uint8Array(20), ...ECHO.subarray(40)]);
    const whole = emitIpv6Packet({
      ...{
        trafficClass: 0,
        flowLabel: 0,
        nextHeader: 60,
        hopLimit: 64,
        source: peer,
        destination: own,
        payload: options,
      },
    });
    for (const end of [8, 16, 24]) {
      const {icmp, account: counted} = sent(cut(whole, [end]));
      expect([icmp, counted]).toEqual([
        [],
        {packets: 1, errors: 0, dropped: 1, reasons: {'fragment-headers-incomplete': 1}},
      ]);
    }
    expect(sent(cut(whole, [32])).icmp).toMatchObject(ANSWER);
  });

  test('in front of them more than 512 octets are dropped', () => {
    const padding = Uint8Array.from([
      44,
      63,
      1,
      255,
      ...new Uint8Array(255),
      1,
      249,
      ...new Uint8Array(249 + 2),
    ]).subarray(0, 512);
    const inner = thirds[0]!.subarray(40);
    const whole = emitIpv6Packet({
      ...{trafficClass: 0, flowLabel: 0, nextHeader: 60, hopLimit: 64, source: peer, destination: own},
      payload: Uint8Array.from([...padding, ...inner]),
    });
    expect(Object.keys(sent([whole]).account.reasons)).toEqual(['fragment-headers-too-long']);
  });
});
