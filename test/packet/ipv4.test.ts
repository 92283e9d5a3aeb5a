import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checksum} from '../../src/packet/checksum.ts';
import * as ipv4 from '../../src/packet/ipv4.ts';
import {emitIpv4, ipv4Fault, parseIpv4} from '../../src/packet/ipv4.ts';
import {MalformedPacketError} from '../../src/packet/malformed-packet-error.ts';
import {anyFrame, ipv4Defaults, ipv4Packet, uint16, uint8} from './arbitraries.ts';
import {PING_PACKET, hex} from './golden.ts';

const SELF = 0x0a0a0a0a;

/** The golden header with some octets replaced and its checksum made right again. */
function altered(changes: Record<number, number>): Uint8Array {
  const bytes = hex(PING_PACKET);
  for (const [at, octet] of Object.entries(changes)) bytes[Number(at)] = octet;
  bytes.set([0, 0], 10);
  const right = checksum(bytes, 0, Math.min(bytes.length, (bytes[0]! & 15) * 4));
  bytes.set([right >>> 8, right & 0xff], 10);
  return bytes;
}

describe('the golden ping', () => {
  const bytes = hex(PING_PACKET);

  test('has the known value in every field', () => {
    expect(parseIpv4(bytes)).toEqual({
      tos: 0,
      identification: 0x9c72,
      flagsAndOffset: 0,
      ttl: 254,
      protocol: 1,
      source: SELF,
      destination: SELF,
      options: new Uint8Array(),
      payload: bytes.subarray(20),
    });
    expect(ipv4.readHeaderLength(bytes)).toBe(20);
    expect(ipv4.readTotalLength(bytes)).toBe(84);
    expect(ipv4.readHeaderChecksum(bytes)).toBe(0xf80e);
  });

  test('is emitted again octet by octet', () => {
    expect(emitIpv4(parseIpv4(bytes))).toEqual(bytes);
  });

  test('has the header that is written in place', () => {
    const header = new Uint8Array(20).fill(0xee);
    ipv4.writeIpv4Header(header, {
      totalLength: 84,
      identification: 0x9c72,
      ttl: 254,
      protocol: ipv4.IP_PROTOCOL.icmp,
      source: SELF,
      destination: SELF,
    });
    expect(header).toEqual(bytes.slice(0, 20));
  });

  test('is refused at every truncation', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(ipv4Fault(bytes.subarray(0, length))).toBe(length < 20 ? 'truncated-header' : 'bad-total-length');
    }
  });

  test('is refused with any single bit of its header flipped', () => {
    for (let bit = 0; bit < 160; bit++) {
      const flipped = bytes.slice();
      flipped[bit >>> 3]! ^= 0x80 >>> (bit & 7);
      expect(ipv4Fault(flipped)).toBeDefined();
    }
  });
});

describe('a packet is refused for', () => {
  test.each([
    ['no octets', new Uint8Array(), 'truncated header'],
    ['19 octets', hex(PING_PACKET).subarray(0, 19), 'truncated header'],
    ['version 6', altered({0: 0x65}), 'bad version'],
    ['a header of 16 octets', altered({0: 0x44}), 'bad header length'],
    ['a header longer than the buffer', altered({0: 0x4f}).subarray(0, 40), 'truncated header'],
    ['a header longer than the packet', altered({0: 0x4f, 3: 40}), 'bad total length'],
    ['a total length shorter than the header', altered({3: 19}), 'bad total length'],
    ['a total length past the buffer', altered({3: 85}), 'bad total length'],
    ['a wrong checksum', altered({0: 0x45}).fill(1, 10, 12), 'bad header checksum'],
  ])('%s', (_what, bytes, reason) => {
    expect(() => parseIpv4(bytes)).toThrow(expect.objectContaining({code: 'EMALFORMED', message: `ipv4: ${reason}`}));
  });
});

test('padding behind the packet is not in the payload', () => {
  const padded = Uint8Array.from([...altered({3: 30}), 1, 2, 3]);
  expect(parseIpv4(padded).payload).toHaveLength(10);
});

