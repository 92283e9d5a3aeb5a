import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseAddress} from '../../src/packet/address.ts';
import {
  ICMP_TYPE,
  emitIcmpv4,
  icmpErrorFor,
  mayCauseIcmpError,
  parseIcmpv4,
  parseQuoted,
  type IcmpError,
} from '../../src/packet/icmpv4.ts';
import {emitIpv4, ipv4Fault, parseIpv4} from '../../src/packet/ipv4.ts';
import {anyFrame, icmpPacket, ipv4Defaults, ipv4Packet, udpPacket} from './arbitraries.ts';
import {PING_PACKET, hex} from './golden.ts';

const ROUTER = 0x0a000001;
const SELF = 0x0a0a0a0a;
const EXCEEDED: IcmpError = {type: ICMP_TYPE.timeExceeded, code: 0, source: ROUTER, ttl: 254, identification: 7};

describe('an ICMP error', () => {
  test('goes to the source of the packet and quotes its header and eight octets', () => {
    const error = icmpErrorFor(hex(PING_PACKET), EXCEEDED);
    const {payload, ...header} = parseIpv4(error);
    expect(header).toEqual({
      ...ipv4Defaults,
      ttl: 254,
      identification: 7,
      protocol: 1,
      source: ROUTER,
      destination: SELF,
    });
    const quoted = hex(PING_PACKET).subarray(0, 28);
    expect(parseIcmpv4(payload)).toEqual({type: 'time-exceeded', code: 0, quoted});
  });

  test.each<[string, Partial<IcmpError>, object]>([
    [
      'the MTU of the next hop',
      {type: ICMP_TYPE.destinationUnreachable, code: 4, nextHopMtu: 1400},
      {type: 'destination-unreachable', code: 4, nextHopMtu: 1400},
    ],
    ['a gateway', {type: ICMP_TYPE.redirect, code: 1, gateway: 0xc0a80001}, {type: 'redirect', gateway: 0xc0a80001}],
    ['a pointer', {type: ICMP_TYPE.parameterProblem, pointer: 20}, {type: 'parameter-problem', pointer: 20}],
  ])('carries %s', (_what, error, expected) => {
    expect(parseIcmpv4(parseIpv4(icmpErrorFor(hex(PING_PACKET), {...EXCEEDED, ...error})).payload)).toMatchObject(
      expected,
    );
  });

  test('takes the type of service it is given', () => {
    expect(parseIpv4(icmpErrorFor(hex(PING_PACKET), {...EXCEEDED, tos: 0xc0})).tos).toBe(0xc0);
  });

  test.each([
    ['as many octets as asked for', 20, 84, 20 + 8 + 40],
    ['no more than there are', 1000, 84, 20 + 8 + 84],
    ['no more than makes 576 octets', 1000, 1500, 576],
  ])('quotes %s', (_what, quotedData, length, expected) => {
    const packet = emitIpv4({...parseIpv4(hex(PING_PACKET)), payload: new Uint8Array(length - 20)});
    const padded = Uint8Array.from([...packet, 1, 2, 3]);
    expect(icmpErrorFor(padded, {...EXCEEDED, quotedData})).toHaveLength(expected);
  });

  test('about any packet is one that is read again', () => {
    fc.assert(
      fc.property(fc.oneof(icmpPacket, ipv4Packet.map(emitIpv4)), fc.nat({max: 600}), (packet, quotedData) => {
        const error = icmpErrorFor(packet, {...EXCEEDED, quotedData});
        expect(ipv4Fault(error)).toBeUndefined();
        const message = parseIcmpv4(parseIpv4(error).payload);
        const {source, destination, protocol, identification} = parseIpv4(packet);
        const about = message.type === 'time-exceeded' ? parseQuoted(message.quoted) : undefined;
        expect(about).toMatchObject({source, destination, protocol, identification});
      }),
    );
  });
});

