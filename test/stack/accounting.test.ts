/** Every frame that enters is in exactly one counter of its interface, and every loss has a reason. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {NetworkError} from '../../src/errors.ts';
import {parseIcmpv4} from '../../src/packet/icmpv4.ts';
import {LINK_HEADER_LENGTH, type LinkHeader} from '../../src/packet/link-header.ts';
import {ipv4Fault, parseIpv4} from '../../src/packet/ipv4.ts';
import {deleteRoute} from '../../src/stack/configure.ts';
import {anyFrame} from '../packet/arbitraries.ts';
import {PING_FRAME, hex} from '../packet/golden.ts';
import {OWN, account, explained, hostUnderTest, total} from './host-under-test.ts';

const FRAME = hex(PING_FRAME);

/** What became of one frame that was written to the node of a new host. */
function fateOf(frame: Uint8Array, linkHeader: LinkHeader = 'ethernet') {
  const {node, iface, device, taken} = hostUnderTest({linkHeader});
  let refusal: string | undefined;
  try {
    node.write(frame);
  } catch (reason) {
    if (!(reason instanceof NetworkError)) throw reason;
    refusal = reason.code;
  }
  const {packets, errors, dropped} = iface.received;
  // A reply to the own address comes back in by the local route.
  const looped = iface.sent.packets - taken().length;
  expect(packets + errors + dropped - looped).toBe(1);
  expect(explained(iface.received)).toBe(errors + dropped);
  return {
    refusal,
    refused: Object.fromEntries(device.refused),
    received: account(iface.received),
    answered: iface.sent.packets,
  };
}

/** As `fateOf` tells it. */
const FATES = {
  answered: {
    refusal: undefined,
    refused: {},
    received: {errors: 0, reasons: {'no-endpoint': 1}, packets: 1},
    answered: 1,
  },
  refused: (code: string, reason: string) => ({
    refusal: code,
    refused: {[reason]: 1},
    received: {packets: 0, errors: 0, dropped: 1, reasons: {[reason]: 1}},
    answered: 0,
  }),
  damaged: (reason: string) => ({
    refusal: undefined,
    refused: {},
    received: {packets: 0, errors: 1, dropped: 0, reasons: {[reason]: 1}},
    answered: 0,
  }),
};

/** What a flipped bit of the frame's octet `at` must lead to; `undefined` in a reason: one of several. */
function fateOfFlip(at: number, bit: number): object {
  const value = FRAME[at]! ^ (1 << bit);
  if (at < 12) return FATES.answered; // the MAC addresses of a tunnel mean nothing
  if (at < 14) return FATES.refused('EAFNOSUPPORT', 'unknown-family');
  if (at === 14 && bit >= 4) return FATES.refused('EINVAL', 'not-ip');
  if (at === 14 && (value & 15) < 5) return FATES.damaged('bad-header-length');
  if (at === 16 || (at === 17 && value > 84)) return FATES.damaged('bad-total-length');
  if (at < 34) return FATES.damaged('bad-header-checksum');
  return FATES.damaged('icmp-bad-checksum');
}

