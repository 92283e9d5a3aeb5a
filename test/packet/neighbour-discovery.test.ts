import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {icmpv6Fault} from '../../src/packet/icmpv6.ts';
import {ipv6Fault} from '../../src/packet/ipv6.ts';
import {
  emitNeighbourAdvertisement,
  emitNeighbourSolicitation,
  emitRedirect,
  emitRouterAdvertisement,
  emitRouterSolicitation,
  parseNeighbourMessage,
} from '../../src/packet/neighbour-discovery.ts';
import {anyPacket6, damaged, emitNeighbourMessage, neighbourMessage} from './arbitraries6.ts';
import {hex, ip6} from './golden.ts';

const A = ip6('fe80::1');
const B = ip6('fe80::2');
const GLOBAL = ip6('2001:db8::2');
const MAC = 0x0200_0000_0001;
const HEADER = `ff ${'fe80'.padEnd(31, '0')}1`;

const ROUTER = {
  source: A,
  destination: ip6('ff02::1'),
  ...{hopLimit: 64, managed: true, other: false, lifetime: 1800, reachableTime: 30_000, retransTimer: 1000},
  prefixes: [],
};
const NEIGHBOUR = {source: A, destination: B, target: B, router: false, solicited: true, override: true};
const REDIRECT = {source: A, destination: B, target: A, about: GLOBAL, quoted: hex('')};

/** Hop limit, addresses and message without the checksum. */
function digits(packet: Uint8Array): string {
  const text = Buffer.from(packet.subarray(7)).toString('hex');
  return `${text.slice(0, 70)}....${text.slice(74)}`;
}

function golden(destination: string, message: string): string {
  return (HEADER + destination + message).replaceAll(' ', '');
}

describe('the octets are those of RFC 4861', () => {
  const target = `${'fe80'.padEnd(31, '0')}2`;
  test.each([
    [
      'a router solicitation',
      emitRouterSolicitation({source: A, sourceMac: MAC}),
      golden(`${'ff02'.padEnd(31, '0')}2`, '8500 .... 00000000 0101 020000000001'),
    ],
    [
      'a router advertisement',
      emitRouterAdvertisement({
        ...ROUTER,
        mtu: 1500,
        prefixes: [
          {
            ...{prefix: ip6('2001:db8::'), length: 64, onLink: true, autonomous: true},
            ...{validLifetime: 2_592_000, preferredLifetime: 604_800},
          },
        ],
      }),
      golden(
        `${'ff02'.padEnd(31, '0')}1`,
        `8600 .... 40 80 0708 00007530 000003e8 0501 0000 000005dc
         0304 40 c0 00278d00 00093a80 00000000 20010db8${'00'.repeat(12)}`.replaceAll(/\s/g, ''),
      ),
    ],
    [
      'a neighbour solicitation',
      emitNeighbourSolicitation({source: A, destination: B, target: B, sourceMac: MAC}),
      golden(target, `8700 .... 00000000 ${target} 0101 020000000001`),
    ],
    [
      'a neighbour advertisement',
      emitNeighbourAdvertisement({...NEIGHBOUR, targetMac: MAC}),
      golden(target, `8800 .... 60000000 ${target} 0201 020000000001`),
    ],
    [
      'a redirect',
      emitRedirect({...REDIRECT, target: B, targetMac: MAC, quoted: hex('0102030405060708')}),
      golden(
        target,
        `8900 .... 00000000 ${target} 20010db8${'00'.repeat(11)}02 0201 020000000001 0402 000000000000 0102030405060708`,
      ),
    ],
  ])('in %s', (_what, packet, expected) => {
    expect(digits(packet)).toBe(expected);
    expect(icmpv6Fault(packet, 40, packet.length)).toBeUndefined();
  });

  test('without link-layer addresses there is no such option', () => {
    expect(emitRouterSolicitation({source: 0n})).toHaveLength(48);
    expect(emitNeighbourSolicitation({source: A, destination: B, target: B})).toHaveLength(64);
  });

  test('a redirect stays within 1280 octets and quotes whole units', () => {
    const quoted = new Uint8Array(2000);
    expect(emitRedirect({...REDIRECT, quoted})).toHaveLength(1280);
    expect(emitRedirect({...REDIRECT, targetMac: MAC, quoted})).toHaveLength(1280);
    expect(emitRedirect({...REDIRECT, quoted: new Uint8Array(15)})).toHaveLength(80 + 16);
    expect(emitRedirect({...REDIRECT, quoted: new Uint8Array(7)})).toHaveLength(80);
  });
});

