/** The way into a host for IPv6 (RFC 8200, RFC 4443). */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ANY} from '../../../src/packet/address.ts';
import {emitIpv6Packet} from '../../../src/packet/ipv6.ts';
import {emitUdp} from '../../../src/packet/udp.ts';
import {emitNeighbourSolicitation} from '../../../src/packet/neighbour-discovery.ts';
import {configureInterface} from '../../../src/stack/configure.ts';
import {ECHO_DATA6, STATION6, echo6, icmpOf, icmpPacket, stationUnderTest6} from '../../lab/network6-under-test.ts';
import {anyPacket6, damaged} from '../../packet/arbitraries6.ts';
import {hex, ip6} from '../../packet/golden.ts';
import {account, explained, hostUnderTest, total} from '../host-under-test.ts';

const {own, peer, peerMac} = STATION6;
const ALL = ip6('ff02::1');

/** A packet from the peer to the host unless said otherwise. */
function packet6(
  nextHeader: number,
  payload: Uint8Array | string,
  fields: {source?: bigint; destination?: bigint} = {},
) {
  return emitIpv6Packet({
    ...{trafficClass: 0, flowLabel: 0, nextHeader, hopLimit: 64, source: peer, destination: own, ...fields},
    payload: typeof payload === 'string' ? hex(payload) : payload,
  });
}

/** An echo request behind headers: the type of the first, and their octets, the last of which names ICMPv6 (3a). */
function behind(nextHeader: number, headers: string, fields: {source?: bigint; destination?: bigint} = {}): Uint8Array {
  const echo = echo6(fields).subarray(40);
  return packet6(nextHeader, Uint8Array.from([...hex(headers), ...echo]), fields);
}

/** What becomes of a packet. */
function fateOf(packet: Uint8Array) {
  const station = stationUnderTest6(undefined, {acquainted: true});
  station.send(packet);
  const {packets, errors, dropped, reasons} = station.iface.received;
  expect(packets + errors + dropped).toBe(1);
  expect(explained(station.iface.received)).toBe(errors + dropped);
  return {reason: [...reasons.keys()][0] ?? 'passed', answers: station.heard().map((answer) => icmpOf(answer)!)};
}

const ANSWERED = {reason: 'passed', answers: [{source: own, destination: peer, type: 129, hopLimit: 64}]};
const silently = (reason: string) => ({reason, answers: []});
const problem = (reason: string, code: number, rest: number) => ({
  reason,
  answers: [{source: own, destination: peer, type: 4, code, rest}],
});

describe('an echo request', () => {
  test('is answered with the same data, from the address that was asked', () => {
    const {answers} = fateOf(echo6());
    expect(answers).toMatchObject([{...ANSWERED.answers[0], rest: 0x0005_0006, quoted: ECHO_DATA6}]);
  });

  test('with octets behind it is answered: they are padding', () => {
    expect(fateOf(Uint8Array.from([...echo6(), ...new Uint8Array(9)]))).toMatchObject(ANSWERED);
  });

  test('with a hop limit of 0 or 1 is answered: it goes no further', () => {
    for (const hopLimit of [0, 1]) expect(fateOf(echo6({hopLimit}))).toMatchObject(ANSWERED);
  });

  test('to a group is answered from an address of the interface that reaches the asker', () => {
    const {near, send, icmp} = stationUnderTest6(undefined, {acquainted: true});
    send(echo6({destination: ALL}));
    send(echo6({destination: ALL, source: STATION6.peerLink}));
    expect(icmp()).toMatchObject([
      {source: own, destination: peer, type: 129},
      {source: near, destination: STATION6.peerLink, type: 129},
    ]);
  });

  test('to an address of another interface is answered, unless it is one of a link', () => {
    const {clock, lab, labHost, host, send, icmp, iface} = stationUnderTest6(undefined, {acquainted: true});
    lab.wires.connect('other', [{host: labHost, name: 'eth1'}]);
    configureInterface(host, host.interfaces.named('eth1'), {
      ...{up: true, ipv6: {set: [{local: ip6('2001:db8:7::1')}, {local: ip6('fe80::77')}]}},
    });
    clock.advance(1000);
    send(echo6({destination: ip6('2001:db8:7::1')}));
    expect(icmp()).toMatchObject([{source: ip6('2001:db8:7::1'), type: 129}]);
    send(echo6({destination: ip6('fe80::77'), source: STATION6.peerLink}));
    expect(account(iface.received).reasons).toEqual({'not-local': 1});
  });

  test('from nobody is not answered', () => {
    expect(fateOf(echo6({source: 0n}))).toEqual(silently('no-source'));
  });

  test('is not taken where IPv6 does not run', () => {
    const {node, iface, taken} = hostUnderTest();
    node.write(echo6());
    expect([account(iface.received).reasons, taken()]).toEqual([{'ipv6-disabled': 1}, []]);
  });
});

