import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type FrameMatch, matchesFrame} from '../../src/link/wire-match.ts';
import {emitArp} from '../../src/packet/arp.ts';
import {emitEthernet} from '../../src/packet/ethernet.ts';
import {emitIpv4} from '../../src/packet/ipv4.ts';
import {anyFrame, ipv4Defaults, udpPacket, uint8, uint16, uint32} from '../packet/arbitraries.ts';
import {packet6} from '../packet/arbitraries6.ts';
import {PING6_PACKET, PING_FRAME, hex} from '../packet/golden.ts';
import {numbered, segmentUnderTest} from './segment-under-test.ts';

function framed(payload: Uint8Array, etherType = 0x0800): Uint8Array {
  return emitEthernet({destination: 1, source: 2, etherType, payload});
}

const PING = hex(PING_FRAME);
const UDP = framed(
  udpPacket({source: 1, destination: 2, sourcePort: 5353, destinationPort: 53, payload: new Uint8Array(4)}),
);
const ARP = framed(
  emitArp({operation: 'request', senderMac: 1, senderAddress: 1, targetMac: 0, targetAddress: 2}),
  0x0806,
);
/** A header alone, its next header ICMPv6. */
const IPV6 = framed(hex(`60000000 0000 3a40 ${'00'.repeat(32)}`), 0x86dd);
const PING6 = framed(hex(PING6_PACKET), 0x86dd);
const UDP6 = framed(
  packet6({source: 1n, destination: 2n, nextHeader: 60, payload: hex('1100 0104 00000000 14e9 0035 0008 0000')}),
  0x86dd,
);
const LATER_FRAGMENT = framed(
  emitIpv4({
    ...ipv4Defaults,
    flagsAndOffset: 1,
    source: 1,
    destination: 2,
    protocol: 17,
    payload: hex('14e90035 00080000'),
  }),
);

describe('a frame matches', () => {
  test.each<[string, FrameMatch, Uint8Array, boolean]>([
    ['nothing said', {}, ARP, true],
    ['its sender', {from: 'a'}, ARP, true],
    ['not another sender', {from: 'b'}, ARP, false],
    ['its type', {etherType: 0x0806}, ARP, true],
    ['not another type', {etherType: 0x0806}, PING, false],
    ['its length', {minimumLength: 98}, PING, true],
    ['not a greater length', {minimumLength: 99}, PING, false],
    ['its protocol', {protocol: 1}, PING, true],
    ['not another protocol', {protocol: 17}, PING, false],
    ['no protocol where it has none', {protocol: 1}, ARP, false],
    ['its next header', {protocol: 58}, IPV6, true],
    ['no IPv4 address with IPv6', {protocol: 58, source: 0}, IPV6, false],
    ['its upper layer', {protocol: 17}, UDP6, true],
    ['its first next header', {protocol: 60}, UDP6, true],
    ['its IPv6 addresses', {source: 1n, destination: 2n}, UDP6, true],
    ['not another IPv6 address', {source: 2n}, UDP6, false],
    ['no IPv4 address of the same value', {source: 1}, UDP6, false],
    ['its port behind an extension header', {port: 53}, UDP6, true],
    ['its ICMPv6 type', {icmpType: 128}, PING6, true],
    ['not another ICMPv6 type', {icmpType: 8}, PING6, false],
    ['its source', {source: 0x0a0a_0a0a}, PING, true],
    ['not another destination', {destination: 1}, PING, false],
    ['its source port', {port: 5353}, UDP, true],
    ['its destination port', {port: 53}, UDP, true],
    ['not another port', {port: 54}, UDP, false],
    ['no port in a later fragment', {port: 53}, LATER_FRAGMENT, false],
    ['but the protocol of a later fragment', {protocol: 17}, LATER_FRAGMENT, true],
    ['no port where it has none', {port: 0}, PING, false],
    ['its ICMP type', {icmpType: 8}, PING, true],
    ['not another ICMP type', {icmpType: 0}, PING, false],
    ['no ICMP type where it has none', {icmpType: 20}, UDP, false],
    ['all that is said', {protocol: 1, source: 0x0a0a_0a0a, icmpType: 8, minimumLength: 20, from: 'a'}, PING, true],
    ['not half of what is said', {protocol: 1, source: 1}, PING, false],
  ])('%s', (_what, match, frame, expected) => {
    expect(matchesFrame(match, frame, 'a')).toBe(expected);
  });

  test('or does not, whatever its octets are', () => {
    const said = {etherType: uint16, protocol: uint8, source: uint32, port: uint16, icmpType: uint8};
    fc.assert(
      fc.property(anyFrame, fc.record(said, {requiredKeys: []}), (frame, match) => {
        expect(typeof matchesFrame(match, frame, 'a')).toBe('boolean');
        expect(typeof matchesFrame(match, framed(frame), 'a')).toBe('boolean');
      }),
    );
  });
});

