import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {describePacket, dissect} from '../../src/packet/describe.ts';
import {echoReply} from '../../src/packet/echo.ts';
import {ICMPV6_TYPE, icmpv6ErrorFor} from '../../src/packet/icmpv6.ts';
import {setPayloadLength} from '../../src/packet/ipv6.ts';
import {destinationBehind} from '../../src/packet/link-header.ts';
import {
  emitNeighbourAdvertisement,
  emitNeighbourSolicitation,
  emitRedirect,
  emitRouterAdvertisement,
  emitRouterSolicitation,
} from '../../src/packet/neighbour-discovery.ts';
import {anyPacket6, damaged, packet6, udpPacket6} from './arbitraries6.ts';
import {PING6_PACKET, PING_PACKET, hex, ip6} from './golden.ts';

const PING = hex(PING6_PACKET);
const A = ip6('2001:db8::1');
const B = ip6('2001:db8::2');
const LOCAL = ip6('fe80::1');
const QUERY = udpPacket6({source: A, destination: B, sourcePort: 5353, destinationPort: 53, payload: hex('6869')});
const ROUTE = '2001:db8::1 > 2001:db8::2';
const TCP = hex('1f90 0050 00000001 00000002 5012 ffff 0000 0000');
const ROUTER = {
  ...{source: LOCAL, destination: ip6('ff02::1'), hopLimit: 64, managed: false, other: false, lifetime: 1800},
  ...{reachableTime: 0, retransTimer: 0, prefixes: []},
};
const NEIGHBOUR = {router: false, solicited: true, override: true};

function cut(packet: Uint8Array, payloadLength: number): Uint8Array {
  const bytes = packet.slice(0, 40 + payloadLength);
  setPayloadLength(bytes, payloadLength);
  return bytes;
}