describe('a packet that nobody can have sent', () => {
  test.each([
    ['from a group', {source: ALL}, 'martian-source'],
    ['from the loopback address', {source: 1n}, 'martian-source'],
    ['to the loopback address', {destination: 1n}, 'martian-destination'],
    ['to nobody', {destination: 0n}, 'martian-destination'],
    ['to the group of an interface', {destination: ip6('ff01::1')}, 'martian-destination'],
    ['to a group of no scope', {destination: ip6('ff00::1')}, 'martian-destination'],
    ['to a group that nobody joined', {destination: ip6('ff02::1234')}, 'multicast-not-joined'],
    ['to the routers', {destination: ip6('ff02::2')}, 'multicast-not-joined'],
  ])('%s is dropped in silence', (_what, fields, reason) => {
    expect(fateOf(echo6(fields))).toEqual(silently(reason));
  });

  test('that is for somebody else is complained about, even by who does not forward', () => {
    expect(fateOf(echo6({destination: ip6('2001:db8:9::1')}))).toMatchObject({
      ...{reason: 'not-local', answers: [{source: own, type: 1, code: 0}]},
    });
  });

  test.each([
    ['39 octets', echo6().subarray(0, 39), 'truncated-header'],
    ['a payload that is not all there', echo6().subarray(0, 60), 'bad-payload-length'],
    ['a wrong checksum', echo6().fill(1, 42, 43), 'icmpv6-bad-checksum'],
    ['a part of a message', packet6(58, '80000000'), 'icmpv6-truncated'],
  ])('with %s is damaged', (_what, packet, reason) => {
    expect(fateOf(packet)).toEqual(silently(reason));
  });
});

describe('an option', () => {
  // 3a: ICMPv6 follows; 00: eight octets; then an option of two octets of data and padding of none.
  const option = (type: string) => `3a00${type}02aabb0100`.padEnd(16, '0');

  test.each([
    ['00 is skipped', '1e', ANSWERED],
    ['01 has the packet dropped', '5e', silently('unknown-option')],
    ['10 is complained about', '9e', problem('unknown-option', 2, 42)],
    ['11 as well', 'de', problem('unknown-option', 2, 42)],
    ['00, the router alert, is known', '05', ANSWERED],
  ])('that begins with %s', (_what, type, fate) => {
    for (const header of [0, 60]) expect(fateOf(behind(header, option(type)))).toMatchObject(fate);
  });

  test.each([
    ['10 is complained about even so', '9e', problem('unknown-option', 2, 42).answers],
    ['11 is not', 'de', []],
  ])('to a group that begins with %s', (_what, type, answers) => {
    const {reason, answers: sent} = fateOf(behind(60, option(type), {destination: ALL}));
    expect([reason, sent]).toMatchObject(['unknown-option', answers]);
  });

  test('that reaches past its header is damaged', () => {
    expect(fateOf(behind(0, '3a001e0700000000'))).toEqual(silently('truncated-extension'));
  });
});

