import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {describePacket} from '../../src/packet/describe.ts';
import {ICMP_TYPE, icmpErrorFor} from '../../src/packet/icmpv4.ts';
import {emitIpv4, parseIpv4, setFragment} from '../../src/packet/ipv4.ts';
import type {LinkHeader} from '../../src/packet/link-header.ts';
import {anyFrame, ipv4Defaults, linkHeader, udpPacket} from './arbitraries.ts';
import {PING_FRAME, PING_PACKET, hex} from './golden.ts';

const PING = hex(PING_PACKET);
const PING_LINE = '10.10.10.10 > 10.10.10.10: ICMP echo request, id 22274, seq 0, length 64';
const A = 0x0a000001;
const B = 0x0a000002;
const QUERY = udpPacket({source: A, destination: B, sourcePort: 5353, destinationPort: 53, payload: hex('6869')});

function ipv4(protocol: number, text: string): Uint8Array {
  return emitIpv4({...ipv4Defaults, source: A, destination: B, protocol, payload: hex(text)});
}

function fragment(flagsAndOffset: number, packet: Uint8Array): Uint8Array {
  const bytes = packet.slice();
  setFragment(bytes, bytes.length, flagsAndOffset);
  return bytes;
}

test.each<[LinkHeader, string]>([
  ['ethernet', PING_FRAME],
  ['none', PING_PACKET],
  ['pi', `00000800${PING_PACKET}`],
  ['af', `00000002${PING_PACKET}`],
])('a ping behind link header %s is one line', (header, text) => {
  expect(describePacket(hex(text), header)).toBe(PING_LINE);
});

const TCP = '1f90 0050 00000001 00000002 5000 ffff 0000 0000';

describe('a packet', () => {
  test.each([
    [QUERY, '10.0.0.1.5353 > 10.0.0.2.53: UDP, length 2'],
    [ipv4(6, TCP), '10.0.0.1.8080 > 10.0.0.2.80: Flags [none], seq 1, win 65535, length 0'],
    [
      ipv4(6, TCP.replace('5000', '5012')),
      '10.0.0.1.8080 > 10.0.0.2.80: Flags [S.], seq 1, ack 2, win 65535, length 0',
    ],
    [
      ipv4(6, `${TCP.replace('5000', '50c1')} 6869`),
      '10.0.0.1.8080 > 10.0.0.2.80: Flags [FEW], seq 1, win 65535, length 2',
    ],
    [ipv4(47, '0000'), '10.0.0.1 > 10.0.0.2: IP protocol 47, length 2'],
    [ipv4(1, '0d00 f2fc 0001 0002'), '10.0.0.1 > 10.0.0.2: ICMP type 13, code 0, length 8'],
    [fragment(0x2000, QUERY), '10.0.0.1.5353 > 10.0.0.2.53: UDP, length 2, first fragment of id 1'],
    [fragment(0x00b9, QUERY), '10.0.0.1 > 10.0.0.2: UDP fragment, id 1, offset 1480, length 10'],
  ])('%# is described', (packet, line) => {
    expect(describePacket(packet, 'none')).toBe(line);
  });
});

describe('an ICMP error tells what it is about', () => {
  const about = (packet: Uint8Array, error: {type: number; code: number; nextHopMtu?: number; gateway?: number}) =>
    describePacket(icmpErrorFor(packet, {source: B, ttl: 64, identification: 1, ...error}), 'none');
  const {destinationUnreachable: type} = ICMP_TYPE;
  const PING_QUOTED = '(about 10.10.10.10 > 10.10.10.10: ICMP echo request, id 22274, seq 0)';
  const QUERY_QUOTED = '(about 10.0.0.1.5353 > 10.0.0.2.53: UDP)';

  test.each([
    [{type, code: 0}, 'net 10.10.10.10 unreachable'],
    [{type, code: 1}, 'host 10.10.10.10 unreachable'],
    [{type, code: 2}, '10.10.10.10 protocol 1 unreachable'],
    [{type, code: 3}, '10.10.10.10 port unreachable'],
    [{type, code: 4}, '10.10.10.10 unreachable - need to frag'],
    [{type, code: 4, nextHopMtu: 1400}, '10.10.10.10 unreachable - need to frag (mtu 1400)'],
    [{type, code: 5}, '10.10.10.10 unreachable - source route failed'],
    [{type, code: 6}, 'net 10.10.10.10 unreachable - unknown'],
    [{type, code: 7}, 'host 10.10.10.10 unreachable - unknown'],
    [{type, code: 9}, 'net 10.10.10.10 unreachable - admin prohibited'],
    [{type, code: 10}, 'host 10.10.10.10 unreachable - admin prohibited'],
    [{type, code: 13}, '10.10.10.10 unreachable - admin prohibited filter'],
    [{type, code: 99}, '10.10.10.10 unreachable - code 99'],
    [{type: ICMP_TYPE.timeExceeded, code: 0}, 'time exceeded in-transit'],
    [{type: ICMP_TYPE.timeExceeded, code: 1}, 'ip reassembly time exceeded'],
    [{type: ICMP_TYPE.timeExceeded, code: 2}, 'time exceeded - code 2'],
    [{type: ICMP_TYPE.parameterProblem, code: 0}, 'parameter problem - octet 0'],
    [{type: ICMP_TYPE.redirect, code: 0, gateway: A}, 'redirect 10.10.10.10 to net 10.0.0.1'],
    [{type: ICMP_TYPE.redirect, code: 1, gateway: A}, 'redirect 10.10.10.10 to host 10.0.0.1'],
  ])('%j', (error, text) => {
    expect(about(PING, error)).toBe(`10.0.0.2 > 10.10.10.10: ICMP ${text}, length 36 ${PING_QUOTED}`);
  });

  test('with the port of a datagram', () => {
    const text = '10.0.0.2 udp port 53 unreachable, length 36';
    expect(about(QUERY, {type, code: 3})).toBe(`10.0.0.2 > 10.0.0.1: ICMP ${text} ${QUERY_QUOTED}`);
  });

  test('unless nothing is quoted', () => {
    expect(describePacket(ipv4(1, '0301 fcfe 0000 0000'), 'none')).toBe(
      '10.0.0.1 > 10.0.0.2: ICMP host destination unreachable, length 8',
    );
  });
});

