import {isIPv6} from 'node:net';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseMac} from '../../src/packet/ethernet.ts';
import {
  ALL_NODES,
  ALL_ROUTERS,
  LINK_LOCAL_PREFIX,
  formatIpv6,
  formatPrefix6,
  interfaceIdentifier,
  isLinkLocal6,
  isMulticast6,
  multicastMac,
  multicastScope,
  networkOf6,
  parseIpv6,
  parsePrefix6,
  readIpv6Address,
  solicitedNode,
  writeIpv6Address,
} from '../../src/packet/ipv6-address.ts';
import {ipv6Address} from './arbitraries6.ts';
import {ip6} from './golden.ts';

describe('an address is read from', () => {
  test.each([
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['2001:db8::1', 0x20010db8_00000000_00000000_00000001n],
    ['2001:DB8:0:0:8:800:200C:417A', 0x20010db8_00000000_00080800_200c417an],
    ['0001:0002:0003:0004:0005:0006:0007:0008', 0x00010002_00030004_00050006_00070008n],
    ['1:2:3:4:5:6:7::', 0x00010002_00030004_00050006_00070000n],
    ['::2:3:4:5:6:7:8', 0x00000002_00030004_00050006_00070008n],
    ['1:2:3::5:6:7:8', 0x00010002_00030000_00050006_00070008n],
    ['::ffff:1.2.3.4', 0xffff_0102_0304n],
    ['::1.2.3.4', 0x0102_0304n],
    ['64:ff9b::192.0.2.33', 0x0064ff9b_00000000_00000000_c0000221n],
    ['1:2:3:4:5:6:255.255.255.255', 0x00010002_00030004_00050006_ffffffffn],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 2n ** 128n - 1n],
  ])('%s', (text, address) => {
    expect(parseIpv6(text)).toBe(address);
    expect(isIPv6(text)).toBe(true);
  });

  test.each([
    ...['', ':', ':::', '::::', ':1', '1:', ':1::', '1::2:', '::1:', '1:::2', '1::2::3', '::1::', '1', '1:2', 'x::1'],
    ...['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:', ':2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8:', '12345::'],
    ...['1:2:3:4:5:6:7:8::', '::1:2:3:4:5:6:7:8', '1:2:3:4::5:6:7:8', '00001::', 'g::', '::g', '-1::', '+1::', '0x1::'],
    ...['1.2.3.4', '::1.2.3', '::1.2.3.4.5', '::1.2.3.256', '::01.2.3.4', '::1.2.3.4:1', '1.2.3.4::', '1.2.3.4::1'],
    ...[
      '1:2:3:4:5:6:7:1.2.3.4',
      '1:2:3:4:5:6:7::1.2.3.4',
      '::.',
      '::1.',
      '::1..2.3',
      '1:2:3:4:5:1.2.3.4',
      '::1.2.3.4 ',
    ],
    ...['::1%lo0', 'fe80::1%', '[::1]', ' ::1', '::1 ', '::1\n', '::1/64', '::\u0661', '1::\u0000', '::ffff:0x1.2.3.4'],
    ...['1 ::2', '1: :2', '::1::1.2.3.4', '::1.2.3.4::', 'default', '::'.repeat(10_000), '1:'.repeat(50)],
  ])('but not from %j', (text) => {
    expect(parseIpv6(text)).toBeUndefined();
    if (!text.includes('%')) expect(isIPv6(text)).toBe(false);
  });

  test('anything inet_pton takes, and nothing else', () => {
    const piece = fc.constantFrom(
      ':',
      '::',
      '0',
      '1',
      'ab',
      'FFFF',
      '12345',
      '.',
      '1.2.3.4',
      '01',
      '255',
      '256',
      '/',
      'g',
    );
    const text = fc.array(piece, {maxLength: 18}).map((pieces) => pieces.join(''));
    const likely = fc.array(fc.constantFrom('', '0', 'a', '1.2.3.4', 'ffff'), {maxLength: 10});
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          likely.map((groups) => groups.join(':')),
        ),
        (address) => {
          expect(parseIpv6(address) !== undefined).toBe(isIPv6(address));
        },
      ),
      {numRuns: 3000},
    );
  });
});

