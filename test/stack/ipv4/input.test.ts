import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {NetworkError} from '../../../src/errors.ts';
import {type DestinationUnreachable, parseIcmpv4} from '../../../src/packet/icmpv4.ts';
import {MORE_FRAGMENTS, type Ipv4Packet, parseIpv4} from '../../../src/packet/ipv4.ts';
import {emitUdp} from '../../../src/packet/udp.ts';
import {octets, uint16, uint8} from '../../packet/arbitraries.ts';
import {ECHO_DATA, FAR, OWN, PEER, account, addTun, echo, hostUnderTest, ip, packet} from '../host-under-test.ts';

const UNREACHABLE = {network: 0, host: 1, protocol: 2, port: 3};
const udp = (destination = OWN, source = PEER) =>
  packet({
    protocol: 17,
    source,
    destination,
    payload: emitUdp({source, destination, sourcePort: 9, destinationPort: 53, payload: new Uint8Array(30)}),
  });

/** The one packet that an application reads, in parts. */
function onlyAnswer(frames: readonly Uint8Array[]): {header: Ipv4Packet; message: ReturnType<typeof parseIcmpv4>} {
  expect(frames).toHaveLength(1);
  const header = parseIpv4(frames[0]!);
  return {header, message: parseIcmpv4(header.payload)};
}

describe('an echo request', () => {
  test('is answered with its own data, from the address that was asked', () => {
    const {node, taken, iface} = hostUnderTest();
    node.write(echo());
    const {header, message} = onlyAnswer(taken());
    expect(header).toMatchObject({source: OWN, destination: PEER, ttl: 254, protocol: 1, flagsAndOffset: 0});
    expect(message).toEqual({type: 'echo-reply', identifier: 5, sequence: 6, data: ECHO_DATA});
    expect(account(iface.received)).toEqual({packets: 1, errors: 0, dropped: 0, reasons: {}});
    expect(iface.received.bytes).toBe(20 + 8 + ECHO_DATA.length);
    expect(iface.sent.bytes).toBe(20 + 8 + ECHO_DATA.length);
  });

  test('keeps identifier, sequence number, data and type of service; options are not sent back', () => {
    const options = fc.integer({min: 0, max: 10}).map((words) => new Uint8Array(words * 4).fill(1));
    fc.assert(
      fc.property(
        uint16,
        uint16,
        octets(1400),
        uint8,
        options,
        fc.boolean(),
        (identifier, sequence, data, tos, list, padded) => {
          const {node, taken} = hostUnderTest();
          const request = echo({tos, options: list}, {identifier, sequence, data});
          node.write(padded ? Uint8Array.from([...request, 1, 2, 3]) : request);
          const {header, message} = onlyAnswer(taken());
          expect(header).toMatchObject({tos, source: OWN, destination: PEER});
          expect(header.options).toHaveLength(0);
          expect(message).toEqual({type: 'echo-reply', identifier, sequence, data});
        },
      ),
    );
  });

  test('with padding behind it counts its own octets only', () => {
    const {node, iface} = hostUnderTest();
    node.write(Uint8Array.from([...echo(), ...new Array<number>(40).fill(0)]));
    expect(iface.received.bytes).toBe(echo().length);
  });

  test('of the longest packet is answered by one as long', () => {
    const {node, taken, iface} = hostUnderTest({mtu: 65_535});
    node.write(echo({}, {data: new Uint8Array(65_507).fill(7)}));
    expect(taken()[0]).toHaveLength(65_535);
    expect(iface.sent.bytes).toBe(65_535);
  });

  test('gets a reply with an identification of its own each time', () => {
    const {node, taken} = hostUnderTest();
    node.write(echo());
    node.write(echo());
    const [first, second] = taken().map((frame) => parseIpv4(frame).identification);
    expect(second).toBe((first! + 1) & 0xffff);
  });

  test('to the address of another interface is answered: the host is one', () => {
    const {labHost, node, taken} = hostUnderTest();
    const other = addTun(labHost, 'tun1', {set: {local: ip('10.20.0.1'), prefixLength: 24}, up: true});
    node.write(echo({destination: ip('10.20.0.1')}));
    expect(onlyAnswer(taken()).header).toMatchObject({source: ip('10.20.0.1'), destination: PEER});
    expect(other.taken()).toEqual([]);
  });

  test('is answered by the way the routes say, not by the one it came', () => {
    const {labHost, node, taken} = hostUnderTest();
    const other = addTun(labHost, 'tun1', {set: {local: ip('10.20.0.1'), prefixLength: 24}, up: true});
    node.write(echo({source: ip('10.20.0.9')}));
    expect(taken()).toEqual([]);
    expect(onlyAnswer(other.taken()).header).toMatchObject({source: OWN, destination: ip('10.20.0.9')});
  });

  test('from where no route leads back is received, and nothing is sent', () => {
    const {host, node, taken, iface} = hostUnderTest();
    node.write(echo({source: FAR}));
    expect(taken()).toEqual([]);
    expect(iface.received.packets).toBe(1);
    expect(host.ipv4.output.faults.get('no-route')).toBe(1);
  });

  test('to everybody is dropped', () => {
    const {node, taken, iface} = hostUnderTest({set: {local: OWN, prefixLength: 24, broadcast: ip('10.10.10.255')}});
    for (const destination of [ip('10.10.10.255'), ip('255.255.255.255')]) node.write(echo({destination}));
    expect(taken()).toEqual([]);
    expect(account(iface.received).reasons).toEqual({'broadcast-echo': 2});
  });
});

