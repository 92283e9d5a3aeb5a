import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MalformedPacketError} from '../../src/packet/malformed-packet-error.ts';
import {emitIpv4, ipv4Fault} from '../../src/packet/ipv4.ts';
import * as udp from '../../src/packet/udp.ts';
import {emitUdp, parseUdp, udpFault} from '../../src/packet/udp.ts';
import {anyFrame, ipv4Defaults, udpDatagram, udpPacket} from './arbitraries.ts';
import {packet6, udpDatagram6, udpPacket6} from './arbitraries6.ts';
import {hex, ip6} from './golden.ts';

/** 10.0.0.1.5353 > 10.0.0.2.53 with the octets `hi`. */
const DATAGRAM = {
  source: 0x0a000001,
  destination: 0x0a000002,
  sourcePort: 5353,
  destinationPort: 53,
  payload: hex('6869'),
};

/** A packet around UDP octets given in full. */
function around(text: string): Uint8Array {
  return emitIpv4({...ipv4Defaults, source: 0x0a000001, destination: 0x0a000002, protocol: 17, payload: hex(text)});
}

test('the header holds ports, length and the checksum over the pseudo header', () => {
  // 0a00+0001+0a00+0002+0011+000a + 14e9+0035+000a+6869 = 91af
  expect(emitUdp(DATAGRAM)).toEqual(hex('14e9 0035 000a 6e50 6869'));
  const packet = udpPacket(DATAGRAM);
  expect(udp.readSourcePort(packet)).toBe(5353);
  expect(udp.readDestinationPort(packet)).toBe(53);
  expect(udp.readUdpLength(packet)).toBe(10);
  expect(udp.readUdpChecksum(packet)).toBe(0x6e50);
});

describe('a datagram is refused for', () => {
  test.each([
    ['fewer octets than a header', '14e9 0035 000a 6e', 'truncated'],
    ['a length below the header', '14e9 0035 0007 0000 6869', 'bad length'],
    ['a length past the packet', '14e9 0035 000b 0000 6869', 'bad length'],
    ['a wrong checksum', '14e9 0035 000a 6e51 6869', 'bad checksum'],
  ])('%s', (_what, text, reason) => {
    expect(() => parseUdp(around(text))).toThrow(
      expect.objectContaining({code: 'EMALFORMED', message: `udp: ${reason}`}),
    );
  });
});

test('a checksum of zero is not checked', () => {
  expect(parseUdp(around('14e9 0035 000a 0000 6869'))).toEqual(DATAGRAM);
});

test('octets behind the UDP length are not data', () => {
  expect(parseUdp(around('14e9 0035 000a 6e50 6869 ffff'))).toEqual(DATAGRAM);
});

test('a checksum that comes out as zero is sent as 0xffff', () => {
  const complement = {...DATAGRAM, payload: hex('6869 6e50')};
  const {length} = emitUdp(complement);
  // Two octets more raise both lengths by two: take that away again.
  const payload = hex(`6869 ${(0x6e50 - 2 * (length - 10)).toString(16)}`);
  expect(emitUdp({...DATAGRAM, payload}).subarray(6, 8)).toEqual(hex('ffff'));
  expect(udpFault(udpPacket({...DATAGRAM, payload}))).toBeUndefined();
});

test('a payload that no packet holds is not emitted', () => {
  const payload = new Uint8Array(udp.UDP_MAXIMUM_PAYLOAD + 1);
  expect(() => emitUdp({...DATAGRAM, payload})).toThrow('udp: bad length');
  expect(udpPacket({...DATAGRAM, payload: payload.subarray(1)})).toHaveLength(65_535);
});

test('parse undoes emit', () => {
  fc.assert(
    fc.property(udpDatagram, (datagram) => {
      expect(parseUdp(udpPacket(datagram))).toEqual(datagram);
    }),
  );
});

describe('over IPv6', () => {
  const DATAGRAM6 = {...DATAGRAM, source: ip6('2001:db8::1'), destination: ip6('2001:db8::2')};
  const flow = {source: DATAGRAM6.source, destination: DATAGRAM6.destination, nextHeader: 17};
  const intact = udpPacket6(DATAGRAM6);

  test('the checksum covers the longer addresses', () => {
    // 2 × (2001+0db8) + 0001+0002 + 0011+000a + 14e9+0035+000a+6869 = d921
    expect(intact.subarray(40)).toEqual(hex('14e9 0035 000a 26de 6869'));
    expect(udp.readSourcePort(intact, 40)).toBe(5353);
    expect(udp.readUdpChecksum(intact, 40)).toBe(0x26de);
  });

  test.each([
    ['fewer octets than a header', '14e9 0035 000a 26', 'truncated'],
    ['a length below the header', '14e9 0035 0007 26de 6869', 'bad length'],
    ['a length past the packet', '14e9 0035 000b 26de 6869', 'bad length'],
    ['a wrong checksum', '14e9 0035 000a 26df 6869', 'bad checksum'],
    ['a checksum that was not computed', '14e9 0035 000a 0000 6869', 'bad checksum'],
  ])('a datagram is refused for %s', (_what, text, reason) => {
    const packet = packet6({...flow, payload: hex(text)});
    expect(() => udp.parseUdp6(packet, 40)).toThrow(expect.objectContaining({message: `udp: ${reason}`}));
  });

  test('parse undoes emit', () => {
    fc.assert(
      fc.property(udpDatagram6, (datagram) => {
        expect(udp.parseUdp6(udpPacket6(datagram), 40)).toEqual(datagram);
      }),
    );
  });

  test('a payload that no packet holds is not emitted', () => {
    const payload = new Uint8Array(udp.UDP_MAXIMUM_PAYLOAD6 + 1);
    expect(() => emitUdp({...DATAGRAM6, payload})).toThrow('udp: bad length');
    expect(udpPacket6({...DATAGRAM6, payload: payload.subarray(1)})).toHaveLength(65_575);
  });
});

test('any single flipped bit behind the IP header is noticed', () => {
  const intact = udpPacket(DATAGRAM);
  for (let bit = 160; bit < intact.length * 8; bit++) {
    const flipped = intact.slice();
    flipped[bit >>> 3]! ^= 0x80 >>> (bit & 7);
    expect(udpFault(flipped)).toBeDefined();
  }
});

test('any valid packet is parsed or refused as malformed', () => {
  fc.assert(
    fc.property(anyFrame, (packet) => {
      if (ipv4Fault(packet)) return;
      if (udpFault(packet)) expect(() => parseUdp(packet)).toThrow(MalformedPacketError);
      else expect(parseUdp(packet).payload).toHaveLength(udp.readUdpLength(packet) - 8);
    }),
  );
});
