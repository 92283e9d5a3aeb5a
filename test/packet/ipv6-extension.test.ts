import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {emitIpv6Packet, ipv6Fault, readTotalLength6} from '../../src/packet/ipv6.ts';
import {
  hopByHopProblem,
  readFragment6,
  type Ipv6Walk,
  walkExtensions,
  writeFragmentHeader,
} from '../../src/packet/ipv6-extension.ts';
import {anyPacket6, damaged, ipv6Packet} from './arbitraries6.ts';
import {hex} from './golden.ts';

/** A packet whose first next header is `nextHeader` and whose payload is a hexadecimal text. */
function packet(nextHeader: number, payload: string): Uint8Array {
  const addresses = {source: 1n, destination: 2n};
  return emitIpv6Packet({trafficClass: 0, flowLabel: 0, hopLimit: 64, nextHeader, ...addresses, payload: hex(payload)});
}

/** What a walk finds, without what it does not find. */
function found(bytes: Uint8Array): Partial<Ipv6Walk> {
  const walk = Object.entries(walkExtensions(bytes)).filter(([, value]) => value !== undefined && value !== 0);
  return Object.fromEntries(walk);
}

describe('a walk ends at the upper layer', () => {
  test.each<[string, Uint8Array, Partial<Ipv6Walk>]>([
    ['at once', packet(17, ''), {protocol: 17, start: 40, previousNextHeaderAt: 6}],
    ['behind hop-by-hop', packet(0, '3a00 0502 0000 0100'), {protocol: 58, start: 48, previousNextHeaderAt: 40}],
    [
      'behind two headers',
      packet(0, '3c00 0104 00000000 1101 010c 000000000000000000000000'),
      {protocol: 17, start: 64, previousNextHeaderAt: 48},
    ],
    [
      'behind a routing header that is through',
      packet(43, '1100 0000 00000000'),
      {protocol: 17, start: 48, previousNextHeaderAt: 40},
    ],
    [
      'and tells a routing header that is not',
      packet(43, '1100 0001 00000000'),
      {protocol: 17, start: 48, previousNextHeaderAt: 40, routingAt: 40},
    ],
    ['at nothing', packet(59, 'ffff'), {protocol: 59, start: 40, previousNextHeaderAt: 6}],
    ['at what it does not understand', packet(51, ''), {protocol: 51, start: 40, previousNextHeaderAt: 6}],
    [
      'or behind a fragment header',
      packet(60, '2c00 0104 00000000 3c00 0059 00000007 ff'),
      {protocol: 60, start: 56, fragmentAt: 48, previousNextHeaderAt: 40},
    ],
  ])('%s', (_where, bytes, walk) => {
    expect(found(bytes)).toEqual(walk);
  });
});

describe('an option that is not known', () => {
  const withOption = (nextHeader: number, type: string) => packet(nextHeader, `3a00 0000 ${type}02 0000`);
  test.each([
    ['is skipped', '05', undefined],
    ['is skipped', '1e', undefined],
    ['is dropped silently', '7e', {code: 2, pointer: 44, silent: true, multicastToo: false}],
    ['is complained about', '9e', {code: 2, pointer: 44, silent: false, multicastToo: true}],
    [
      'is complained about, but not from a multicast address',
      'c2',
      {code: 2, pointer: 44, silent: false, multicastToo: false},
    ],
  ])('%s: %s', (_what, type, problem) => {
    for (const nextHeader of [0, 60]) {
      const walk = walkExtensions(withOption(nextHeader, type));
      expect(walk.problem).toEqual(problem);
      expect(walk).toMatchObject({protocol: 58, start: 48});
    }
    expect(hopByHopProblem(withOption(0, type))).toEqual(problem);
    expect(hopByHopProblem(withOption(60, type))).toBeUndefined();
  });

  test('only the first counts', () => {
    expect(walkExtensions(packet(60, '3a00 8100 c100 7100')).problem).toMatchObject({pointer: 42, multicastToo: true});
  });
});

test('a hop-by-hop header that is not the first is a problem of what names it', () => {
  const walk = walkExtensions(packet(60, '0000 0104 00000000 3a00 0104 00000000'));
  expect(walk.problem).toEqual({code: 1, pointer: 40, silent: false, multicastToo: false});
  expect(walk).toMatchObject({protocol: 58, start: 56});
});

describe('a fault is told', () => {
  test.each([
    ['a header that is not there', packet(0, ''), 0],
    ['half a header', packet(0, '3a'), 0],
    ['a header longer than the packet', packet(60, '3a01 0104 00000000'), 60],
    ['half a fragment header', packet(44, '3a00 0000 000000'), 44],
    ['an option past its header', packet(60, '3a00 0105 00000000 00000000'), 60],
    ['an option without a length', packet(60, '3a00 0103 000000 01'), 60],
  ])('%s', (_what, bytes, protocol) => {
    expect(walkExtensions(bytes)).toMatchObject({fault: 'truncated-extension', protocol, start: 40});
  });

  test('for hop-by-hop on its way as well', () => {
    expect(hopByHopProblem(packet(0, '3a01 0104 00000000'))).toBe('truncated-extension');
  });

  test('when there is no end of headers', () => {
    const header = '3c00 0104 00000000';
    expect(walkExtensions(packet(60, header.repeat(15) + header.replace('3c', '11')))).toMatchObject({
      fault: undefined,
      protocol: 17,
    });
    expect(walkExtensions(packet(60, header.repeat(16) + header.replace('3c', '11')))).toMatchObject({
      fault: 'too-many-extensions',
      protocol: 60,
    });
  });

  test('or the walk ends inside the packet', () => {
    fc.assert(
      fc.property(damaged(fc.oneof(anyPacket6, ipv6Packet.map(emitIpv6Packet))), (bytes) => {
        if (ipv6Fault(bytes)) return;
        const {start, fault, fragmentAt, routingAt, problem} = walkExtensions(bytes);
        const end = readTotalLength6(bytes);
        for (const at of [start, fragmentAt, routingAt, problem?.pointer ?? 0]) expect(at).toBeLessThanOrEqual(end);
        if (!fault) expect(start).toBeGreaterThanOrEqual(40);
      }),
      {numRuns: 2000},
    );
  });
});

test('a fragment header is read as it was written', () => {
  const written = fc.record({
    nextHeader: fc.nat({max: 255}),
    offset: fc.nat({max: 8191}).map((units) => units * 8),
    more: fc.boolean(),
    identification: fc.nat({max: 0xffff_ffff}),
  });
  fc.assert(
    fc.property(written, (header) => {
      const bytes = new Uint8Array(12).fill(0xee);
      writeFragmentHeader(bytes, 2, header);
      expect(readFragment6(bytes, 2)).toEqual(header);
    }),
  );
  const bytes = new Uint8Array(8);
  writeFragmentHeader(bytes, 0, {nextHeader: 17, offset: 1448, more: true, identification: 0x0102_0304});
  expect(bytes).toEqual(hex('1100 05a9 01020304'));
});