describe('extension headers', () => {
  test('are walked over, in any order and number up to 16', () => {
    const pad = (next: string) => `${next}00010400000000`;
    const headers = (count: number) => `${pad('3c').repeat(count - 1)}${pad('3a')}`;
    expect(fateOf(behind(60, headers(16)))).toMatchObject(ANSWERED);
    expect(fateOf(behind(60, headers(17)))).toEqual(silently('too-many-extensions'));
  });

  test('for every hop are the first, or are complained about', () => {
    expect(fateOf(behind(60, '0000010400000000' + '3a00010400000000'))).toMatchObject(problem('unknown-option', 1, 40));
  });

  test('that route are ignored where no segments are left, else refused whatever their type', () => {
    for (const type of ['00', '02', '03', '04']) {
      expect(fateOf(behind(43, `3a00${type}0000000000`))).toMatchObject(ANSWERED);
      expect(fateOf(behind(43, `3a00${type}0100000000`))).toMatchObject(problem('source-route', 0, 42));
    }
  });

  test('are looked at in the order they come', () => {
    expect(fateOf(behind(43, '3c00000100000000' + '3a009e0000000000'))).toMatchObject(problem('source-route', 0, 42));
    expect(fateOf(behind(60, '2b009e0000000000' + '3a00000100000000'))).toMatchObject(problem('unknown-option', 2, 42));
  });

  test('with nothing behind them are taken', () => {
    expect(fateOf(packet6(59, ''))).toEqual(silently('passed'));
    expect(fateOf(packet6(60, '3b00010400000000'))).toEqual(silently('passed'));
  });

  test.each([
    ['at once', packet6(200, '00'), 6],
    ['behind options', packet6(60, 'c800010400000000'), 40],
    ['in the only fragment of a packet', packet6(44, 'c800000000000001'), 40],
  ])('whose next header nobody knows, %s, are complained about where it is named', (_what, packet, pointer) => {
    expect(fateOf(packet)).toMatchObject(problem('unknown-protocol', 1, pointer));
  });

  test('whose next header nobody knows are not, to a group or from nobody', () => {
    expect(fateOf(packet6(200, '00', {destination: ALL}))).toEqual(silently('unknown-protocol'));
    expect(fateOf(packet6(200, '00', {source: 0n}))).toEqual(silently('unknown-protocol'));
  });
});

describe('an ICMPv6 message', () => {
  test.each([1, 2, 3, 4, 99])('of type %i, an error, is never complained about', (type) => {
    const packet = icmpPacket({source: peer, destination: own}, type, 0, Uint8Array.from([0, 0, 5, 0, ...echo6()]));
    expect(fateOf(packet).answers).toEqual([]);
  });

  test.each([127, 130, 200, 255])('of type %i is ignored', (type) => {
    const packet = icmpPacket({source: peer, destination: own}, type, 0, new Uint8Array(20));
    expect(fateOf(packet)).toEqual(silently('icmp-type-ignored'));
  });

  test('that a packet is too big is believed about what this host sent, and not below 1280', () => {
    const {host, send} = stationUnderTest6();
    const far = ip6('2001:db8:9::1');
    const tooBig = (mtu: number, source: bigint) =>
      icmpPacket(
        {source: peer, destination: own},
        ...([2, 0] as const),
        Uint8Array.from([0, 0, mtu >> 8, mtu & 255, ...echo6({source, destination: far})]),
      );
    send(tooBig(1400, peer));
    send(tooBig(1279, own));
    expect(host.ipv6.pathMtu.lookup(far)).toBeUndefined();
    send(tooBig(1400, own));
    send(tooBig(1450, own));
    expect(host.ipv6.pathMtu.lookup(far)).toBe(1400);
    send(tooBig(1280, own));
    expect(host.ipv6.pathMtu.lookup(far)).toBe(1280);
  });
});

describe('a datagram', () => {
  const datagram = (destinationPort: number, destination = own) =>
    packet6(17, emitUdp({source: peer, destination, sourcePort: 9, destinationPort, payload: ECHO_DATA6}), {
      destination,
    });

  test('to a port that nobody has is complained about, to a group it is not', () => {
    expect(fateOf(datagram(7))).toMatchObject({reason: 'port-unreachable', answers: [{type: 1, code: 4, source: own}]});
    expect(fateOf(datagram(7, ALL))).toEqual(silently('port-unreachable'));
  });

  test('without a checksum is damaged (RFC 8200 §8.1), and so is one with a wrong one', () => {
    expect(fateOf(datagram(7).fill(0, 46, 48))).toEqual(silently('udp-bad-checksum'));
    expect(fateOf(datagram(7).fill(1, 50, 51))).toEqual(silently('udp-bad-checksum'));
  });

  test('to a group is given to all who joined it there', () => {
    const {host, iface, send} = stationUnderTest6();
    const group = ip6('ff02::1234');
    const got: string[] = [];
    const [one, other] = ['one', 'other'].map((name, index) =>
      host.udp.bind(index === 0 ? ANY : own, 7, () => {
        got.push(name);
        return 'taken';
      }),
    );
    send(datagram(7, group));
    expect(account(iface.received).reasons).toEqual({'multicast-not-joined': 1});
    one!.join(iface, group);
    send(datagram(7, group));
    other!.join(iface, group);
    send(datagram(7, group));
    expect(got).toEqual(['one', 'one', 'other']);
    one!.close();
    other!.close();
    send(datagram(7, group));
    expect(account(iface.received).reasons).toEqual({'multicast-not-joined': 2});
  });
});