describe('the 98 octets of the story', () => {
  test('are answered', () => {
    expect(fateOf(FRAME)).toMatchObject(FATES.answered);
  });

  test.each([
    ['the MAC addresses', 0, 12],
    ['the type', 12, 14],
    ['the IP header', 14, 34],
    ['the ICMP message', 34, 98],
  ])('with any one bit of %s flipped are handled as their meaning says', (_what, from, to) => {
    for (let at = from; at < to; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = FRAME.slice();
        flipped[at]! ^= 1 << bit;
        expect(fateOf(flipped), `bit ${bit} of octet ${at}`).toMatchObject(fateOfFlip(at, bit));
      }
    }
  });

  test.each<[string, number, number, object]>([
    ['nothing', 0, 1, FATES.refused('EINVAL', 'empty')],
    ['a part of the link header', 1, 14, FATES.refused('EINVAL', 'short-header')],
    ['the link header', 14, 15, FATES.refused('EINVAL', 'empty')],
    ['a part of the IP header', 15, 34, FATES.damaged('truncated-header')],
    ['a part of the packet', 34, 98, FATES.damaged('bad-total-length')],
  ])('cut off so that %s is left are refused', (_what, from, to, fate) => {
    for (let length = from; length < to; length++) {
      expect(fateOf(FRAME.subarray(0, length)), `${length} octets`).toMatchObject(fate);
    }
  });

  test.each<[string, number, number, object]>([
    ['the link header or the first octet', 0, 15, FATES.refused('EINVAL', 'not-ip')],
    ['the IP header', 15, 34, FATES.damaged('bad-total-length')],
    ['the ICMP message', 34, 98, FATES.damaged('bad-total-length')],
  ])('with any one octet of %s left out are refused', (_what, from, to, fate) => {
    for (let at = from; at < to; at++) {
      const shorter = Uint8Array.from([...FRAME.subarray(0, at), ...FRAME.subarray(at + 1)]);
      expect(fateOf(shorter), `octet ${at}`).toMatchObject(fate);
    }
  });

  test('with octets behind them are answered: they are padding', () => {
    for (const length of [1, 2, 50, 1000]) {
      expect(fateOf(Uint8Array.from([...FRAME, ...new Uint8Array(length)]))).toMatchObject(FATES.answered);
    }
  });
});

describe('whatever is written to the node', () => {
  const linkHeader = fc.constantFrom<LinkHeader>('none', 'ethernet', 'pi', 'af');
  const frames = fc.array(anyFrame, {maxLength: 30, size: 'max'});

  test.each([
    ['where the own address is local', false],
    ['where the own address goes through the driver', true],
  ])('%s, each frame ends in one counter and each loss has its reason', (_what, throughDriver) => {
    fc.assert(
      fc.property(linkHeader, frames, (header, list) => {
        const {host, node, iface, device, taken} = hostUnderTest({linkHeader: header});
        if (throughDriver) {
          const local = host.ipv4.routes.find({destination: OWN, prefixLength: 32, type: 'local'})!;
          deleteRoute(host, local);
          host.ipv4.routes.add({...local, type: 'unicast', protocol: 'static'});
        }
        let refusals = 0;
        for (const frame of list) {
          try {
            node.write(frame);
          } catch (reason) {
            if (!(reason instanceof NetworkError)) throw reason;
            refusals++;
          }
        }
        const read = taken();
        expect(total(iface.received)).toBe(list.length + iface.sent.packets - read.length);
        expect(explained(iface.received)).toBe(iface.received.errors + iface.received.dropped);
        expect(explained(iface.sent)).toBe(iface.sent.errors + iface.sent.dropped);
        expect([...device.refused.values()].reduce((sum, times) => sum + times, 0)).toBe(refusals);
        expect([device.queues.application.length, device.queues.interface.length]).toEqual([0, 0]);
        for (const frame of read) expectSound(frame.subarray(LINK_HEADER_LENGTH[header]));
      }),
      {numRuns: 200},
    );
  });

  test('while the interface queue is held waits, and is accounted for as soon as it is released or refused', () => {
    fc.assert(
      fc.property(frames, fc.nat({max: 10}), (list, limit) => {
        const {node, iface, device, taken} = hostUnderTest();
        device.queues.interface.limits = {packets: limit, octets: null};
        device.hold('interface');
        for (const frame of list) {
          try {
            node.write(frame);
          } catch (reason) {
            if (!(reason instanceof NetworkError)) throw reason;
          }
        }
        expect(total(iface.received) + device.queues.interface.length).toBe(list.length);
        device.release('interface');
        expect(total(iface.received)).toBe(list.length + iface.sent.packets - taken().length);
        expect(explained(iface.received)).toBe(iface.received.errors + iface.received.dropped);
      }),
    );
  });
});

/** All that a host sends is whole, and its ICMP checksum is right. */
function expectSound(packet: Uint8Array): void {
  expect(ipv4Fault(packet)).toBeUndefined();
  const {protocol, payload, ttl} = parseIpv4(packet);
  expect({protocol, ttl}).toEqual({protocol: 1, ttl: 254});
  parseIcmpv4(payload);
}
