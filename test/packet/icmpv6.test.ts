import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  ICMPV6_TYPE,
  finishIcmpv6,
  icmpv6ErrorFor,
  icmpv6Fault,
  mayCauseIcmpv6Error,
  parseQuoted6,
  turnEchoIntoReply6,
  writeEcho6,
} from '../../src/packet/icmpv6.ts';
import {emitIpv6Packet, ipv6Fault, readTotalLength6, writeIpv6Header} from '../../src/packet/ipv6.ts';
import {octets, uint16} from './arbitraries.ts';
import {anyPacket6, damaged, ipv6Address, ipv6Packet, packet6, udpPacket6} from './arbitraries6.ts';
import {PING6_PACKET, hex, ip6} from './golden.ts';

const PING = hex(PING6_PACKET);
const A = ip6('2001:db8::1');
const B = ip6('2001:db8::2');
const QUERY = udpPacket6({source: A, destination: B, sourcePort: 5353, destinationPort: 53, payload: hex('6869')});
const ERROR = {type: ICMPV6_TYPE.destinationUnreachable, code: 4, source: B, hopLimit: 64};

const ping = fc
  .record({
    source: ipv6Address,
    destination: ipv6Address,
    type: fc.constantFrom('request' as const, 'reply' as const),
    identifier: uint16,
    sequence: uint16,
    data: octets(300),
  })
  .map(({source, destination, ...echo}) => {
    const payloadLength = 8 + echo.data.length;
    const bytes = new Uint8Array(40 + payloadLength);
    writeIpv6Header(bytes, {payloadLength, nextHeader: 58, hopLimit: 1, source, destination});
    expect(writeEcho6(bytes, 40, echo)).toBe(bytes.length);
    return bytes;
  });

describe('an echo', () => {
  test('is the golden one', () => {
    const bytes = PING.slice();
    bytes.fill(0xff, 40);
    writeEcho6(bytes, 40, {type: 'request', identifier: 1, sequence: 2, data: hex('0102030405060708')});
    expect(bytes).toEqual(PING);
  });

  test('is answered with addresses exchanged and one word changed', () => {
    const bytes = PING.slice();
    turnEchoIntoReply6(bytes, 40);
    expect(bytes.subarray(0, 44)).toEqual(
      hex(`${PING6_PACKET.slice(0, 17)} 20010db8${'00'.repeat(11)}02 20010db8${'00'.repeat(11)}01 8100 1329`),
    );
    expect(icmpv6Fault(bytes, 40, 56)).toBeUndefined();
  });

  test('and its reply have right checksums, whatever is in them', () => {
    fc.assert(
      fc.property(ping, (bytes) => {
        expect(icmpv6Fault(bytes, 40, bytes.length)).toBeUndefined();
        bytes[40] = 128;
        finishIcmpv6(bytes, 40);
        turnEchoIntoReply6(bytes, 40);
        const updated = bytes.slice();
        finishIcmpv6(bytes, 40);
        expect(updated).toEqual(bytes);
      }),
    );
  });

  test.each([
    ['truncated', 40, 47],
    ['truncated', 40, 57],
    ['bad-checksum', 40, 55],
  ])('is %s from %i to %i', (fault, start, end) => {
    expect(icmpv6Fault(PING, start, end)).toBe(fault);
  });

  test('with any bit flipped that the checksum covers is noticed', () => {
    for (let bit = 8 * 8; bit < PING.length * 8; bit++) {
      const flipped = PING.slice();
      flipped[bit >>> 3]! ^= 0x80 >>> (bit & 7);
      expect(icmpv6Fault(flipped, 40, 56)).toBe('bad-checksum');
    }
  });
});