describe('on Ethernet', () => {
  const arp = (operation: string) =>
    hex(`ffffffffffff 020000000001 0806 0001 0800 06 04 ${operation} 020000000001 0a000001 000000000000 0a000002`);
  test.each([
    [arp('0001'), 'ARP, request who-has 10.0.0.2 tell 10.0.0.1, length 28'],
    [arp('0002'), 'ARP, reply 10.0.0.1 to 10.0.0.2, length 28'],
    [arp('0008'), 'ARP, operation 8, length 28'],
    [arp('0001').subarray(0, 41), 'malformed: arp: truncated'],
    [hex('ffffffffffff 020000000001 88cc 00'), 'ethertype 0x88cc, length 1'],
  ])('frame %# is described', (frame, line) => {
    expect(describePacket(frame, 'ethernet')).toBe(line);
  });
});

describe('what is malformed says so', () => {
  const damaged = (at: number) => PING.map((octet, index) => (index === at ? octet ^ 1 : octet));
  const cut = (packet: Uint8Array, length: number) => {
    const record = parseIpv4(packet);
    return emitIpv4({...record, payload: record.payload.subarray(0, length)});
  };
  test.each<[string, Uint8Array, LinkHeader]>([
    ['malformed: ethernet: truncated header', hex(PING_FRAME).subarray(0, 13), 'ethernet'],
    ['malformed: pi: truncated header', hex('000008'), 'pi'],
    ['malformed: ip: truncated header', hex(''), 'none'],
    ['malformed: ip: bad version', hex('75'), 'none'],
    ['address family 7, length 1', hex('0000000700'), 'af'],
    ['malformed: ipv4: bad version', hex(`00000800 65${PING_PACKET.slice(2)}`), 'pi'],
    ['malformed: ipv4: bad header checksum', damaged(8), 'none'],
    ['malformed: ipv4: bad total length', PING.subarray(0, 83), 'none'],
    ['malformed: ipv6: truncated header', hex('60'), 'none'],
    ['malformed: ipv6: bad version', hex(`000086dd${PING_PACKET}`), 'pi'],
    ['10.10.10.10 > 10.10.10.10: malformed: icmp: bad checksum', damaged(30), 'none'],
    ['10.10.10.10 > 10.10.10.10: malformed: icmp: truncated', cut(PING, 7), 'none'],
    ['10.0.0.1 > 10.0.0.2: malformed: udp: truncated', cut(QUERY, 7), 'none'],
    ['10.0.0.1 > 10.0.0.2: malformed: udp: bad length', cut(QUERY, 9), 'none'],
    ['10.0.0.1 > 10.0.0.2: malformed: tcp: truncated header', ipv4(6, TCP.slice(2)), 'none'],
    ['10.0.0.1 > 10.0.0.2: malformed: tcp: truncated header', ipv4(6, TCP.replace('5000', '6000')), 'none'],
  ])('%s', (line, frame, header) => {
    expect(describePacket(frame, header)).toBe(line);
  });

  test('any octets make one line', () => {
    fc.assert(
      fc.property(anyFrame, linkHeader, (frame, header) => {
        expect(describePacket(frame, header)).toMatch(/^[ -~]+$/);
      }),
      {numRuns: 1000},
    );
  });
});