describe('an address is written as', () => {
  test.each([
    // RFC 5952 §4.1, §4.2.1, §4.2.2, §4.2.3, §4.3.
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8::ABCD', '2001:db8::abcd'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['0:0:1:2:3:4:5:6', '::1:2:3:4:5:6'],
    ['0:1:2:3:4:5:6:0', '0:1:2:3:4:5:6:0'],
    ['0:0:1:0:0:1:0:0', '::1:0:0:1:0:0'],
    ['::ffff:102:304', '::ffff:1.2.3.4'],
    ['::ffff:0:0', '::ffff:0.0.0.0'],
    ['::102:304', '::102:304'],
    ['::1:ffff:1.2.3.4', '::1:ffff:102:304'],
  ])('%s → %s', (text, canonical) => {
    expect(formatIpv6(ip6(text))).toBe(canonical);
  });

  test('its text is read as the same address', () => {
    fc.assert(
      fc.property(ipv6Address, (address) => {
        expect(parseIpv6(formatIpv6(address))).toBe(address);
      }),
    );
  });

  test('a URL has the same text, but for mapped addresses', () => {
    fc.assert(
      fc.property(ipv6Address, (address) => {
        fc.pre(address >> 32n !== 0xffffn);
        expect(`[${formatIpv6(address)}]`).toBe(new URL(`http://[${formatIpv6(address)}]/`).hostname);
      }),
      {numRuns: 1000},
    );
  });
});

describe('a prefix', () => {
  test.each([
    ['2001:db8::/32', {address: 0x20010db8n << 96n, length: 32}, '2001:db8::/32'],
    ['::1', {address: 1n, length: 128}, '::1'],
    ['::1/128', {address: 1n, length: 128}, '::1'],
    ['::/0', {address: 0n, length: 0}, 'default'],
    ['::1/0', {address: 1n, length: 0}, '::1/0'],
    ['fe80::1/064', {address: LINK_LOCAL_PREFIX + 1n, length: 64}, 'fe80::1/64'],
  ])('%s', (text, prefix, canonical) => {
    expect(parsePrefix6(text)).toEqual(prefix);
    expect(formatPrefix6(prefix)).toBe(canonical);
  });

  test.each(['', '/', '::/', '::/129', '::/-1', '::/1/2', '/64', '::/0x1', '::/1e1', '::/ 1', '10.0.0.0/8', '::/1280'])(
    '%j is none',
    (text) => {
      expect(parsePrefix6(text)).toBeUndefined();
    },
  );

  test.each([
    [0, '::'],
    [1, '8000::'],
    [10, 'ffc0::'],
    [64, 'ffff:ffff:ffff:ffff::'],
    [127, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe'],
    [128, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('of length %i keeps so many bits', (length, network) => {
    expect(formatIpv6(networkOf6(2n ** 128n - 1n, length))).toBe(network);
  });
});

describe('what an address is for', () => {
  test.each([
    ['ff00::', true],
    ['ff02::1', true],
    ['feff:ffff::', false],
    ['::', false],
  ])('%s is multicast: %s', (text, multicast) => {
    expect(isMulticast6(ip6(text))).toBe(multicast);
  });

  test.each([
    ['fe80::', true],
    ['febf:ffff::1', true],
    ['fec0::', false],
    ['fe7f::1', false],
    ['ff02::1', false],
  ])('%s is link-local: %s', (text, local) => {
    expect(isLinkLocal6(ip6(text))).toBe(local);
  });

  test('the scope of a multicast address', () => {
    expect(['ff01::1', 'ff02::1', 'ff35::1', 'ff0e::1'].map((text) => multicastScope(ip6(text)))).toEqual([
      1, 2, 5, 14,
    ]);
  });

  test('the well-known ones', () => {
    expect([ALL_NODES, ALL_ROUTERS, LINK_LOCAL_PREFIX].map(formatIpv6)).toEqual(['ff02::1', 'ff02::2', 'fe80::']);
  });

  test('the solicited-node address of RFC 4291', () => {
    expect(formatIpv6(solicitedNode(ip6('4037::01:800:200e:8c6c')))).toBe('ff02::1:ff0e:8c6c');
  });

  test('the interface identifiers of RFC 4291, universal and local', () => {
    expect(interfaceIdentifier(parseMac('34:56:78:9a:bc:de')!)).toBe(0x3656_78ff_fe9a_bcden);
    expect(interfaceIdentifier(parseMac('02:00:00:00:00:01')!)).toBe(0x0000_00ff_fe00_0001n);
  });

  test('multicast goes to 33:33 and the last 32 bits', () => {
    expect(multicastMac(ip6('ff02::1:ff0e:8c6c'))).toBe(parseMac('33:33:ff:0e:8c:6c'));
  });
});

test('an address in octets is the same address, and nothing beside it changes', () => {
  fc.assert(
    fc.property(ipv6Address, fc.nat({max: 7}), (address, at) => {
      const bytes = new Uint8Array(24).fill(0xaa);
      writeIpv6Address(bytes, at, address);
      const digits = Buffer.from(bytes.subarray(at, at + 16)).toString('hex');
      expect(BigInt(`0x${digits}`)).toBe(address);
      expect(readIpv6Address(bytes, at)).toBe(address);
      expect([...bytes.subarray(0, at), ...bytes.subarray(at + 16)].every((octet) => octet === 0xaa)).toBe(true);
    }),
  );
});