describe('an error', () => {
  test('goes to the source and quotes the packet', () => {
    const error = icmpv6ErrorFor(PING, {...ERROR, rest: 0x0102_0304});
    expect(error.subarray(0, 42)).toEqual(
      hex(`60000000 0040 3a40 20010db8${'00'.repeat(11)}02 20010db8${'00'.repeat(11)}01 0104`),
    );
    expect(error.subarray(44)).toEqual(hex(`01020304 ${PING6_PACKET}`));
    expect(icmpv6Fault(error, 40, error.length)).toBeUndefined();
  });

  test('never gets longer than 1280 octets, and leaves padding out', () => {
    const long = packet6({nextHeader: 17, payload: new Uint8Array(1400)});
    expect(icmpv6ErrorFor(long, ERROR)).toHaveLength(1280);
    expect(icmpv6ErrorFor(Uint8Array.from([...PING, 1, 2]), ERROR)).toHaveLength(48 + 56);
  });

  const about = (payload: string, nextHeader = 58, addresses = {}) =>
    packet6({nextHeader, payload: hex(payload), ...addresses});
  test.each<[string, Uint8Array, boolean]>([
    ['a ping', PING, true],
    ['a datagram', QUERY, true],
    ['a header nobody knows', about('', 99), true],
    ['nothing', about('', 59), true],
    ['an error', about('0104000000000000'), false],
    ['an unknown error', about('7f00000000000000'), false],
    ['a redirect', about('8900000000000000'), false],
    ['a neighbour solicitation', about('8700000000000000'), true],
    ['an ICMPv6 message without a type', about(''), false],
    ['an error behind an extension header', about('3a00 0104 00000000 0104', 60), false],
    ['an error behind a problem', about('3a00 c104 00000000 0104', 60), false],
    ['a first fragment', about('1100 0001 00000001 0000', 44), true],
    ['the first fragment of an error', about('3c00 0001 00000001 3a00 0104 00000000 0104', 44), false],
    ['a first fragment that ends too early', about('3c00 0001 00000001 3a00 0104', 44), false],
    ['a later fragment', about('1100 0009 00000001 0000', 44), false],
    ['a fragment of a fragment', about('2c00 0001 00000001 1100 0001 00000001', 44), false],
    ['what is cut short', about('3a', 60), false],
    ['a packet to a multicast address', about('8000', 58, {destination: ip6('ff02::1')}), false],
    ['a packet from a multicast address', about('8000', 58, {source: ip6('ff02::1')}), false],
    ['a packet from nobody', about('8000', 58, {source: 0n}), false],
  ])('about %s: %s', (_what, packet, allowed) => {
    expect(mayCauseIcmpv6Error(packet)).toBe(allowed);
  });

  test('about a multicast is allowed to some, but not to anybody', () => {
    expect(mayCauseIcmpv6Error(about('8000', 58, {destination: ip6('ff02::1')}), {multicastToo: true})).toBe(true);
    expect(mayCauseIcmpv6Error(about('8000', 58, {source: 0n}), {multicastToo: true})).toBe(false);
  });

  test('causes no other', () => {
    fc.assert(
      fc.property(damaged(anyPacket6), (packet) => {
        if (ipv6Fault(packet)) return;
        const error = icmpv6ErrorFor(packet, ERROR);
        expect(icmpv6Fault(error, 40, error.length)).toBeUndefined();
        expect(mayCauseIcmpv6Error(error)).toBe(false);
      }),
    );
  });
});

describe('of a quoted packet can be told', () => {
  const route = {source: A, destination: B};
  const behindOptions = packet6({...route, nextHeader: 60, payload: hex('3a00 0104 00000000 8100 0000 0007 0008')});
  test.each([
    ['the echo', PING, {...route, protocol: 58, icmpType: 128, icmpIdentifier: 1, icmpSequence: 2}],
    ['the type alone', PING.subarray(0, 47), {...route, protocol: 58, icmpType: 128}],
    ['the addresses alone', PING.subarray(0, 40), {...route, protocol: 58}],
    ['the ports', QUERY.subarray(0, 44), {...route, protocol: 17, sourcePort: 5353, destinationPort: 53}],
    ['not half the ports', QUERY.subarray(0, 43), {...route, protocol: 17}],
    [
      'the echo behind an extension header',
      behindOptions,
      {...route, protocol: 58, icmpType: 129, icmpIdentifier: 7, icmpSequence: 8},
    ],
    ['as far as it goes', behindOptions.subarray(0, 47), {...route, protocol: 60}],
    [
      'the protocol of a later fragment',
      packet6({...route, nextHeader: 44, payload: hex('1100 0009 00000001 1111 2222')}),
      {...route, protocol: 17},
    ],
    [
      'the ports in a first fragment',
      packet6({...route, nextHeader: 44, payload: hex('1100 0001 00000001 1111 2222')}),
      {...route, protocol: 17, sourcePort: 0x1111, destinationPort: 0x2222},
    ],
    ['nothing of half a header', PING.subarray(0, 39), undefined],
    ['nothing of IPv4', PING.map((octet, at) => (at === 0 ? 0x45 : octet)), undefined],
  ])('%s', (_what, bytes, quoted) => {
    expect(parseQuoted6(bytes)).toEqual(quoted);
  });

  test('something or nothing, whatever the octets are', () => {
    fc.assert(
      fc.property(damaged(fc.oneof(anyPacket6, ipv6Packet.map(emitIpv6Packet))), (bytes) => {
        const quoted = parseQuoted6(bytes);
        expect(quoted === undefined).toBe(bytes.length < 40 || bytes[0]! >>> 4 !== 6);
        if (bytes.length >= 40) expect(readTotalLength6(bytes)).toBeGreaterThanOrEqual(40);
      }),
    );
  });
});