describe('complaints', () => {
  test('are limited to 200 a second', () => {
    const {clock, send, icmp, host} = stationUnderTest6(undefined, {acquainted: true});
    for (let round = 0; round < 300; round++) send(packet6(200, '00'));
    expect([icmp().length, host.ipv6.errors.rate.suppressed]).toEqual([200, 100]);
    clock.advance(500);
    for (let round = 0; round < 300; round++) send(packet6(200, '00'));
    expect(icmp()).toHaveLength(100);
  });

  test('quote what fits into 1280 octets', () => {
    const station = stationUnderTest6(undefined, {acquainted: true});
    const packet = packet6(200, new Uint8Array(1400).fill(7));
    station.send(packet);
    expect(station.icmp()[0]!.quoted).toEqual(packet.subarray(0, 1232));
  });

  test('beyond the link come from an address that reaches there, on whatever interface that is', () => {
    const {clock, lab, labHost, host, send, icmp, link, near} = stationUnderTest6({enabled: true});
    const far = ip6('2001:db8:2::9');
    lab.wires.connect('other', [{host: labHost, name: 'eth1'}]);
    configureInterface(host, host.interfaces.named('eth1'), {up: true, ipv6: {set: [{local: ip6('2001:db8:7::1')}]}});
    clock.advance(1000);
    link.discovery.neighbours.setPermanent(STATION6.peerLink, peerMac, false);
    host.ipv6.routes.add({
      ...{
        destination: 0n,
        prefixLength: 0,
        type: 'unicast',
        interface: host.interfaces.named('eth0'),
      },
      ...{gateway: STATION6.peerLink, metric: 0, protocol: 'static', host: false},
    });
    send(echo6({source: far, destination: ip6('2001:db8:8::1')}));
    expect(icmp()).toMatchObject([{source: ip6('2001:db8:7::1'), destination: far, type: 1}]);
    send(echo6({source: STATION6.peerLink, destination: ip6('2001:db8:8::1')}));
    expect(icmp()).toMatchObject([{source: near, destination: STATION6.peerLink, type: 1}]);
  });
});

describe('whatever comes in', () => {
  const solicitation = emitNeighbourSolicitation({source: peer, destination: own, target: own, sourceMac: peerMac});
  const packets = fc.oneof(
    damaged(anyPacket6),
    damaged(
      fc.constantFrom(
        echo6(),
        solicitation,
        behind(0, '3c00010400000000' + '3a00010400000000'),
        packet6(44, '3a00000900000001'),
      ),
    ),
    fc.uint8Array({maxLength: 120}).map((bytes) => (bytes.length > 0 ? bytes.fill(0x60, 0, 1) : bytes)),
  );
  /** To the host, so that it has a look at what is in it. */
  const addressed = (packet: Uint8Array, own6: boolean) => {
    if (own6 && packet.length >= 40) packet.set(echo6().subarray(8, 40), 8);
    return packet;
  };

  test('ends in one counter, with a reason where it is lost, and all that is sent is sound', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(packets, fc.boolean()), {maxLength: 20}), fc.boolean(), (list, forwarding) => {
        const station = stationUnderTest6({set: [{local: own}], acceptRouters: true, advertises: forwarding});
        const {host, iface, send, heard, clock} = station;
        host.settings.ipv6Forwarding = forwarding;
        heard();
        const before = iface.sent.packets;
        let sent = 0;
        for (const [packet, toHost] of list) {
          // A frame has room for less.
          if (packet.length > 1500) continue;
          station.probe.send(
            Uint8Array.from([
              ...hexMac(iface.hardwareAddress),
              ...hexMac(peerMac),
              0x86,
              0xdd,
              ...addressed(packet, toHost),
            ]),
          );
          sent++;
        }
        send(echo6());
        const {received, sent: out} = iface;
        const answers = heard();
        // What is answered to an address of its own comes back in by the local route.
        const looped = out.packets - before - answers.length;
        expect(total(received)).toBe(sent + 1 + looped);
        expect(explained(received)).toBe(received.errors + received.dropped);
        clock.advance(10_000);
        expect(explained(out)).toBe(out.errors + out.dropped);
        for (const packet of [...answers, ...heard()]) {
          if (packet[6] === 58) expect(icmpOf(packet)).toBeDefined();
        }
      }),
      {numRuns: 300},
    );
  });
});

function hexMac(mac: number): Uint8Array {
  return hex(mac.toString(16).padStart(12, '0'));
}