describe('the own address is never taken for a broadcast', () => {
  test.each([30, 31, 32])('with a network of %i bits next to one that broadcasts', (prefixLength) => {
    const local = ip('10.99.0.1');
    const {node, taken} = hostUnderTest({
      add: [
        {local, prefixLength},
        {local: ip('10.20.0.1'), prefixLength: 24, broadcast: ip('10.20.0.255')},
      ],
    });
    node.write(echo({destination: local}));
    expect(onlyAnswer(taken()).header.source).toBe(local);
    node.write(echo({destination: OWN}));
    expect(onlyAnswer(taken()).header.source).toBe(OWN);
  });
});

describe('a packet that nobody waits for', () => {
  test.each([
    [
      'another protocol',
      () => packet({protocol: 132, payload: new Uint8Array(30)}),
      UNREACHABLE.protocol,
      'unknown-protocol',
      OWN,
    ],
    ['a closed port', () => udp(), UNREACHABLE.port, 'port-unreachable', OWN],
    ['somebody else', () => echo({destination: FAR}), UNREACHABLE.host, 'not-local', OWN],
    [
      'the limited broadcast address as its source',
      () => echo({source: 0xffff_ffff}),
      undefined,
      'martian-source',
      OWN,
    ],
  ])('because it is for %s is told off as RFC 1122 says', (_what, make, code, reason, from) => {
    const {node, taken, iface} = hostUnderTest();
    const offending = make();
    node.write(offending);
    expect(account(iface.received)).toMatchObject({packets: 0, errors: 0, dropped: 1, reasons: {[reason]: 1}});
    const frames = taken();
    if (code === undefined) {
      expect(frames).toEqual([]);
      return;
    }
    const {header, message} = onlyAnswer(frames);
    expect(header).toMatchObject({source: from, destination: PEER, ttl: 254, protocol: 1});
    expect(message).toMatchObject({type: 'destination-unreachable', code, nextHopMtu: 0});
    expect((message as DestinationUnreachable).quoted).toEqual(offending.subarray(0, 28));
  });

  test('quotes the whole header, options too, and 8 octets behind it', () => {
    const {node, taken} = hostUnderTest();
    const offending = echo({destination: FAR, options: new Uint8Array(12).fill(1)});
    node.write(offending);
    expect((onlyAnswer(taken()).message as DestinationUnreachable).quoted).toEqual(offending.subarray(0, 40));
  });

  test('quotes no more than there is', () => {
    const {node, taken} = hostUnderTest();
    const offending = packet({protocol: 99, payload: Uint8Array.of(1, 2, 3)});
    node.write(Uint8Array.from([...offending, 9, 9, 9, 9, 9, 9]));
    expect((onlyAnswer(taken()).message as DestinationUnreachable).quoted).toEqual(offending);
  });

  test.each<[string, () => Uint8Array, string]>([
    [
      'an ICMP error',
      () => echo({destination: FAR}, {type: 'destination-unreachable', code: 1, nextHopMtu: 0, quoted: echo()}),
      'not-local',
    ],
    [
      'a redirect',
      () => echo({destination: FAR}, {type: 'redirect', code: 1, gateway: 1, quoted: echo()}),
      'not-local',
    ],
    [
      'an unknown ICMP type',
      () => echo({destination: FAR}, {type: 'other', typeNumber: 200, code: 0, rest: 0, body: ECHO_DATA}),
      'not-local',
    ],
    [
      'a fragment behind the first',
      () => packet({destination: FAR, flagsAndOffset: 4, payload: ECHO_DATA}),
      'not-local',
    ],
    [
      'a fragment that ends where none may',
      () => packet({flagsAndOffset: MORE_FRAGMENTS, payload: ECHO_DATA}),
      'fragment-bad-length',
    ],
    ['multicast', () => udp(ip('224.0.0.251')), 'multicast-not-joined'],
    ['the limited broadcast', () => udp(0xffff_ffff), 'not-local'],
    ['class E', () => udp(ip('240.0.0.1')), 'not-local'],
    ['a network of its own number', () => udp(ip('0.0.0.5')), 'not-local'],
    ['an echo reply nobody asked for', () => echo({}, {type: 'echo-reply'}), 'no-endpoint'],
    [
      'an ICMP error about nothing known',
      () => echo({}, {type: 'time-exceeded', code: 0, quoted: echo()}),
      'no-endpoint',
    ],
    [
      'an ICMP error that quotes no packet',
      () => echo({}, {type: 'time-exceeded', code: 0, quoted: ECHO_DATA}),
      'no-endpoint',
    ],
    [
      'an ICMP type that is not for hosts',
      () => echo({}, {type: 'other', typeNumber: 13, code: 0, rest: 0, body: ECHO_DATA}),
      'icmp-type-ignored',
    ],
  ])('is dropped without a word when it is %s', (_what, make, reason) => {
    const {node, taken, iface} = hostUnderTest();
    node.write(make());
    expect(taken()).toEqual([]);
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 1, reasons: {[reason]: 1}});
  });

  test.each<[string, (destination: number) => Uint8Array, string]>([
    ['a closed port', (destination) => udp(destination), 'port-unreachable'],
    ['another protocol', (destination) => packet({destination, protocol: 132, payload: ECHO_DATA}), 'unknown-protocol'],
  ])('is dropped without a word when it was sent to everybody: %s', (_what, make, reason) => {
    const {node, taken, iface} = hostUnderTest({set: {local: OWN, prefixLength: 24, broadcast: ip('10.10.10.255')}});
    node.write(make(ip('10.10.10.255')));
    expect(taken()).toEqual([]);
    expect(account(iface.received).reasons).toEqual({[reason]: 1});
  });

  test('is told off by the address that was meant, on whatever interface that is', () => {
    const {labHost, node, taken} = hostUnderTest();
    addTun(labHost, 'tun1', {set: {local: ip('10.20.0.1'), prefixLength: 24}, up: true});
    node.write(udp(ip('10.20.0.1')));
    expect(onlyAnswer(taken()).header).toMatchObject({source: ip('10.20.0.1'), destination: PEER});
  });

  test('is not told off where the interface has no address to do so from', () => {
    const {labHost} = hostUnderTest();
    const bare = addTun(labHost, 'tun1', {up: true});
    bare.node.write(echo({destination: FAR}));
    expect(bare.taken()).toEqual([]);
    expect(account(bare.iface.received).reasons).toEqual({'not-local': 1});
  });
});