test('parse undoes emit', () => {
  fc.assert(
    fc.property(neighbourMessage, (message) => {
      const packet = emitNeighbourMessage(message);
      expect(icmpv6Fault(packet, 40, packet.length)).toBeUndefined();
      expect(parseNeighbourMessage(packet, 40)).toEqual(message);
    }),
  );
});

describe('a message is discarded for', () => {
  const changed = (packet: Uint8Array, at: number, octet: number) =>
    packet.map((old, index) => (index === at ? octet : old));
  const shortened = (packet: Uint8Array, length: number) => changed(packet.subarray(0, 40 + length), 5, length);
  const solicitation = emitNeighbourSolicitation({source: A, destination: B, target: B, sourceMac: MAC});
  const probe = {source: 0n, destination: ip6('ff02::1:ff00:2'), target: B};
  const group = ip6('ff02::1');

  test.each([
    ['a hop limit below 255', changed(solicitation, 7, 254)],
    ['a code', changed(solicitation, 41, 1)],
    ['a type of no neighbour', changed(solicitation, 40, 138)],
    ['a short solicitation of routers', shortened(emitRouterSolicitation({source: A}), 7)],
    ['a short advertisement of a router', shortened(emitRouterAdvertisement(ROUTER), 15)],
    ['a short solicitation', shortened(solicitation, 23)],
    ['a short advertisement', shortened(emitNeighbourAdvertisement(NEIGHBOUR), 23)],
    ['a short redirect', shortened(emitRedirect(REDIRECT), 39)],
    ['an option without a length', changed(solicitation, 65, 0)],
    ['an option past the end', changed(solicitation, 65, 2)],
    ['an option of one octet', shortened(solicitation, 25)],
    ['a router solicitation of nobody with an address', emitRouterSolicitation({source: 0n, sourceMac: MAC})],
    ['a router that is not link-local', emitRouterAdvertisement({...ROUTER, source: GLOBAL})],
    ['a multicast target', emitNeighbourSolicitation({source: A, destination: B, target: group})],
    ['a probe to a single node', emitNeighbourSolicitation({...probe, destination: B})],
    ['a probe with a link-layer address', emitNeighbourSolicitation({...probe, sourceMac: MAC})],
    ['an advertisement of a multicast target', emitNeighbourAdvertisement({...NEIGHBOUR, target: group})],
    ['a solicited advertisement to all', emitNeighbourAdvertisement({...NEIGHBOUR, destination: group})],
    ['a redirect of no router', emitRedirect({...REDIRECT, source: GLOBAL})],
    ['a redirect to no router', emitRedirect({...REDIRECT, target: ip6('2001:db8::3')})],
    ['a redirect about a multicast', emitRedirect({...REDIRECT, about: group})],
  ])('%s', (_what, packet) => {
    expect(ipv6Fault(packet)).toBeUndefined();
    expect(parseNeighbourMessage(packet, 40)).toBeUndefined();
  });

  test.each([
    ['a probe', emitNeighbourSolicitation(probe)],
    [
      'an advertisement to all that nobody asked for',
      emitNeighbourAdvertisement({...NEIGHBOUR, destination: group, solicited: false}),
    ],
    ['a redirect to a neighbour', emitRedirect({...REDIRECT, target: GLOBAL})],
    ['an option that is not known', changed(solicitation, 64, 200)],
  ])('but not for %s', (_what, packet) => {
    expect(parseNeighbourMessage(packet, 40)).toBeDefined();
  });

  test('nothing that is thrown, whatever the octets are', () => {
    fc.assert(
      fc.property(damaged(fc.oneof(neighbourMessage.map(emitNeighbourMessage), anyPacket6)), (packet) => {
        if (ipv6Fault(packet) || packet.length < 41) return;
        const message = parseNeighbourMessage(packet, 40);
        if (message) expect(packet[7]).toBe(255);
      }),
      {numRuns: 1000},
    );
  });
});

test('a prefix that no address has is skipped, and so is a link-layer address of another length', () => {
  const prefix = {prefix: GLOBAL, length: 64, onLink: true, autonomous: true, validLifetime: 1, preferredLifetime: 1};
  const packet = emitRouterAdvertisement({...ROUTER, prefixes: [prefix, {...prefix, length: 129}]});
  expect(parseNeighbourMessage(packet, 40)).toMatchObject({prefixes: [prefix]});
  packet[56] = 1;
  expect(parseNeighbourMessage(packet, 40)).toMatchObject({prefixes: [], sourceMac: undefined});
});
