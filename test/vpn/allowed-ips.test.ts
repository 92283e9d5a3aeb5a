import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type IpAddress, isIpv6, parseIp} from '../../src/packet/ip-address.ts';
import {type IpPrefix, networkOfIp, parseIpPrefix} from '../../src/packet/ip-prefix.ts';
import {writeIpv6Address} from '../../src/packet/ipv6-address.ts';
import {writeUint32} from '../../src/packet/octets.ts';
import {AllowedIps} from '../../src/vpn/allowed-ips.ts';

/** An offset, as the address has one in its packet. */
const AT = 12;

function find(table: AllowedIps<string>, address: IpAddress): string | undefined {
  const packet = new Uint8Array(40);
  if (isIpv6(address)) {
    writeIpv6Address(packet, AT, address);
    return table.find6(packet, AT);
  }
  writeUint32(packet, AT, address);
  return table.find4(packet, AT);
}

function naive(entries: readonly (readonly [IpPrefix, string])[], address: IpAddress): string | undefined {
  let best: readonly [IpPrefix, string] | undefined;
  for (const entry of entries) {
    const [{address: network, length}] = entry;
    if (isIpv6(network) !== isIpv6(address)) continue;
    if (networkOfIp(address, length) !== networkOfIp(network, length)) continue;
    if (!best || length >= best[0].length) best = entry;
  }
  return best?.[1];
}

const few = (bits: number) => fc.array(fc.integer({min: 0, max: bits - 1}), {maxLength: 4});
/** Addresses that share many bits. */
const address4 = few(32).map((bits) => bits.reduce((sum, bit) => (sum ^ (1 << bit)) >>> 0, 0x0a00_0000));
const address6 = few(128).map((bits) => bits.reduce((sum, bit) => sum ^ (1n << BigInt(bit)), 0xfd00n << 112n));
const prefix = fc.oneof(
  fc.record({address: address4, length: fc.integer({min: 0, max: 32})}),
  fc.record({address: address6, length: fc.integer({min: 0, max: 128})}),
);
const owner = fc.constantFrom('a', 'b', 'c');

describe('allowed IPs', () => {
  test('find the owner that trying all prefixes finds, also after one owner has gone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(prefix, owner), {maxLength: 40}),
        fc.array(fc.oneof(address4, address6), {minLength: 1, maxLength: 30}),
        owner,
        (entries, addresses, leaving) => {
          const table = new AllowedIps<string>();
          for (const [entry, who] of entries) table.add(entry, who);
          const all = [...addresses, ...entries.map(([{address}]) => address)];
          for (const address of all) expect(find(table, address)).toBe(naive(entries, address));

          table.removeOwner(leaving);
          // Who takes over a prefix has it alone: what was there before does not come back.
          const last = new Map(entries.map((entry) => [nameOf(entry[0]), entry]));
          const left = [...last.values()].filter(([, who]) => who !== leaving);
          for (const address of all) expect(find(table, address)).toBe(naive(left, address));
        },
      ),
      {numRuns: 300},
    );
  });

  test.each([
    ['10.1.2.3', 'host'],
    ['10.1.2.4', 'site'],
    ['10.2.0.1', 'net'],
    ['192.0.2.1', 'all'],
    ['fd00::1', 'host'],
    ['fd00::2', 'net'],
    ['fe80::1', undefined],
  ])('%s belongs to the longest prefix, of %s', (text, expected) => {
    const table = new AllowedIps<string>();
    table.add(parseIpPrefix('10.0.0.0/8')!, 'net');
    table.add(parseIpPrefix('10.1.2.3/32')!, 'host');
    table.add(parseIpPrefix('0.0.0.0/0')!, 'all');
    table.add(parseIpPrefix('10.1.2.99/24')!, 'site');
    table.add(parseIpPrefix('fd00::/8')!, 'net');
    table.add(parseIpPrefix('fd00::1')!, 'host');
    expect(find(table, parseIp(text)!)).toBe(expected);
  });
});

function nameOf({address, length}: IpPrefix): string {
  return `${isIpv6(address) ? 6 : 4} ${networkOfIp(address, length)}/${length}`;
}
