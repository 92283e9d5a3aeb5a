import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  DONT_FRAGMENT,
  FRAGMENT_OFFSET,
  MORE_FRAGMENTS,
  emitIpv4,
  ipv4Fault,
  parseIpv4,
  readFragmentOffset,
  type Ipv4Packet,
} from '../../../src/packet/ipv4.ts';
import {Fragmenter, SMALLEST_MTU} from '../../../src/stack/ipv4/fragment.ts';
import {ipv4Defaults, ipv4Packet} from '../../packet/arbitraries.ts';
import {hex} from '../../packet/golden.ts';

const LONGEST_OFFSET = FRAGMENT_OFFSET * 8;

function packetOf(payloadLength: number, fields: Partial<Ipv4Packet> = {}): Uint8Array {
  const payload = Uint8Array.from({length: payloadLength}, (_, at) => at * 7);
  const addresses = {source: 0x0a000001, destination: 0x0a000002};
  return emitIpv4({...ipv4Defaults, ...addresses, protocol: 17, payload, ...fields});
}

function fragmentsOf(packet: Uint8Array, mtu: number, fragmenter = new Fragmenter()): Uint8Array[] {
  const sent: Uint8Array[] = [];
  const fault = fragmenter.split<string>(packet, mtu, (fragment) => {
    sent.push(new Uint8Array(fragment));
    return undefined;
  });
  expect(fault).toBeUndefined();
  return sent;
}

/** `offset+length`, and `…` where more follow. */
function shapeOf(fragment: Uint8Array): string {
  const {flagsAndOffset, payload} = parseIpv4(fragment);
  return `${readFragmentOffset(fragment)}+${payload.length}${flagsAndOffset & MORE_FRAGMENTS ? '…' : ''}`;
}

describe('a packet is cut', () => {
  test.each([
    ['that fits exactly, not at all', 1480, 1500, {}, ['0+1480']],
    ['that is one octet too long, with one octet behind', 1481, 1500, {}, ['0+1480…', '1480+1']],
    ['at a multiple of 8 below the MTU', 1200, 1000, {}, ['0+976…', '976+224']],
    ['so that the last piece may fill the MTU', 976 + 980, 1000, {}, ['0+976…', '976+980']],
    ['for the narrowest link', 100, SMALLEST_MTU, {}, ['0+48…', '48+48…', '96+4']],
    ['in its turn as a fragment in the middle', 96, 68, {flagsAndOffset: 0x2003}, ['24+48…', '72+48…']],
    ['in its turn as the last fragment', 97, 68, {flagsAndOffset: 3}, ['24+48…', '72+48…', '120+1']],
    [
      'and no further than an offset reaches',
      200,
      68,
      {flagsAndOffset: FRAGMENT_OFFSET - 6},
      ['65480+48…', '65528+48…'],
    ],
  ])('%s', (_what, payloadLength, mtu, fields, shapes) => {
    expect(fragmentsOf(packetOf(payloadLength, fields), mtu).map(shapeOf)).toEqual(shapes);
  });

  test('with the fields of the header, and all flags but one, in each piece', () => {
    const fields = {tos: 0xb8, identification: 0xbeef, ttl: 3, flagsAndOffset: DONT_FRAGMENT | 0x8000};
    for (const fragment of fragmentsOf(packetOf(300, fields), 100)) {
      const {flagsAndOffset, payload, ...rest} = parseIpv4(fragment);
      expect(flagsAndOffset & 0xc000).toBe(0xc000);
      expect(payload.length).toBeGreaterThan(0);
      expect(rest).toMatchObject({tos: 0xb8, identification: 0xbeef, ttl: 3, protocol: 17});
    }
  });
});

