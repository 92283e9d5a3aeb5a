import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checksum} from '../../src/packet/checksum.ts';
import {
  NEXT_HEADER,
  decrementHopLimit,
  emitIpv6Packet,
  ipv6Fault,
  parseIpv6Packet,
  pseudoHeaderSum6,
  readFlowLabel,
  readHopLimit,
  readNextHeader,
  readPayloadLength,
  readTotalLength6,
  readTrafficClass,
  setHopLimit,
  setNextHeader,
  setPayloadLength,
  swapAddresses6,
  writeIpv6Header,
} from '../../src/packet/ipv6.ts';
import {damaged, ipv6Packet} from './arbitraries6.ts';
import {PING6_PACKET, hex, ip6} from './golden.ts';

const PING = hex(PING6_PACKET);

test('the golden packet has the known value in every field', () => {
  const {payload, ...header} = parseIpv6Packet(PING);
  expect(header).toEqual({
    trafficClass: 0xb8,
    flowLabel: 0x12345,
    nextHeader: NEXT_HEADER.icmpv6,
    hopLimit: 64,
    source: ip6('2001:db8::1'),
    destination: ip6('2001:db8::2'),
  });
  expect(payload).toEqual(PING.subarray(40));
  expect([readTrafficClass(PING), readFlowLabel(PING), readNextHeader(PING), readHopLimit(PING)]).toEqual([
    ...[0xb8, 0x12345, 58, 64],
  ]);
  expect([readPayloadLength(PING), readTotalLength6(PING)]).toEqual([16, 56]);
});

test('the pseudo header and the message sum up to nothing', () => {
  expect(checksum(PING, 40, 56, pseudoHeaderSum6(PING, NEXT_HEADER.icmpv6, 16))).toBe(0);
});

test('parse undoes emit, in place as well', () => {
  fc.assert(
    fc.property(ipv6Packet, (packet) => {
      const bytes = emitIpv6Packet(packet);
      expect(ipv6Fault(bytes)).toBeUndefined();
      expect(parseIpv6Packet(bytes)).toEqual(packet);
    }),
  );
});

test('class and label are 0 unless given', () => {
  const bytes = new Uint8Array(40).fill(0xff);
  writeIpv6Header(bytes, {payloadLength: 0, nextHeader: 59, hopLimit: 1, source: 1n, destination: 2n});
  expect(bytes).toEqual(hex(`60000000 0000 3b01 ${'00'.repeat(15)}01 ${'00'.repeat(15)}02`));
});

test('fields are set where they stand', () => {
  const bytes = PING.slice();
  setHopLimit(bytes, 255);
  expect(decrementHopLimit(bytes)).toBe(254);
  setNextHeader(bytes, 44);
  setPayloadLength(bytes, 8);
  swapAddresses6(bytes);
  expect(bytes.subarray(0, 40)).toEqual(
    hex(`6b812345 0008 2c fe 20010db8${'00'.repeat(11)}02 20010db8${'00'.repeat(11)}01`),
  );
  swapAddresses6(bytes);
  expect(bytes.subarray(8, 40)).toEqual(PING.subarray(8, 40));
});

describe('a fault is told', () => {
  test.each([
    ['truncated-header', PING.subarray(0, 39)],
    ['truncated-header', new Uint8Array()],
    ['bad-version', PING.map((octet, at) => (at === 0 ? 0x4b : octet))],
    ['bad-payload-length', PING.subarray(0, 55)],
  ])('%s', (fault, bytes) => {
    expect(ipv6Fault(bytes)).toBe(fault);
    expect(() => parseIpv6Packet(bytes)).toThrow(
      expect.objectContaining({code: 'EMALFORMED', message: `ipv6: ${fault.replaceAll('-', ' ')}`}),
    );
  });

  test('more octets are padding and no fault', () => {
    expect(parseIpv6Packet(Uint8Array.from([...PING, 1, 2])).payload).toHaveLength(16);
  });

  test('a payload above 65,535 octets can not be told', () => {
    const packet = {...parseIpv6Packet(PING), payload: new Uint8Array(65_536)};
    expect(() => emitIpv6Packet(packet)).toThrow('ipv6: bad payload length');
    expect(emitIpv6Packet({...packet, payload: packet.payload.subarray(1)})).toHaveLength(65_575);
  });

  test('or any octets are a packet', () => {
    fc.assert(
      fc.property(damaged(ipv6Packet.map(emitIpv6Packet)), (bytes) => {
        if (ipv6Fault(bytes)) expect(() => parseIpv6Packet(bytes)).toThrow('ipv6: ');
        else expect(emitIpv6Packet(parseIpv6Packet(bytes))).toEqual(bytes.subarray(0, readTotalLength6(bytes)));
      }),
    );
  });
});