describe('an IPv6 packet in one line', () => {
  const fragment = (word: string) =>
    packet6({nextHeader: 44, payload: hex(`1100 ${word} 00000007 14e9 0035 05dc 0000 6869`)});
  test.each([
    [PING, `${ROUTE}: ICMP6, echo request, id 1, seq 2, length 16`],
    [echoReply(PING, 'none')!, '2001:db8::2 > 2001:db8::1: ICMP6, echo reply, id 1, seq 2, length 16'],
    [QUERY, '2001:db8::1.5353 > 2001:db8::2.53: UDP, length 2'],
    [
      packet6({nextHeader: 6, payload: TCP}),
      '2001:db8::1.8080 > 2001:db8::2.80: Flags [S.], seq 1, ack 2, win 65535, length 0',
    ],
    [packet6({nextHeader: 59, payload: hex('00')}), `${ROUTE}: no next header, length 1`],
    [packet6({nextHeader: 47, payload: hex('00')}), `${ROUTE}: IP protocol 47, length 1`],
    [packet6({nextHeader: 60, payload: hex('2f00 0104 00000000 ff')}), `${ROUTE}: IP protocol 47, length 1`],
    [fragment('0001'), '2001:db8::1.5353 > 2001:db8::2.53: UDP, length 1492, first fragment of id 7'],
    [fragment('05a8'), `${ROUTE}: UDP fragment, id 7, offset 1448, length 10`],
    [
      emitNeighbourSolicitation({source: LOCAL, destination: ip6('ff02::1:ff00:2'), target: B}),
      'fe80::1 > ff02::1:ff00:2: ICMP6, neighbor solicitation, who has 2001:db8::2, length 24',
    ],
    [
      emitNeighbourAdvertisement({source: LOCAL, destination: A, target: B, ...NEIGHBOUR, targetMac: 1}),
      'fe80::1 > 2001:db8::1: ICMP6, neighbor advertisement, tgt is 2001:db8::2, length 32',
    ],
    [emitRouterSolicitation({source: LOCAL}), 'fe80::1 > ff02::2: ICMP6, router solicitation, length 8'],
    [emitRouterAdvertisement(ROUTER), 'fe80::1 > ff02::1: ICMP6, router advertisement, lifetime 1800s, length 16'],
    [
      emitRedirect({source: LOCAL, destination: A, target: LOCAL, about: B, quoted: hex('')}),
      'fe80::1 > 2001:db8::1: ICMP6, redirect, 2001:db8::2 to fe80::1, length 40',
    ],
  ])('%# is described', (packet, line) => {
    expect(describePacket(packet, 'none')).toBe(line);
  });

  const unreachable = {type: ICMPV6_TYPE.destinationUnreachable};
  test.each([
    [{...unreachable, code: 0}, 'destination unreachable, unreachable route 2001:db8::2'],
    [{...unreachable, code: 1}, 'destination unreachable, unreachable prohibited 2001:db8::2'],
    [{...unreachable, code: 2}, 'destination unreachable, beyond scope 2001:db8::2'],
    [{...unreachable, code: 3}, 'destination unreachable, unreachable address 2001:db8::2'],
    [{...unreachable, code: 4}, 'destination unreachable, unreachable port, 2001:db8::2'],
    [{...unreachable, code: 5}, 'destination unreachable, source address failed policy 2001:db8::2'],
    [{...unreachable, code: 6}, 'destination unreachable, unreachable reject route 2001:db8::2'],
    [{...unreachable, code: 9}, 'destination unreachable, unreachable code 9'],
    [{type: ICMPV6_TYPE.packetTooBig, code: 0, rest: 1280}, 'packet too big, mtu 1280'],
    [{type: ICMPV6_TYPE.timeExceeded, code: 0}, 'time exceeded in-transit for 2001:db8::2'],
    [{type: ICMPV6_TYPE.timeExceeded, code: 1}, 'ip reassembly time exceeded'],
    [{type: ICMPV6_TYPE.parameterProblem, code: 1, rest: 6}, 'parameter problem, next header - octet 6'],
    [{type: 100, code: 7}, 'type 100, code 7'],
  ])('an error tells what it is about: %j', (error, text) => {
    const packet = icmpv6ErrorFor(PING, {source: B, hopLimit: 64, ...error});
    const about = '(about 2001:db8::1 > 2001:db8::2: ICMP6, echo request, id 1, seq 2)';
    expect(describePacket(packet, 'none')).toBe(`2001:db8::2 > 2001:db8::1: ICMP6, ${text}, length 64 ${about}`);
  });

  test('with the port of a datagram', () => {
    const packet = icmpv6ErrorFor(QUERY, {source: B, hopLimit: 64, type: 1, code: 4});
    expect(describePacket(packet, 'none')).toBe(
      '2001:db8::2 > 2001:db8::1: ICMP6, destination unreachable, unreachable port, 2001:db8::2 udp port 53, ' +
        'length 58 (about 2001:db8::1.5353 > 2001:db8::2.53: UDP)',
    );
  });

  test.each([
    ['malformed: ipv6: bad payload length', PING.subarray(0, 55)],
    [`${ROUTE}: malformed: ipv6: truncated extension`, packet6({nextHeader: 60, payload: hex('3a01')})],
    [`${ROUTE}: malformed: icmpv6: bad checksum`, PING.map((octet, at) => (at === 55 ? octet ^ 1 : octet))],
    [`${ROUTE}: malformed: icmpv6: truncated`, cut(PING, 7)],
    [`${ROUTE}: malformed: udp: truncated`, cut(QUERY, 7)],
    [`${ROUTE}: malformed: tcp: truncated header`, packet6({nextHeader: 6, payload: hex('00')})],
  ])('%s', (line, packet) => {
    expect(describePacket(packet, 'none')).toBe(line);
  });

  test('any octets make one line, and fields that cover them', () => {
    fc.assert(
      fc.property(damaged(anyPacket6), (packet) => {
        expect(describePacket(packet, 'none')).toMatch(/^[ -~]+$/);
        let at = 0;
        for (const {offset, length, value} of dissect(packet, 'none')) {
          expect(offset).toBe(at);
          expect(value).not.toMatch(/undefined|NaN/);
          at += length;
        }
        expect(at).toBe(packet.length);
      }),
      {numRuns: 1000},
    );
  });
});

