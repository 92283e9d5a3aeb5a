import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import * as ethernet from '../../src/packet/ethernet.ts';
import {emitEthernet, formatMac, parseEthernet, parseMac} from '../../src/packet/ethernet.ts';
import {MalformedPacketError} from '../../src/packet/malformed-packet-error.ts';
import {mac, octets, uint16} from './arbitraries.ts';
import {PING_FRAME, PING_PACKET, hex} from './golden.ts';

test('the golden frame is IPv4 between two empty addresses', () => {
  const frame = parseEthernet(hex(PING_FRAME));
  expect(frame).toEqual({
    destination: 0,
    source: 0,
    etherType: ethernet.ETHERTYPE_IPV4,
    payload: hex(PING_PACKET),
  });
  expect(emitEthernet(frame)).toEqual(hex(PING_FRAME));
});

test('parse undoes emit', () => {
  const frames = fc.record({destination: mac, source: mac, etherType: uint16, payload: octets(60)});
  fc.assert(
    fc.property(frames, (frame) => {
      expect(parseEthernet(emitEthernet(frame))).toEqual(frame);
    }),
  );
});

test('any octets are parsed, or refused for fewer than 14', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 30}), (bytes) => {
      if (bytes.length < 14) expect(() => parseEthernet(bytes)).toThrow(MalformedPacketError);
      else expect(emitEthernet(parseEthernet(bytes))).toEqual(bytes);
    }),
  );
});

test('MAC addresses are swapped in place', () => {
  const frame = hex('020000000001 02000000000f 0806');
  ethernet.swapMacs(frame);
  expect(frame).toEqual(hex('02000000000f 020000000001 0806'));
});

describe('a MAC address', () => {
  test.each([
    ['02:00:00:00:00:01', 0x0200_0000_0001],
    ['FF-FF-ff-ff-ff-ff', ethernet.MAC_BROADCAST],
  ])('is read from %s', (text, address) => {
    expect(parseMac(text)).toBe(address);
  });

  test.each([
    '',
    '02:00:00:00:00',
    '02:00:00:00:00:01:02',
    '2:0:0:0:0:1',
    '02:00-00:00:00:01',
    '020000000001',
    '0g:00:00:00:00:01',
  ])('is not read from %j', (text) => {
    expect(parseMac(text)).toBeUndefined();
  });

  test('is read again as it was printed', () => {
    fc.assert(
      fc.property(mac, (address) => {
        expect(parseMac(formatMac(address))).toBe(address);
      }),
    );
  });

  test.each([
    ['broadcast', ethernet.MAC_BROADCAST, true],
    ['multicast', 0x0100_5e00_0001, true],
    ['one station', 0x0200_0000_0001, false],
  ])('of a %s is a group address or not', (_what, address, isGroup) => {
    expect(ethernet.isGroupMac(address)).toBe(isGroup);
  });
});
