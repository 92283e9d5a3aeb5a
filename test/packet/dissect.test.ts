import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {dissect} from '../../src/packet/describe.ts';
import type {LinkHeader} from '../../src/packet/link-header.ts';
import {ICMP_TYPE, icmpErrorFor} from '../../src/packet/icmpv4.ts';
import {emitIpv4, parseIpv4} from '../../src/packet/ipv4.ts';
import {anyFrame, ipv4Defaults, linkHeader, udpPacket} from './arbitraries.ts';
import {PING_FRAME, PING_PACKET, hex} from './golden.ts';

/** The fields as lines `offset length name: value`. */
function lines(bytes: Uint8Array, header: LinkHeader = 'none'): string[] {
  return dissect(bytes, header).map(({offset, length, name, value}) => `${offset} ${length} ${name}: ${value}`);
}

test('the golden frame has the known value in every field', () => {
  expect(lines(hex(PING_FRAME), 'ethernet')).toEqual([
    '0 6 destination MAC: 00:00:00:00:00:00',
    '6 6 source MAC: 00:00:00:00:00:00',
    '12 2 EtherType: 0x0800',
    '14 1 version, header length: 4, 20',
    '15 1 type of service: 0x00',
    '16 2 total length: 84',
    '18 2 identification: 40050',
    '20 2 flags, fragment offset: no flags, offset 0',
    '22 1 time to live: 254',
    '23 1 protocol: 1 (ICMP)',
    '24 2 header checksum: 0xf80e (correct)',
    '26 4 source: 10.10.10.10',
    '30 4 destination: 10.10.10.10',
    '34 1 ICMP type: 8 (echo request)',
    '35 1 ICMP code: 0',
    '36 2 ICMP checksum: 0x097c (correct)',
    '38 2 identifier: 22274',
    '40 2 sequence number: 0',
    `42 56 data: ${PING_FRAME.slice(84)}`,
  ]);
});

const DATAGRAM = {
  source: 0x0a000001,
  destination: 0x0a000002,
  sourcePort: 5353,
  destinationPort: 53,
  payload: hex('6869'),
};