describe('an IPv6 packet field by field', () => {
  const lines = (packet: Uint8Array) =>
    dissect(packet, 'none').map(({offset, length, name, value}) => `${offset} ${length} ${name}: ${value}`);

  test('is the golden one', () => {
    expect(lines(PING)).toEqual([
      '0 4 version, traffic class, flow label: 6, 0xb8, 0x12345',
      '4 2 payload length: 16',
      '6 1 next header: 58 (ICMPv6)',
      '7 1 hop limit: 64',
      '8 16 source: 2001:db8::1',
      '24 16 destination: 2001:db8::2',
      '40 1 ICMPv6 type: 128 (echo request)',
      '41 1 ICMPv6 code: 0',
      '42 2 ICMPv6 checksum: 0x1429 (correct)',
      '44 2 identifier: 1',
      '46 2 sequence number: 2',
      '48 8 data: 0102030405060708',
    ]);
  });

  test('has extension headers, UDP and its checksum', () => {
    const payload = `2c00 0104 00000000 1100 0000 00000007 ${Buffer.from(QUERY.subarray(40)).toString('hex')}`;
    expect(lines(packet6({nextHeader: 0, payload: hex(payload)})).slice(6)).toEqual([
      '40 1 next header: 44 (fragment header)',
      '41 1 header length: 8',
      '42 6 hop-by-hop options: 010400000000',
      '48 1 next header: 17 (UDP)',
      '49 1 reserved: 0x00',
      '50 2 fragment offset, more fragments: 0, no',
      '52 4 identification: 7',
      '56 2 source port: 5353',
      '58 2 destination port: 53',
      '60 2 UDP length: 10',
      '62 2 UDP checksum: 0x26de (correct)',
      '64 2 data: 6869',
    ]);
  });

  test('has the options of a neighbour, and what an error quotes', () => {
    const packet = emitNeighbourSolicitation({source: LOCAL, destination: B, target: B, sourceMac: 0x0200_0000_0001});
    expect(lines(packet).slice(9)).toEqual([
      '44 4 reserved: 0x00000000',
      '48 16 target: 2001:db8::2',
      '64 1 option type: 1 (source link-layer address)',
      '65 1 option length: 8',
      '66 6 source link-layer address: 02:00:00:00:00:01',
    ]);
    const error = lines(icmpv6ErrorFor(PING, {source: B, hopLimit: 1, type: 2, code: 0, rest: 1280}));
    expect(error).toContain('44 4 MTU: 1280');
    expect(error).toContain('88 1 quoted ICMPv6 type: 128 (echo request)');
  });
});

describe('a ping over IPv6', () => {
  test('is answered with another hop limit, behind the same link header', () => {
    const ethernet = `020000000001 02000000000f 86dd ${PING6_PACKET}`;
    const reply = echoReply(hex(`${ethernet} 0000`), 'ethernet', 17)!;
    expect(reply).toHaveLength(14 + 56);
    expect(reply.subarray(0, 14)).toEqual(hex('02000000000f 020000000001 86dd'));
    expect(reply[14 + 7]).toBe(17);
    expect(describePacket(reply, 'ethernet')).toBe(
      '2001:db8::2 > 2001:db8::1: ICMP6, echo reply, id 1, seq 2, length 16',
    );
  });

  test('is not answered to many, or from nobody, or when any covered bit is flipped', () => {
    const payload = PING.subarray(40);
    expect(echoReply(packet6({nextHeader: 58, payload, destination: ip6('ff02::1')}), 'none')).toBeUndefined();
    expect(echoReply(packet6({nextHeader: 58, payload, source: 0n}), 'none')).toBeUndefined();
    for (let bit = 8 * 8; bit < PING.length * 8; bit++) {
      const flipped = PING.slice();
      flipped[bit >>> 3]! ^= 0x80 >>> (bit & 7);
      expect(echoReply(flipped, 'none')).toBeUndefined();
    }
  });

  test('is never answered twice', () => {
    fc.assert(
      fc.property(damaged(anyPacket6), (packet) => {
        const reply = echoReply(packet, 'none');
        if (reply) expect(echoReply(reply, 'none')).toBeUndefined();
      }),
    );
  });
});

test.each([
  ['of version 6', PING, 'none', B],
  ['of version 4', hex(PING_PACKET), 'none', 0x0a0a_0a0a],
  ['behind an Ethernet header', hex(`${'00'.repeat(12)}86dd${PING6_PACKET}`), 'ethernet', B],
  ['not behind the header of something else', hex(`${'00'.repeat(12)}0800${PING6_PACKET}`), 'ethernet', undefined],
  ['not of half a header', PING.subarray(0, 39), 'none', undefined],
  ['not of nothing', hex(''), 'ethernet', undefined],
] as const)('the destination of a packet is found %s', (_where, frame, header, destination) => {
  expect(destinationBehind(frame, header)).toBe(destination);
});