test.each([
  ['options that do not fill words', {options: new Uint8Array(3), payload: new Uint8Array()}, 'bad header length'],
  ['options above 40 octets', {options: new Uint8Array(44), payload: new Uint8Array()}, 'bad header length'],
  ['more than 65535 octets', {options: new Uint8Array(), payload: new Uint8Array(65_516)}, 'bad total length'],
])('%s are not emitted', (_what, part, reason) => {
  const packet = {...ipv4Defaults, protocol: 1, source: 1, destination: 2, ...part};
  expect(() => emitIpv4(packet)).toThrow(`ipv4: ${reason}`);
});

test('parse undoes emit, options included', () => {
  fc.assert(
    fc.property(ipv4Packet, (packet) => {
      expect(parseIpv4(emitIpv4(packet))).toEqual(packet);
    }),
  );
});

test('any octets are parsed, and then emitted again, or refused as malformed', () => {
  fc.assert(
    fc.property(anyFrame, (bytes) => {
      const fault = ipv4Fault(bytes);
      if (fault) {
        expect(() => parseIpv4(bytes)).toThrow(MalformedPacketError);
        return;
      }
      const again = emitIpv4(parseIpv4(bytes));
      again.set(bytes.subarray(10, 12), 10); // 0xffff is accepted where 0 is emitted
      expect(again).toEqual(bytes.slice(0, ipv4.readTotalLength(bytes)));
    }),
  );
});

describe('in place', () => {
  /** Checks that a change leaves the same octets as emitting the changed record. */
  function expectSame(change: (bytes: Uint8Array) => void, changed: Partial<ipv4.Ipv4Packet>, packet: ipv4.Ipv4Packet) {
    const bytes = emitIpv4(packet);
    change(bytes);
    expect(bytes).toEqual(emitIpv4({...packet, ...changed}));
  }

  test('a change of TTL, identification, fragment or addresses leaves the checksum that would be computed', () => {
    fc.assert(
      fc.property(ipv4Packet, uint8, uint16, (packet, ttl, word) => {
        expectSame((bytes) => ipv4.setTtl(bytes, ttl), {ttl}, packet);
        expectSame((bytes) => ipv4.setIdentification(bytes, word), {identification: word}, packet);
        const {source, destination, payload, options} = packet;
        expectSame(ipv4.swapAddresses, {source: destination, destination: source}, packet);
        const length = 20 + options.length + payload.length;
        expectSame((bytes) => ipv4.setFragment(bytes, length, word), {flagsAndOffset: word}, packet);
      }),
    );
  });

  test('a router takes one from the TTL and is told what is left', () => {
    const bytes = hex(PING_PACKET);
    for (let left = 253; left >= 0; left--) {
      expect(ipv4.decrementTtl(bytes)).toBe(left);
      expect(ipv4Fault(bytes)).toBeUndefined();
    }
  });

  test.each([
    ['a whole packet', 0x0000, {dont: false, more: false, offset: 0, fragment: false}],
    ["don't fragment", 0x4000, {dont: true, more: false, offset: 0, fragment: false}],
    ['the first fragment', 0x2000, {dont: false, more: true, offset: 0, fragment: true}],
    ['a middle fragment', 0x20b9, {dont: false, more: true, offset: 1480, fragment: true}],
    ['the last fragment', 0x1fff, {dont: false, more: false, offset: 65_528, fragment: true}],
  ])('%s is told by its flags', (_what, flagsAndOffset, expected) => {
    const bytes = emitIpv4({...ipv4Defaults, flagsAndOffset, protocol: 1, source: 1, destination: 2, payload: hex('')});
    expect({
      dont: ipv4.dontFragment(bytes),
      more: ipv4.moreFragments(bytes),
      offset: ipv4.readFragmentOffset(bytes),
      fragment: ipv4.isFragment(bytes),
    }).toEqual(expected);
  });
});