describe('there are fields for', () => {
  test('options, flags and trailing octets', () => {
    const options = hex('94040000');
    const packet = emitIpv4({...ipv4Defaults, ...DATAGRAM, protocol: 47, options, flagsAndOffset: 0xe001});
    expect(
      lines(Uint8Array.from([...packet, 1, 2])).filter((line) => /flags|options|data|trailing/.test(line)),
    ).toEqual([
      "6 2 flags, fragment offset: reserved bit, don't fragment, more fragments, offset 8",
      '20 4 options: 94040000',
      '24 2 data: 6869',
      '26 2 trailing: 0102',
    ]);
  });

  test('UDP, and octets behind its length', () => {
    expect(lines(udpPacket(DATAGRAM)).slice(-5)).toEqual([
      '20 2 source port: 5353',
      '22 2 destination port: 53',
      '24 2 UDP length: 10',
      '26 2 UDP checksum: 0x6e50 (correct)',
      '28 2 data: 6869',
    ]);
    const payload = hex('14e9 0035 0009 0000 68 69');
    expect(lines(emitIpv4({...ipv4Defaults, ...DATAGRAM, protocol: 17, payload})).slice(-3)).toEqual([
      '26 2 UDP checksum: 0x0000 (not computed)',
      '28 1 data: 68',
      '29 1 trailing: 69',
    ]);
  });

  test('TCP', () => {
    const payload = hex('1f90 0050 00000001 ffffffff 6012 ffff 5e37 0000 020405b4 21');
    expect(lines(emitIpv4({...ipv4Defaults, ...DATAGRAM, protocol: 6, payload})).slice(10)).toEqual([
      '20 2 source port: 8080',
      '22 2 destination port: 80',
      '24 4 sequence number: 1',
      '28 4 acknowledgement number: 4294967295',
      '32 2 header length, flags: 24, S.',
      '34 2 window: 65535',
      '36 2 TCP checksum: 0x5e37 (wrong, 0x4332 is right)',
      '38 2 urgent pointer: 0',
      '40 4 TCP options: 020405b4',
      '44 1 data: 21',
    ]);
  });

  test('the packet quoted by an ICMP error, whose own checksums can not be told', () => {
    const error = {type: ICMP_TYPE.destinationUnreachable, code: 4, source: 1, ttl: 1, identification: 1};
    const fields = lines(icmpErrorFor(hex(PING_PACKET), {...error, nextHopMtu: 1400})).slice(10);
    expect(fields.map((line) => line.replace(/checksum: .*/, 'checksum'))).toEqual([
      '20 1 ICMP type: 3 (destination unreachable)',
      '21 1 ICMP code: 4',
      '22 2 ICMP checksum',
      '24 2 unused: 0x0000',
      '26 2 next-hop MTU: 1400',
      '28 1 quoted version, header length: 4, 20',
      '29 1 quoted type of service: 0x00',
      '30 2 quoted total length: 84',
      '32 2 quoted identification: 40050',
      '34 2 quoted flags, fragment offset: no flags, offset 0',
      '36 1 quoted time to live: 254',
      '37 1 quoted protocol: 1 (ICMP)',
      '38 2 quoted header checksum',
      '40 4 quoted source: 10.10.10.10',
      '44 4 quoted destination: 10.10.10.10',
      '48 1 quoted ICMP type: 8 (echo request)',
      '49 1 quoted ICMP code: 0',
      '50 2 quoted ICMP checksum',
      '52 2 quoted identifier: 22274',
      '54 2 quoted sequence number: 0',
    ]);
    expect(fields[17]).toBe('50 2 quoted ICMP checksum: 0x097c');
  });

  test('what is cut short', () => {
    expect(lines(hex(PING_PACKET).subarray(0, 17)).slice(-2)).toEqual([
      '12 4 source: 10.10.10.10',
      '16 1 destination (cut short): 0a',
    ]);
    expect(lines(hex('0000'), 'af')).toEqual(['0 2 address family (cut short): 0000']);
    expect(lines(hex(''))).toEqual([]);
  });

  test.each<[string, string, LinkHeader, string]>([
    ['IPv6', `60000000 0000 3a40 ${'00'.repeat(32)} ff`, 'none', '40 1 trailing: ff'],
    [
      'ARP',
      `${'00'.repeat(12)} 0806 0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002`,
      'ethernet',
      '38 4 target address: 10.0.0.2',
    ],
    ['packet information', `0000 0800 ${PING_PACKET}`, 'pi', `32 56 data: ${PING_PACKET.slice(56)}`],
    ['an unknown family', '00000007 01', 'af', '4 1 data: 01'],
  ])('%s', (_what, text, header, last) => {
    expect(lines(hex(text), header).at(-1)).toBe(last);
  });
});

test.each([
  ['wrong one', [0xf8, 0x0f], '0xf80f (wrong, 0xf80e is right)'],
  ['right one', [0xf8, 0x0e], '0xf80e (correct)'],
])('a %s is told among checksums', (_what, checksum, value) => {
  const packet = hex(PING_PACKET);
  packet.set(checksum, 10);
  expect(dissect(packet, 'none')).toContainEqual({offset: 10, length: 2, name: 'header checksum', value});
});

test('an empty packet ends behind its header', () => {
  const packet = emitIpv4({...parseIpv4(hex(PING_PACKET)), payload: hex('')});
  expect(lines(packet)).toHaveLength(10);
});

test('any octets are covered, each by one field, in order', () => {
  fc.assert(
    fc.property(anyFrame, linkHeader, (frame, header) => {
      let at = 0;
      for (const {offset, length, name, value} of dissect(frame, header)) {
        expect(offset).toBe(at);
        expect(length).toBeGreaterThan(0);
        expect(name).not.toBe('');
        expect(value).not.toMatch(/undefined|NaN/);
        at += length;
      }
      expect(at).toBe(frame.length);
    }),
    {numRuns: 1000},
  );
});
