import fc from 'fast-check';
import type {Ipv6Packet} from '../../src/packet/ipv6.ts';
import {octets, uint16, uint8} from './arbitraries.ts';

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