describe('damage', () => {
  test.each<[string, (bytes: Uint8Array) => Uint8Array, string]>([
    ['a header cut short', (bytes) => bytes.subarray(0, 19), 'truncated-header'],
    ['a packet cut short', (bytes) => bytes.subarray(0, 40), 'bad-total-length'],
    ['a header length below 20', (bytes) => bytes.fill(0x44, 0, 1), 'bad-header-length'],
    ['a header longer than the packet', (bytes) => bytes.fill(0x4f, 0, 1).subarray(0, 48), 'truncated-header'],
    ['a total length below the header', (bytes) => bytes.fill(0, 2, 4), 'bad-total-length'],
    ['a wrong header checksum', (bytes) => bytes.fill(0, 10, 12), 'bad-header-checksum'],
    ['a wrong ICMP checksum', (bytes) => bytes.fill(0xff, 30, 31), 'icmp-bad-checksum'],
  ])('%s is an error with that reason, and is not answered', (_what, spoil, reason) => {
    const {node, taken, iface} = hostUnderTest();
    node.write(spoil(echo()));
    expect(taken()).toEqual([]);
    expect(account(iface.received)).toEqual({packets: 0, errors: 1, dropped: 0, reasons: {[reason]: 1}});
  });

  test.each<[string, Uint8Array, string]>([
    ['an ICMP message below 8 octets', packet({payload: new Uint8Array(7)}), 'icmp-truncated'],
    ['a UDP header cut short', packet({protocol: 17, payload: new Uint8Array(7)}), 'udp-truncated'],
  ])('%s is an error with that reason', (_what, frame, reason) => {
    const {node, taken, iface} = hostUnderTest();
    node.write(frame);
    expect(taken()).toEqual([]);
    expect(account(iface.received)).toEqual({packets: 0, errors: 1, dropped: 0, reasons: {[reason]: 1}});
  });

  test('IPv6 is no damage: it is dropped where it does not run', () => {
    const {node, iface} = hostUnderTest();
    node.write(Uint8Array.from([0x60, ...new Array<number>(47).fill(0)]));
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 1, reasons: {'ipv6-disabled': 1}});
  });
});

