import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {hex} from './golden.ts';
import {emitUdpFrame, parseUdpFrame, udpFrameFault} from '../../src/packet/udp-frame.ts';

const anyAddress = fc.oneof(fc.integer({min: 0, max: 0xffff_ffff}), fc.bigInt({min: 0n, max: (1n << 128n) - 1n}));
const anyFrame = fc.record({address: anyAddress, port: fc.nat(0xffff), data: fc.uint8Array({maxLength: 40})});

describe('a datagram with its address', () => {
  test.each([
    ['IPv4', '01 0a 00 00 02 13 88 68 69', {address: 0x0a00_0002, port: 5000, data: Uint8Array.of(0x68, 0x69)}],
    ['IPv4, without data', '01 ff ff ff ff ff ff', {address: 0xffff_ffff, port: 0xffff, data: new Uint8Array()}],
    [
      'IPv6',
      '04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 00 35 00',
      {address: 0x2001_0db8_0000_0000_0000_0000_0000_0001n, port: 53, data: Uint8Array.of(0)},
    ],
  ])('of %s is these octets', (_what, octets, frame) => {
    expect(parseUdpFrame(hex(octets))).toEqual(frame);
    expect(emitUdpFrame(frame)).toEqual(hex(octets));
  });

  test('parse undoes emit', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(parseUdpFrame(emitUdpFrame(frame))).toEqual(frame);
      }),
    );
  });

  test('has its data in place', () => {
    const frame = hex('01 0a 00 00 02 13 88 68 69');
    expect(parseUdpFrame(frame).data.buffer).toBe(frame.buffer);
  });
});

describe('what is none', () => {
  test.each([
    ['nothing', '', 'truncated'],
    ['a type alone', '01', 'truncated'],
    ['an IPv4 header cut short', '01 0a 00 00 02 13', 'truncated'],
    ['an IPv6 header cut short', '04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 00', 'truncated'],
    ['a name', '03 01 61 00 35', 'address-type'],
    ['an unknown type', '00 0a 00 00 02 13 88', 'address-type'],
  ])('%s is refused', (_what, octets, fault) => {
    expect(udpFrameFault(hex(octets))).toBe(fault);
    const message = `udp frame: ${fault.replace('-', ' ')}`;
    expect(() => parseUdpFrame(hex(octets))).toThrow(expect.objectContaining({code: 'EMALFORMED', message}));
  });

  test('any octets are a datagram that emits the same octets, or are refused with a reason', () => {
    const anyOctets = fc.tuple(fc.constantFrom(0, 1, 3, 4, 255), fc.uint8Array({maxLength: 30}));
    fc.assert(
      fc.property(anyOctets, ([type, rest]) => {
        const octets = Uint8Array.of(type, ...rest);
        const fault = udpFrameFault(octets);
        if (fault) expect(() => parseUdpFrame(octets)).toThrow(expect.objectContaining({code: 'EMALFORMED'}));
        else expect(emitUdpFrame(parseUdpFrame(octets))).toEqual(octets);
      }),
    );
  });
});
