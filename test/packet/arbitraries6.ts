import fc from 'fast-check';
import {icmpv6ErrorFor} from '../../src/packet/icmpv6.ts';
import {emitIpv6Packet, type Ipv6Packet} from '../../src/packet/ipv6.ts';
import {
  emitNeighbourAdvertisement,
  emitNeighbourSolicitation,
  emitRedirect,
  emitRouterAdvertisement,
  emitRouterSolicitation,
  type NeighbourMessage,
} from '../../src/packet/neighbour-discovery.ts';
import {emitUdp, type UdpDatagram} from '../../src/packet/udp.ts';
import {mac, octets, uint16, uint32, uint8} from './arbitraries.ts';
import {PING6_PACKET, hex, ip6} from './golden.ts';

const anyAddress = fc.bigInt({min: 0n, max: 2n ** 128n - 1n});

/** Groups of zeros, and addresses that hold an IPv4 one, are tried often: there the text has its corners. */
export const ipv6Address: fc.Arbitrary<bigint> = fc.oneof(
  anyAddress,
  fc
    .array(fc.oneof(fc.constant(0), fc.constant(0), uint16), {minLength: 8, maxLength: 8})
    .map((groups) => groups.reduce((address, group) => (address << 16n) | BigInt(group), 0n)),
  fc.integer({min: 0, max: 0xffff_ffff}).map((address) => 0xffff_0000_0000n | BigInt(address)),
);

export const ipv6Packet: fc.Arbitrary<Ipv6Packet> = fc.record({
  trafficClass: uint8,
  flowLabel: fc.integer({min: 0, max: 0xf_ffff}),
  nextHeader: fc.oneof(fc.constantFrom(0, 43, 44, 60, 58, 17), uint8),
  hopLimit: uint8,
  source: ipv6Address,
  destination: ipv6Address,
  payload: octets(200),
});

/** Cut, lengthened or with octets changed. */
export function damaged(packets: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat({max: 120}), uint8), {maxLength: 4});
  return fc.tuple(packets, changes, fc.nat({max: 60}), octets(8)).map(([packet, patches, cut, tail]) => {
    const bytes = Uint8Array.from([...packet.subarray(0, packet.length - Math.min(cut, packet.length)), ...tail]);
    for (const [at, octet] of patches) if (at < bytes.length) bytes[at] = octet;
    return bytes;
  });
}

/** A packet of 2001:db8::1 to 2001:db8::2 with the rest as asked for. */
export function packet6(fields: Partial<Ipv6Packet>): Uint8Array {
  return emitIpv6Packet({
    ...{trafficClass: 0, flowLabel: 0, nextHeader: 59, hopLimit: 64, payload: new Uint8Array()},
    ...{source: ip6('2001:db8::1'), destination: ip6('2001:db8::2')},
    ...fields,
  });
}

/** A whole packet that carries a datagram. */
export function udpPacket6(datagram: UdpDatagram<bigint>): Uint8Array {
  const {source, destination} = datagram;
  return packet6({source, destination, nextHeader: 17, payload: emitUdp(datagram)});
}

export const udpDatagram6: fc.Arbitrary<UdpDatagram<bigint>> = fc.record({
  source: ipv6Address,
  destination: ipv6Address,
  sourcePort: uint16,
  destinationPort: uint16,
  payload: octets(300),
});

const unit = fc.uint8Array({minLength: 6, maxLength: 6});

/** Up to four extension headers and whatever is behind them. */
const extended = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom(0, 43, 44, 60), unit), {maxLength: 4}), uint8, octets(60))
  .map(([headers, last, rest]) => {
    const types = [...headers.map(([type]) => type), last];
    const chain = headers.map(([, fields], at) => [types[at + 1]!, 0, ...fields]);
    return packet6({nextHeader: types[0]!, payload: Uint8Array.from([...chain.flat(), ...rest])});
  });

const linkLocal = uint32.map((low) => (0xfe80n << 112n) | BigInt(low));
const maybeMac = fc.option(mac, {nil: undefined});
const route = {source: linkLocal, destination: linkLocal};
const prefixInformation = fc.record({
  prefix: ipv6Address,
  length: fc.integer({min: 0, max: 128}),
  onLink: fc.boolean(),
  autonomous: fc.boolean(),
  validLifetime: uint32,
  preferredLifetime: uint32,
});
const unicast = ipv6Address.filter((address) => address >> 120n !== 0xffn);
const flags = {router: fc.boolean(), solicited: fc.boolean(), override: fc.boolean()};

/** Messages that are valid, each with the type of its record. */
export const neighbourMessage: fc.Arbitrary<NeighbourMessage> = fc.oneof(
  fc.record({
    type: fc.constant('router-solicitation' as const),
    source: linkLocal,
    destination: fc.constant(ip6('ff02::2')),
    sourceMac: maybeMac,
  }),
  fc.record({
    type: fc.constant('router-advertisement' as const),
    ...route,
    hopLimit: uint8,
    managed: fc.boolean(),
    other: fc.boolean(),
    lifetime: uint16,
    reachableTime: uint32,
    retransTimer: uint32,
    sourceMac: maybeMac,
    mtu: fc.option(uint32, {nil: undefined}),
    prefixes: fc.array(prefixInformation, {maxLength: 3}),
  }),
  fc.record({type: fc.constant('neighbour-solicitation' as const), ...route, target: unicast, sourceMac: maybeMac}),
  fc.record({
    type: fc.constant('neighbour-advertisement' as const),
    ...route,
    target: unicast,
    ...flags,
    targetMac: maybeMac,
  }),
  fc.record({
    type: fc.constant('redirect' as const),
    ...route,
    target: linkLocal,
    about: unicast,
    targetMac: maybeMac,
    quoted: fc.integer({min: 0, max: 20}).chain((units) => fc.uint8Array({minLength: units * 8, maxLength: units * 8})),
  }),
);

export function emitNeighbourMessage(message: NeighbourMessage): Uint8Array {
  switch (message.type) {
    case 'router-solicitation':
      return emitRouterSolicitation(message);
    case 'router-advertisement':
      return emitRouterAdvertisement(message);
    case 'neighbour-solicitation':
      return emitNeighbourSolicitation(message);
    case 'neighbour-advertisement':
      return emitNeighbourAdvertisement(message);
    case 'redirect':
      return emitRedirect(message);
  }
}

/** Whole packets of many kinds. */
export const anyPacket6: fc.Arbitrary<Uint8Array> = fc.oneof(
  extended,
  udpDatagram6.map(udpPacket6),
  neighbourMessage.map(emitNeighbourMessage),
  fc.constant(hex(PING6_PACKET)),
  fc.constant(icmpv6ErrorFor(hex(PING6_PACKET), {type: 1, code: 4, source: 1n, hopLimit: 64})),
);