describe('addresses that can not be', () => {
  test.each([
    ['multicast', '224.0.0.1'],
    ['multicast of the last network', '239.255.255.255'],
    ['the limited broadcast', '255.255.255.255'],
    ['the loopback network', '127.0.0.1'],
    ['all of the loopback network', '127.255.255.254'],
    ['nobody', '0.0.0.0'],
    ['a network without number', '0.1.2.3'],
  ])('a packet from %s is a martian', (_what, source) => {
    const {node, taken, iface, host} = hostUnderTest();
    node.write(echo({source: ip(source)}));
    expect(taken()).toEqual([]);
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 1, reasons: {'martian-source': 1}});
    expect(host.ipv4.output.faults.size).toBe(0);
  });

  test('an echo request from everybody on a network here is a martian: its reply would go to all of them', () => {
    const set = {local: OWN, prefixLength: 24, broadcast: ip('10.10.10.255')};
    const {node, taken, iface, host} = hostUnderTest({set});
    node.write(echo({source: ip('10.10.10.255')}));
    expect(taken()).toEqual([]);
    expect(account(iface.received).reasons).toEqual({'martian-source': 1});
    expect(host.ipv4.output.faults.size).toBe(0);
    node.write(echo({source: ip('10.10.10.254')}));
    expect(taken()).toHaveLength(1);
  });

  test('a packet from everybody of a network here is a martian: an answer would go to all of them', () => {
    const {node, taken, iface} = hostUnderTest({set: {local: OWN, prefixLength: 24, broadcast: ip('10.10.10.255')}});
    node.write(echo({source: ip('10.10.10.255')}));
    expect(taken()).toEqual([]);
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 1, reasons: {'martian-source': 1}});
  });

  test.each(['127.0.0.1', '127.1.2.3'])('a packet to %s that comes out of a tunnel is a martian', (destination) => {
    const {node, taken, iface} = hostUnderTest();
    node.write(echo({destination: ip(destination)}));
    expect(taken()).toEqual([]);
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 1, reasons: {'martian-destination': 1}});
  });

  test('a packet from the own address, as the driver gives it back, is none', () => {
    const {node, iface, taken} = hostUnderTest();
    node.write(echo({source: OWN}));
    // The request came in; its reply was looped by the local route, and nobody waited for it.
    expect(account(iface.received)).toEqual({packets: 1, errors: 0, dropped: 1, reasons: {'no-endpoint': 1}});
    expect(taken()).toEqual([]);
  });
});

test('any octets are taken or refused, with one line for each in exactly one counter', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 100}), (frame) => {
      const {node, iface} = hostUnderTest();
      try {
        node.write(frame);
      } catch (reason) {
        expect(reason).toBeInstanceOf(NetworkError);
      }
      const {packets, errors, dropped} = iface.received;
      expect(packets + errors + dropped).toBe(1);
    }),
  );
});