describe('a drop rule', () => {
  test('takes the n-th frame that matches, and is gone', () => {
    const {a, wire, numbers, counters} = segmentUnderTest();
    let done = 0;
    wire.rules.onGone = () => done++;
    wire.rules.add({nth: 3, match: {minimumLength: 100}});
    for (let number = 1; number <= 10; number++) a.transmit(numbered(number, number % 2 === 0 ? 100 : 60));
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10]);
    expect(counters()).toMatchObject({filtered: 1, lost: 0});
    expect(wire.rules.list()).toEqual([]);
    expect(done).toBe(1);
  });

  test('says how far it has come, and can be taken back', () => {
    const {a, b, wire, numbers} = segmentUnderTest();
    wire.rules.add({nth: 3, match: {from: 'a'}});
    for (const nic of [a, b, a]) nic.transmit(numbered(1));
    expect(wire.rules.list()).toEqual([{nth: 3, match: {from: 'a'}, seen: 2}]);
    wire.rules.clear();
    a.transmit(numbered(1));
    expect(numbers()).toEqual([1, 1, 1, 1]);
  });

  test('goes with the station that it names', () => {
    const {a, b, wire} = segmentUnderTest();
    let gone = 0;
    wire.rules.onGone = () => gone++;
    for (const from of ['a', 'b']) wire.rules.add({nth: 3, match: {from}});
    wire.rules.add({nth: 3, match: {protocol: 1}});
    b.unplug();
    expect(wire.rules.list().map(({match}) => match)).toEqual([{from: 'a'}, {protocol: 1}]);
    expect(gone).toBe(1);
    a.unplug();
    expect(wire.rules.list().map(({match}) => match)).toEqual([{protocol: 1}]);
  });

  test('sees what chance loses as well', () => {
    const {a, wire, counters} = segmentUnderTest({change: {loss: 100}});
    wire.rules.add({nth: 2, match: {}});
    for (let number = 1; number <= 3; number++) a.transmit(numbered(number));
    expect(counters()).toMatchObject({filtered: 1, lost: 2});
  });

  test('may be a function, until it is taken back', () => {
    const {a, b, wire, numbers} = segmentUnderTest();
    const end = wire.rules.addPredicate((_frame, n, from) => from === 'a' && n % 2 === 0);
    for (let number = 1; number <= 4; number++) a.transmit(numbered(number));
    b.transmit(numbered(5));
    b.transmit(numbered(6));
    end();
    for (let number = 7; number <= 8; number++) a.transmit(numbered(number));
    expect(numbers()).toEqual([1, 3, 5, 6, 7, 8]);
  });

  test.each([0, -1, 1.5, Number.NaN])('for frame %d is refused', (nth) => {
    const {wire} = segmentUnderTest();
    expect(() => wire.rules.add({nth, match: {}})).toThrow(
      expect.objectContaining({
        code: 'EINVAL',
        message: `which matching frame to drop is a whole number from 1, not ${nth}`,
      }),
    );
  });

  test('is refused when there are 64', () => {
    const {wire} = segmentUnderTest();
    for (let count = 0; count < 64; count++) wire.rules.add({nth: 1, match: {}});
    expect(() => wire.rules.add({nth: 1, match: {}})).toThrow(expect.objectContaining({code: 'ENOBUFS'}));
    expect(() => wire.rules.addPredicate(() => true)).toThrow(expect.objectContaining({code: 'ENOBUFS'}));
  });
});
