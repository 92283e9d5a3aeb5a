import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fromHex, toHex} from '../../src/packet/hex.ts';
import {ipv4Fault, parseIpv4, writeIpv4Header} from '../../src/packet/ipv4.ts';
import {
  type Recorder,
  hasSourceRoute,
  parseIpv4Options,
  recordInOptions,
  recordRouteOption,
  repliedOptions,
  timestampOption,
} from '../../src/packet/ipv4-options.ts';
import {ip} from '../stack/host-under-test.ts';

const OWN = ip('10.9.0.1');
const TIME = 0x004e_0f20;

function packetWith(options: Uint8Array): Uint8Array {
  const packet = new Uint8Array(20 + options.length + 4);
  writeIpv4Header(packet, {
    totalLength: packet.length,
    identification: 7,
    ttl: 64,
    protocol: 1,
    source: OWN,
    destination: ip('10.9.0.10'),
    options,
  });
  return packet;
}

/** The options of a packet after so many hosts have written into them. */
function recorded(options: Uint8Array, times = 1, change: Partial<Recorder> = {}): Uint8Array {
  const packet = packetWith(options);
  for (let host = 0; host < times; host++) {
    recordInOptions(packet, {address: OWN + host, time: TIME + host, isOwn: (address) => address === OWN, ...change});
  }
  expect(ipv4Fault(packet)).toBeUndefined();
  return parseIpv4(packet).options;
}

describe('options that hosts write into', () => {
  test.each([
    ['a route', recordRouteOption(), `010727080a090001${'00'.repeat(32)}`],
    ['times', timestampOption('tsonly'), `44280900004e0f20${'00'.repeat(32)}`],
    ['addresses and times', timestampOption('tsandaddr'), `44240d010a090001004e0f20${'00'.repeat(24)}`],
    ['times that are asked for', timestampOption('tsprespec', [OWN]), '440c0d030a090001004e0f20'],
    ['times that others are asked for', timestampOption('tsprespec', [OWN + 9]), '440c05030a09000a00000000'],
    ['no room at all', timestampOption('tsprespec'), '44040513'],
  ])('are what Linux puts on the wire: %s', (_what, options, hex) => {
    expect(toHex(recorded(options))).toBe(hex);
  });

  test('take nine addresses and no more', () => {
    const [, option] = parseIpv4Options(recorded(recordRouteOption(), 20));
    expect(option).toEqual({type: 'record-route', route: Array.from({length: 9}, (_, host) => OWN + host)});
  });

  test('count whoever found no room for a time, up to fifteen', () => {
    expect(parseIpv4Options(recorded(timestampOption('tsandaddr'), 6))).toMatchObject([{missed: 2}]);
    expect(parseIpv4Options(recorded(timestampOption('tsandaddr'), 60))).toMatchObject([{missed: 15}]);
  });

  test('are told as records', () => {
    expect(parseIpv4Options(recorded(timestampOption('tsandaddr'), 2))).toEqual([
      {
        type: 'timestamp',
        missed: 0,
        times: [
          {address: OWN, time: TIME, standard: true},
          {address: OWN + 1, time: TIME + 1, standard: true},
        ],
      },
    ]);
    expect(parseIpv4Options(fromHex('0194040000')!)).toEqual([{type: 'no-operation'}, {type: 'other', number: 0x94}]);
    expect(parseIpv4Options(fromHex('440c0900800000050000000001')!)).toEqual([
      {type: 'timestamp', missed: 0, times: [{time: 5, standard: false}]},
      {type: 'no-operation'},
    ]);
  });

  test('are in a reply as they were, without what else was there', () => {
    expect(toHex(repliedOptions(packetWith(recordRouteOption()))!)).toBe(`072704${'00'.repeat(37)}`);
    expect(repliedOptions(packetWith(fromHex('94040000')!))).toBeUndefined();
  });
});

const octets = fc.uint8Array({maxLength: 40});

test('any octets are options or none, and writing into them leaves a sound header', () => {
  fc.assert(
    fc.property(octets, fc.nat(0xffff_ffff), (given, address) => {
      const options = new Uint8Array((given.length + 3) & ~3);
      options.set(given);
      parseIpv4Options(given);
      const packet = packetWith(options);
      const routed = hasSourceRoute(packet);
      recordInOptions(packet, {address, time: 1, isOwn: () => true});
      expect(ipv4Fault(packet)).toBeUndefined();
      expect(hasSourceRoute(packet)).toBe(routed);
      expect((repliedOptions(packet)?.length ?? 0) % 4).toBe(0);
      expect(packet.subarray(-4)).toEqual(new Uint8Array(4));
    }),
  );
});