describe('options', () => {
  const optionsOf = (options: string): string[] =>
    fragmentsOf(packetOf(200, {options: hex(options)}), 100).map((piece) =>
      Buffer.from(parseIpv4(piece).options).toString('hex'),
    );

  test.each([
    ['record route stays in the first', '0707040000000000', ''],
    ['router alert goes into all', '94040000', '94040000'],
    ['copied ones close ranks and are padded', '018307040000000007070400000000880400ff00', '83070400000000880400ff00'],
    ['what follows the end of the list does not count', '0000000094040000', ''],
    ['nor what follows one of impossible length', '94040000070194040000000094040000', '94040000'],
    ['nor one that is longer than the list', '9404000094080000', '94040000'],
    ['nor one without a length', '9404000001010194', '94040000'],
  ])('%s', (_what, options, later) => {
    const [first, ...others] = optionsOf(options);
    expect(first).toBe(options);
    expect(others.length).toBeGreaterThan(0);
    expect(new Set(others)).toEqual(new Set([later]));
  });
});

describe('sending', () => {
  test('ends with the first fault, which is returned', () => {
    let calls = 0;
    const fault = new Fragmenter().split(packetOf(1000), 100, () => (++calls === 3 ? 'queue-full' : undefined));
    expect([fault, calls]).toEqual(['queue-full', 3]);
  });

  test('gives the fault of a packet that is sent whole', () => {
    expect(new Fragmenter().split(packetOf(10), 100, () => 'no-route')).toBe('no-route');
  });

  test.each([
    ['shorter', 900],
    ['longer', 3000],
  ])('may lead back to the same fragmenter, with a %s packet', (_what, length) => {
    const fragmenter = new Fragmenter();
    const outer = packetOf(1000, {identification: 1});
    const inner = packetOf(length, {identification: 2});
    const expected = fragmentsOf(outer, 256, fragmenter);
    const sent: Uint8Array[] = [];
    fragmenter.split(outer, 256, (fragment) => {
      expect(fragmentsOf(inner, 68, fragmenter)).toEqual(fragmentsOf(inner, 68));
      sent.push(new Uint8Array(fragment));
      return undefined;
    });
    expect(sent).toEqual(expected);
  });

  test('leaves receivers free to write into what they are given, and the packet to be reused', () => {
    const packet = packetOf(500, {options: hex('94040000')});
    const expected = fragmentsOf(packet, 100);
    const sent: Uint8Array[] = [];
    new Fragmenter().split(packet, 100, (fragment) => {
      sent.push(new Uint8Array(fragment));
      fragment.fill(0xee);
      packet.fill(0xdd);
      return undefined;
    });
    expect(sent).toEqual(expected);
  });

  test('a packet longer than an MTU that IPv4 does not allow is refused', () => {
    const split = (length: number) => () => new Fragmenter().split(packetOf(length), 67, () => undefined);
    expect(split(48)).toThrow(expect.objectContaining({code: 'EINVAL'}));
    expect(split(47)).not.toThrow();
  });
});

test('any packet is cut into valid pieces that fit, follow each other, and hold its data', () => {
  const fragmenter = new Fragmenter();
  const mtu = fc.oneof(fc.constantFrom(68, 576, 1500), fc.integer({min: 68, max: 2000}));
  const size = fc.integer({min: 0, max: 5000});
  fc.assert(
    fc.property(ipv4Packet, size, mtu, (fields, length, most) => {
      const payload = new Uint8Array(length).map((_, at) => at ^ (at >>> 8));
      const first = fields.flagsAndOffset & 0x7ff;
      const packet = emitIpv4({...fields, flagsAndOffset: first, payload});
      const pieces = fragmentsOf(packet, most, fragmenter);
      const joined: number[] = [];
      for (const [index, piece] of pieces.entries()) {
        expect(ipv4Fault(piece)).toBeUndefined();
        expect(piece.length).toBeLessThanOrEqual(most);
        expect(readFragmentOffset(piece)).toBe(first * 8 + joined.length);
        const {payload: data, flagsAndOffset} = parseIpv4(piece);
        expect((flagsAndOffset & MORE_FRAGMENTS) !== 0).toBe(index < pieces.length - 1);
        joined.push(...data);
      }
      expect(readFragmentOffset(pieces.at(-1)!)).toBeLessThanOrEqual(LONGEST_OFFSET);
      expect(Uint8Array.from(joined)).toEqual(payload);
    }),
    {numRuns: 500},
  );
});
