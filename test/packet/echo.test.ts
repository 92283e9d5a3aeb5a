import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {echoReply} from '../../src/packet/echo.ts';
import {emitIcmpv4, parseIcmpv4} from '../../src/packet/icmpv4.ts';
import {emitIpv4, parseIpv4, setFragment} from '../../src/packet/ipv4.ts';
import type {LinkHeader} from '../../src/packet/link-header.ts';
import {anyFrame, linkHeader} from './arbitraries.ts';
import {PING_FRAME, PING_PACKET, hex} from './golden.ts';

/** The reply to the golden ping, with a TTL of 64. */
const REPLY = `450000549c7200004001b60f${PING_PACKET.slice(24, 40)}0000117c${PING_PACKET.slice(48)}`;

describe('a ping is answered', () => {
  test.each<[LinkHeader, string, string]>([
    ['none', '', ''],
    ['ethernet', '020000000001 02000000000f 0800', '02000000000f 020000000001 0800'],
    ['pi', '00000800', '00000800'],
    ['af', '00000002', '00000002'],
  ])('behind link header %s', (header, request, reply) => {
    expect(echoReply(hex(request + PING_PACKET), header)).toEqual(hex(reply + REPLY));
  });

  test('with source and destination exchanged', () => {
    const request = parseIpv4(hex(PING_PACKET));
    const reply = echoReply(emitIpv4({...request, destination: 0x0a0a0a08}), 'none')!;
    expect(parseIpv4(reply)).toMatchObject({source: 0x0a0a0a08, destination: 0x0a0a0a0a});
    expect(parseIcmpv4(parseIpv4(reply).payload)).toEqual({...parseIcmpv4(request.payload), type: 'echo-reply'});
  });

  test('with the TTL asked for', () => {
    expect(parseIpv4(echoReply(hex(PING_PACKET), 'none', 17)!).ttl).toBe(17);
  });

  test('in a copy, also of a Buffer', () => {
    const frame = Buffer.from(PING_FRAME, 'hex');
    expect(echoReply(frame, 'ethernet')).toEqual(hex(PING_FRAME.slice(0, 28) + REPLY));
    expect(frame.toString('hex')).toBe(PING_FRAME);
  });

  test('without the padding behind it', () => {
    expect(echoReply(hex(`${PING_PACKET}000000`), 'none')).toEqual(hex(REPLY));
  });
});

describe('nothing is answered to', () => {
  const request = parseIpv4(hex(PING_PACKET));
  const echo = parseIcmpv4(request.payload);
  const fragment = hex(PING_PACKET);
  setFragment(fragment, 84, 0x2000);
  test.each<[string, Uint8Array, LinkHeader]>([
    ['no octets', hex(''), 'none'],
    ['another EtherType', hex(PING_FRAME.replace('0800', '0806')), 'ethernet'],
    ['another address family', hex(`0000001e${PING_PACKET}`), 'af'],
    ['a frame shorter than its link header', hex('000008'), 'pi'],
    ['a reply', hex(REPLY), 'none'],
    ['another code', emitIpv4({...request, payload: withCode(1)}), 'none'],
    ['another protocol', emitIpv4({...request, protocol: 17}), 'none'],
    ['a fragment', fragment, 'none'],
    ['a multicast', emitIpv4({...request, destination: 0xe0000001}), 'none'],
    ['a message too short', emitIpv4({...request, payload: emitIcmpv4(echo).subarray(0, 7)}), 'none'],
  ])('%s', (_what, frame, header) => {
    expect(echoReply(frame, header)).toBeUndefined();
  });

  test('a ping with any bit flipped that a checksum covers', () => {
    for (let bit = 0; bit < 84 * 8; bit++) {
      const flipped = hex(PING_PACKET);
      flipped[bit >>> 3]! ^= 0x80 >>> (bit & 7);
      expect(echoReply(flipped, 'none')).toBeUndefined();
    }
  });
});

function withCode(code: number): Uint8Array {
  return emitIcmpv4({type: 'other', typeNumber: 8, code, rest: 0, body: hex('')});
}

test('a reply to whatever came is never answered again', () => {
  fc.assert(
    fc.property(anyFrame, linkHeader, (frame, header) => {
      const reply = echoReply(frame, header);
      if (reply) expect(echoReply(reply, header)).toBeUndefined();
    }),
  );
});
