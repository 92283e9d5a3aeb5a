import fc from 'fast-check';
import type {EchoMessage, Icmpv4Message} from '../../src/packet/icmpv4.ts';
import {emitIcmpv4} from '../../src/packet/icmpv4.ts';
import {emitIpv4, type Ipv4Packet} from '../../src/packet/ipv4.ts';
import type {LinkHeader} from '../../src/packet/link-header.ts';
import {emitUdp, type UdpDatagram} from '../../src/packet/udp.ts';
import {PING_FRAME, PING_PACKET, hex} from './golden.ts';

export const uint8 = fc.integer({min: 0, max: 0xff});
export const uint16 = fc.integer({min: 0, max: 0xffff});
export const uint32 = fc.integer({min: 0, max: 0xffff_ffff});
export const mac = fc.integer({min: 0, max: 0xffff_ffff_ffff});
/** Zeros are tried often: there ones' complement has its corners. */
export const octets = (maxLength: number) =>
  fc.oneof(
    fc.uint8Array({maxLength}),
    fc.integer({min: 0, max: maxLength}).map((length) => new Uint8Array(length)),
  );

export const echoMessage: fc.Arbitrary<EchoMessage> = fc.record({
  type: fc.constantFrom('echo-request', 'echo-reply'),
  identifier: uint16,
  sequence: uint16,
  data: octets(80),
});

const unused = (max: number) => ({unused: fc.integer({min: 1, max})});

export const icmpMessage: fc.Arbitrary<Icmpv4Message> = fc.oneof(
  echoMessage,
  fc.record(
    {
      type: fc.constant('destination-unreachable' as const),
      code: uint8,
      nextHopMtu: uint16,
      quoted: octets(60),
      ...unused(0xffff),
    },
    {requiredKeys: ['type', 'code', 'nextHopMtu', 'quoted']},
  ),
  fc.record(
    {type: fc.constant('time-exceeded' as const), code: uint8, quoted: octets(60), ...unused(0xffff_ffff)},
    {requiredKeys: ['type', 'code', 'quoted']},
  ),
  fc.record(
    {
      type: fc.constant('parameter-problem' as const),
      code: uint8,
      pointer: uint8,
      quoted: octets(60),
      ...unused(0xff_ffff),
    },
    {requiredKeys: ['type', 'code', 'pointer', 'quoted']},
  ),
  fc.record({type: fc.constant('redirect' as const), code: uint8, gateway: uint32, quoted: octets(60)}),
  fc.record({
    type: fc.constant('other' as const),
    typeNumber: fc.integer({min: 13, max: 255}),
    code: uint8,
    rest: uint32,
    body: octets(60),
  }),
);

const ipv4Fields = {
  tos: uint8,
  identification: uint16,
  flagsAndOffset: fc.oneof(fc.constantFrom(0, 0x4000), uint16),
  ttl: uint8,
  source: uint32,
  destination: uint32,
  options: fc.integer({min: 0, max: 10}).chain((words) => fc.uint8Array({minLength: words * 4, maxLength: words * 4})),
};

export const ipv4Packet: fc.Arbitrary<Ipv4Packet> = fc.record({...ipv4Fields, protocol: uint8, payload: octets(200)});

export const udpDatagram: fc.Arbitrary<UdpDatagram> = fc.record({
  source: uint32,
  destination: uint32,
  sourcePort: uint16,
  destinationPort: uint16,
  payload: octets(300),
});

/** A whole packet that carries a datagram. */
export function udpPacket(datagram: UdpDatagram): Uint8Array {
  const {source, destination} = datagram;
  return emitIpv4({...ipv4Defaults, source, destination, protocol: 17, payload: emitUdp(datagram)});
}

export const ipv4Defaults = {tos: 0, identification: 1, flagsAndOffset: 0, ttl: 64, options: new Uint8Array()};

/** Whole packets that hold an ICMP message. */
export const icmpPacket: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.record(ipv4Fields), icmpMessage)
  .map(([fields, message]) => emitIpv4({...fields, protocol: 1, payload: emitIcmpv4(message)}));

export const linkHeader = mostly<LinkHeader>('none', fc.constantFrom('ethernet', 'pi', 'af'));

/** Octets of all kinds: noise, whole packets, and packets that were cut or altered. */
export const anyFrame: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({maxLength: 120}),
  mutated(
    fc.constantFrom(hex(PING_FRAME), hex(PING_PACKET), hex(`00000800${PING_PACKET}`), hex(`00000002${PING_PACKET}`)),
  ),
  mutated(fc.oneof(icmpPacket, ipv4Packet.map(emitIpv4), udpDatagram.map(udpPacket))),
  mutated(ipv4Packet.map((packet) => emitIpv4({...packet, flagsAndOffset: 0, protocol: 6}))),
);

function mutated(frames: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const patches = mostly([], fc.array(fc.tuple(fc.nat({max: 80}), uint8), {maxLength: 3}));
  return fc
    .tuple(frames, patches, mostly(0, fc.nat({max: 40})), mostly(new Uint8Array(), fc.uint8Array({maxLength: 6})))
    .map(([frame, changes, cut, tail]) => {
      const bytes = Uint8Array.from([...frame.subarray(0, frame.length - cut), ...tail]);
      for (const [at, octet] of changes) if (at < bytes.length) bytes[at] = octet;
      return bytes;
    });
}

function mostly<T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({weight: 2, arbitrary: fc.constant(usual)}, {weight: 1, arbitrary: other});
}