describe('an error may be caused by', () => {
  const from = (source: string, destination: string, part = {}) =>
    emitIpv4({
      ...ipv4Defaults,
      source: parseAddress(source)!,
      destination: parseAddress(destination)!,
      protocol: 17,
      payload: new Uint8Array(8),
      ...part,
    });
  const icmp = (typeNumber: number) => ({
    protocol: 1,
    payload: emitIcmpv4({type: 'other', typeNumber, code: 0, rest: 0, body: hex('')}),
  });
  test.each<[string, Uint8Array, boolean]>([
    ['a datagram', from('10.0.0.1', '10.0.0.2'), true],
    ['an echo request', hex(PING_PACKET), true],
    ['a time stamp request', from('10.0.0.1', '10.0.0.2', icmp(13)), true],
    ['a first fragment', from('10.0.0.1', '10.0.0.2', {flagsAndOffset: 0x2000}), true],
    ['a host to itself', from('127.0.0.1', '127.0.0.1'), true],
    ['not a later fragment', from('10.0.0.1', '10.0.0.2', {flagsAndOffset: 1}), false],
    ['not a broadcast', from('10.0.0.1', '255.255.255.255'), false],
    ['not a multicast', from('10.0.0.1', '224.0.0.1'), false],
    ['not a source of zero', from('0.0.0.0', '10.0.0.2'), false],
    ['not a loopback source from elsewhere', from('127.0.0.1', '10.0.0.2'), false],
    ['not a multicast source', from('239.1.2.3', '10.0.0.2'), false],
    ['not a class E source', from('240.0.0.1', '10.0.0.2'), false],
    ...[3, 4, 5, 11, 12, 19, 255].map((type): [string, Uint8Array, boolean] => [
      `not ICMP type ${type}`,
      from('10.0.0.1', '10.0.0.2', icmp(type)),
      false,
    ]),
    ['not ICMP without a type', from('10.0.0.1', '10.0.0.2', {protocol: 1, payload: hex('')}), false],
  ])('%s', (_what, packet, expected) => {
    expect(mayCauseIcmpError(packet)).toBe(expected);
  });

  test('no error that was built here', () => {
    fc.assert(
      fc.property(icmpPacket, fc.constantFrom(3, 5, 11, 12), (packet, type) => {
        expect(mayCauseIcmpError(icmpErrorFor(packet, {...EXCEEDED, type}))).toBe(false);
      }),
    );
  });
});

describe('a quoted packet', () => {
  const header = {source: SELF, destination: SELF, protocol: 1, identification: 0x9c72};
  test.each([
    [0, undefined],
    [19, undefined],
    [20, header],
    [21, {...header, icmpType: 8}],
    [27, {...header, icmpType: 8}],
    [28, {...header, icmpType: 8, icmpIdentifier: 0x5702, icmpSequence: 0}],
    [84, {...header, icmpType: 8, icmpIdentifier: 0x5702, icmpSequence: 0}],
  ])('cut to %i octets tells what is left', (length, expected) => {
    expect(parseQuoted(hex(PING_PACKET).subarray(0, length))).toEqual(expected);
  });

  test('is read although routers changed its TTL, checksum and total length', () => {
    const bytes = hex(PING_PACKET);
    bytes.set([0xff, 0xff], 2);
    bytes.set([1, 1, 0, 0], 8);
    expect(parseQuoted(bytes)).toMatchObject({...header, icmpSequence: 0});
  });

  test('tells the ports of UDP, unless it is a later fragment', () => {
    const packet = udpPacket({source: 1, destination: 2, sourcePort: 5353, destinationPort: 53, payload: hex('00')});
    expect(parseQuoted(packet)).toMatchObject({sourcePort: 5353, destinationPort: 53});
    expect(parseQuoted(packet.subarray(0, 23))).not.toHaveProperty('sourcePort');
    packet[7] = 1;
    expect(parseQuoted(packet)).not.toHaveProperty('sourcePort');
  });

  test.each([
    ['version 6', 0x65],
    ['a header of 16 octets', 0x44],
  ])('of %s is not one', (_what, first) => {
    expect(parseQuoted(Uint8Array.from([first, ...hex(PING_PACKET).subarray(1)]))).toBeUndefined();
  });

  test('may be any octets', () => {
    fc.assert(
      fc.property(anyFrame, (bytes) => {
        expect(parseQuoted(bytes) !== undefined).toBe(
          bytes.length >= 20 && bytes[0]! >>> 4 === 4 && (bytes[0]! & 15) >= 5,
        );
      }),
    );
  });
});
