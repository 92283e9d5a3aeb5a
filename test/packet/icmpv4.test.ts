import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checksum} from '../../src/packet/checksum.ts';
import {
  emitIcmpv4,
  icmpv4Fault,
  parseIcmpv4,
  turnEchoIntoReply,
  writeEcho,
  type Icmpv4Message,
} from '../../src/packet/icmpv4.ts';
import {emitIpv4, ipv4Fault, parseIpv4} from '../../src/packet/ipv4.ts';
import {MalformedPacketError} from '../../src/packet/malformed-packet-error.ts';
import {anyFrame, echoMessage, icmpMessage, icmpPacket, ipv4Defaults, octets} from './arbitraries.ts';
import {PING_PACKET, hex} from './golden.ts';

const MESSAGE = hex(PING_PACKET).subarray(20);

describe('the golden ping', () => {
  test('has the known value in every field', () => {
    const message = parseIcmpv4(MESSAGE);
    expect(message).toEqual({type: 'echo-request', identifier: 0x5702, sequence: 0, data: MESSAGE.subarray(8)});
    const time = new DataView(MESSAGE.buffer, MESSAGE.byteOffset + 8).getBigUint64(0, true);
    expect(time).toBe(1_686_024_960_359_008n);
    expect(emitIcmpv4(message)).toEqual(MESSAGE.slice());
  });

  test('is what writeEcho writes, at any place', () => {
    const bytes = new Uint8Array(67).fill(0xee);
    expect(writeEcho(bytes, 2, {type: 'request', identifier: 0x5702, sequence: 0, data: MESSAGE.subarray(8)})).toBe(66);
    expect(bytes).toEqual(Uint8Array.from([0xee, 0xee, ...MESSAGE, 0xee]));
  });

  test('is refused at every truncation', () => {
    for (let length = 0; length < MESSAGE.length; length++) {
      // The last octet pair may be missed by nothing but its own value: none here is zero.
      expect(icmpv4Fault(MESSAGE, 0, length)).toBe(length < 8 ? 'truncated' : 'bad-checksum');
    }
    expect(icmpv4Fault(MESSAGE, 0, MESSAGE.length + 1)).toBe('truncated');
  });

  test('is refused with any single bit flipped', () => {
    for (let bit = 0; bit < MESSAGE.length * 8; bit++) {
      const flipped = MESSAGE.slice();
      flipped[bit >>> 3]! ^= 0x80 >>> (bit & 7);
      expect(icmpv4Fault(flipped, 0, flipped.length)).toBe('bad-checksum');
      expect(() => parseIcmpv4(flipped)).toThrow('icmp: bad checksum');
    }
  });
});

describe('each kind of message has its octets', () => {
  const quoted = hex('4500');
  test.each<[string, Icmpv4Message]>([
    ['00 00 ffff 0000 0000', {type: 'echo-reply', identifier: 0, sequence: 0, data: hex('')}],
    ['03 04 b224 0000 05d7 4500', {type: 'destination-unreachable', code: 4, nextHopMtu: 1495, quoted}],
    ['03 03 b7f7 0005 0000 4500', {type: 'destination-unreachable', code: 3, nextHopMtu: 0, unused: 5, quoted}],
    ['0b 00 afff 0000 0000 4500', {type: 'time-exceeded', code: 0, quoted}],
    ['0c 00 9eff 1000 0000 4500', {type: 'parameter-problem', code: 0, pointer: 16, quoted}],
    ['05 01 abfd 0a00 0001 4500', {type: 'redirect', code: 1, gateway: 0x0a000001, quoted}],
    ['0d 00 add7 0001 0002 4525', {type: 'other', typeNumber: 13, code: 0, rest: 0x10002, body: hex('4525')}],
    ['08 01 f7fe 0000 0000', {type: 'other', typeNumber: 8, code: 1, rest: 0, body: hex('')}],
  ])('%s', (text, message) => {
    expect(emitIcmpv4(message)).toEqual(hex(text));
    expect(parseIcmpv4(hex(text))).toEqual(message);
  });
});

test('parse undoes emit', () => {
  fc.assert(
    fc.property(icmpMessage, (message) => {
      expect(parseIcmpv4(emitIcmpv4(message))).toEqual(message);
    }),
  );
});

test('any octets are parsed, and then emitted again, or refused as malformed', () => {
  const messages = fc.oneof(
    anyFrame.map((frame) => frame.slice(20)),
    octets(80).map((bytes) => withChecksum(bytes)),
  );
  fc.assert(
    fc.property(messages, (bytes) => {
      if (icmpv4Fault(bytes, 0, bytes.length)) {
        expect(() => parseIcmpv4(bytes)).toThrow(MalformedPacketError);
        return;
      }
      const again = emitIcmpv4(parseIcmpv4(bytes));
      again.set(bytes.subarray(2, 4), 2); // 0xffff is accepted where 0 is emitted
      expect(again).toEqual(bytes);
    }),
  );
});

function withChecksum(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) return bytes;
  bytes.set([0, 0], 2);
  const right = checksum(bytes);
  bytes.set([right >>> 8, right & 0xff], 2);
  return bytes;
}

describe('an echo request turned into its reply', () => {
  test('keeps TTL, identification and data', () => {
    const packet = hex(PING_PACKET);
    packet[19] = 8; // to 10.10.10.8
    turnEchoIntoReply(packet);
    const expected = hex(PING_PACKET);
    expected[15] = 8;
    expected.set([0, 0, 0x11, 0x7c], 20);
    expect(packet).toEqual(expected);
  });

  test('has the checksums that would be computed, be all its octets zero', () => {
    const fields = {...ipv4Defaults, protocol: 1, source: 0x0a000001, destination: 0x0a000002};
    fc.assert(
      fc.property(echoMessage, fc.constantFrom(0, 4, 40), (message, optionsLength) => {
        const options = new Uint8Array(optionsLength);
        const packet = emitIpv4({...fields, options, payload: emitIcmpv4({...message, type: 'echo-request'})});
        turnEchoIntoReply(packet);
        const payload = emitIcmpv4({...message, type: 'echo-reply'});
        const {source, destination} = fields;
        expect(packet).toEqual(emitIpv4({...fields, source: destination, destination: source, options, payload}));
      }),
    );
  });
});

test('messages inside packets are free of faults', () => {
  fc.assert(
    fc.property(icmpPacket, (packet) => {
      expect(ipv4Fault(packet)).toBeUndefined();
      expect(icmpv4Fault(packet, packet.length - parseIpv4(packet).payload.length, packet.length)).toBeUndefined();
    }),
  );
});
