import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {emitArp} from '../../../src/packet/arp.ts';
import {ETHERTYPE_ARP, MAC_BROADCAST, emitEthernet, parseEthernet} from '../../../src/packet/ethernet.ts';
import {toHex} from '../../../src/packet/hex.ts';
import {parseIcmpv4} from '../../../src/packet/icmpv4.ts';
import {parseIpv4} from '../../../src/packet/ipv4.ts';
import {configureInterface} from '../../../src/stack/configure.ts';
import {STATION, arpFrame, arpOf, ipFrame, ping, startPing, stationUnderTest} from '../../lab/network-under-test.ts';
import {anyFrame, octets} from '../../packet/arbitraries.ts';
import {hex} from '../../packet/golden.ts';
import {account, echo as echoTo, explained, ip, packet, total} from '../host-under-test.ts';

const {own, peer, peerMac} = STATION;
const THIRD = ip('10.0.0.3');
const THIRD_MAC = 0x0200_0000_00bb;
const MINUTE = 60_000;
const UNKNOWN = 0;

type Station = ReturnType<typeof stationUnderTest>;

/** What the peer asks, and answers. */
const request = (targetAddress = own, senderAddress = peer, senderMac = peerMac) =>
  arpFrame({operation: 'request', senderMac, senderAddress, targetMac: UNKNOWN, targetAddress});
const reply = ({iface}: Station, senderAddress = peer, senderMac = peerMac) =>
  arpFrame(
    {operation: 'reply', senderMac, senderAddress, targetMac: iface.hardwareAddress, targetAddress: own},
    {to: iface.hardwareAddress},
  );
const echo = (fields = {}) => echoTo({source: peer, destination: own, ...fields});
const neighbours = ({link}: Station) =>
  [...link.arp.neighbours].map(({address, mac, state}) => ({address, mac, state}));

describe('a request', () => {
  test('is the 42 octets of RFC 826, to everybody', () => {
    const station = stationUnderTest();
    startPing(station.clock, station.host, '10.0.0.2');
    const frame = toHex(station.probe.taken()[0]!);
    const mac = toHex(hex(station.iface.hardwareAddress.toString(16).padStart(12, '0')));
    expect(frame).toBe(`ffffffffffff${mac}0806` + `0001080006040001${mac}0a000001` + `0000000000000a000002`);
  });

  test('comes from the address of the network that it asks about', () => {
    const station = stationUnderTest({add: [{local: ip('192.168.7.1'), prefixLength: 24}]});
    startPing(station.clock, station.host, '192.168.7.9');
    expect(station.probe.arps()).toMatchObject([{senderAddress: ip('192.168.7.1'), targetAddress: ip('192.168.7.9')}]);
  });

  test('goes out five times, a second apart; then the ping is told by its own host that there is nobody', () => {
    const station = stationUnderTest();
    const {clock, host, probe, iface} = station;
    const lines = startPing(clock, host, '10.0.0.2', {count: 2, interval: 8000});
    const times: number[] = [];
    for (let elapsed = 0; elapsed < 10_000; elapsed += 500) {
      if (probe.arps().length > 0) times.push(elapsed);
      clock.advance(500);
    }
    expect(times).toEqual([0, 1000, 2000, 3000, 4000]);
    // The second request, eight seconds later, is refused at once.
    expect(lines).toEqual(['from 10.0.0.1: 3/1', 'EHOSTUNREACH']);
    expect(account(iface.sent).reasons).toEqual({'host-unreachable': 2});
    expect(neighbours(station)).toMatchObject([{address: peer, state: 'failed'}]);
  });

  test('is sent again 20 seconds after the neighbour has failed', () => {
    const {clock, host, probe} = stationUnderTest();
    startPing(clock, host, '10.0.0.2');
    clock.advance(24_999);
    probe.taken();
    startPing(clock, host, '10.0.0.2');
    expect(probe.taken()).toEqual([]);
    clock.advance(1);
    startPing(clock, host, '10.0.0.2');
    expect(probe.arps()).toHaveLength(1);
  });

  test('that is answered lets the packets go that waited, in order', () => {
    const station = stationUnderTest();
    const {clock, host, probe} = station;
    startPing(clock, host, '10.0.0.2', {count: 3, interval: 100});
    clock.advance(300);
    expect(probe.packets()).toEqual([]);
    probe.send(reply(station));
    const sent = probe.taken().map(parseEthernet);
    expect(sent.map(({destination}) => destination)).toEqual([peerMac, peerMac, peerMac]);
    expect(sent.map(({payload}) => parseIcmpv4(parseIpv4(payload).payload))).toMatchObject(
      [0, 1, 2].map((sequence) => ({type: 'echo-request', sequence})),
    );
  });

  test('has packets behind it; the oldest makes room and is counted', () => {
    const station = stationUnderTest();
    const {clock, host, probe, iface} = station;
    startPing(clock, host, '10.0.0.2', {count: 3000, interval: 1});
    clock.advance(2999);
    expect(account(iface.sent).reasons).toEqual({'neighbour-queue-full': 3000 - 2340});
    probe.taken();
    probe.send(reply(station));
    const [first] = probe.packets().map((bytes) => parseIcmpv4(parseIpv4(bytes).payload));
    expect(first).toMatchObject({sequence: 3000 - 2340});
  });

  test('is forgotten when the interface goes down, and what waited is counted', () => {
    const station = stationUnderTest();
    const {clock, host, iface, link, probe} = station;
    link.arp.neighbours.setPermanent(THIRD, THIRD_MAC, false);
    startPing(clock, host, '10.0.0.2', {count: 1});
    configureInterface(host, iface, {up: false});
    probe.taken();
    clock.advance(4000);
    expect(probe.taken()).toEqual([]);
    expect(account(iface.sent).reasons).toEqual({'neighbour-forgotten': 1});
    expect(neighbours(station)).toMatchObject([{address: THIRD, state: 'permanent'}]);
  });
});

describe('an interface that comes up', () => {
  const announcement = (station: Station, address: number) => ({
    to: MAC_BROADCAST,
    from: station.iface.hardwareAddress,
    operation: 'request',
    senderMac: station.iface.hardwareAddress,
    senderAddress: address,
    targetMac: UNKNOWN,
    targetAddress: address,
  });

  test('tells everybody its address', () => {
    const station = stationUnderTest();
    expect(station.announced.flatMap(arpOf)).toEqual([announcement(station, own)]);
  });

  test('tells everybody all addresses, when one is added too, and when it comes up again', () => {
    const station = stationUnderTest();
    const both = [announcement(station, own), announcement(station, THIRD)];
    configureInterface(station.host, station.iface, {add: [{local: THIRD, prefixLength: 24}]});
    expect(station.probe.arps()).toEqual(both);
    configureInterface(station.host, station.iface, {up: false});
    expect(station.probe.taken()).toEqual([]);
    configureInterface(station.host, station.iface, {up: true});
    expect(station.probe.arps()).toEqual(both);
  });

  test('tells everybody its new hardware address, and hears only what is for that', () => {
    const station = stationUnderTest();
    const {host, iface, probe} = station;
    const before = iface.hardwareAddress;
    configureInterface(host, iface, {hardwareAddress: THIRD_MAC});
    expect(iface.hardwareAddress).toBe(THIRD_MAC);
    expect(probe.arps()).toEqual([announcement(station, own)]);
    probe.send(ipFrame(before, peerMac, echo()));
    expect(account(iface.received).reasons).toEqual({'other-station': 1});
    configureInterface(host, iface, {hardwareAddress: THIRD_MAC});
    expect(probe.taken()).toEqual([]);
  });

  test.each([
    ['is down', {up: false}],
    ['is told to do without ARP', {arp: false}],
  ])('says nothing where it %s', (_what, change) => {
    expect(stationUnderTest(change).announced).toEqual([]);
  });

  test('says nothing when nothing changes', () => {
    const {host, iface, probe} = stationUnderTest();
    configureInterface(host, iface, {up: true, mtu: 1400});
    expect(probe.taken()).toEqual([]);
  });
});

describe('a request that is heard', () => {
  test('for an own address is answered to its sender alone, who is remembered', () => {
    const station = stationUnderTest();
    const {iface, probe} = station;
    probe.send(request());
    expect(probe.arps()).toEqual([
      {
        to: peerMac,
        from: iface.hardwareAddress,
        operation: 'reply',
        senderMac: iface.hardwareAddress,
        senderAddress: own,
        targetMac: peerMac,
        targetAddress: peer,
      },
    ]);
    expect(neighbours(station)).toEqual([{address: peer, mac: peerMac, state: 'reachable'}]);
    expect(account(iface.received)).toEqual({packets: 1, errors: 0, dropped: 0, reasons: {}});
  });

  test('for another address is neither answered nor remembered', () => {
    const station = stationUnderTest();
    station.probe.send(request(THIRD));
    station.probe.send(request(peer));
    expect(station.probe.taken()).toEqual([]);
    expect(neighbours(station)).toEqual([]);
  });

  test('from a known neighbour with a new station replaces what is known, whoever it is for', () => {
    const station = stationUnderTest();
    station.probe.send(request());
    station.probe.send(request(THIRD, peer, THIRD_MAC));
    expect(neighbours(station)).toMatchObject([{address: peer, mac: THIRD_MAC}]);
  });

  test('from address 0 is answered, and its sender not remembered', () => {
    const station = stationUnderTest();
    station.probe.send(request(own, 0));
    expect(station.probe.arps()).toMatchObject([
      {operation: 'reply', to: peerMac, targetMac: peerMac, targetAddress: 0},
    ]);
    expect(neighbours(station)).toEqual([]);
  });

  test('from an own address is a conflict: it is noted down, and changes nothing', () => {
    const station = stationUnderTest();
    station.probe.send(request(own, own));
    station.probe.send(reply(station, own, THIRD_MAC));
    expect([...station.link.arp.conflicts]).toEqual([[own, THIRD_MAC]]);
    expect(neighbours(station)).toEqual([]);
    expect(station.probe.taken()).toEqual([]);
  });

  test('changes nothing that was typed', () => {
    const station = stationUnderTest();
    station.link.arp.neighbours.setPermanent(peer, THIRD_MAC, false);
    station.probe.send(request());
    expect(neighbours(station)).toEqual([{address: peer, mac: THIRD_MAC, state: 'permanent'}]);
    // The reply goes to whoever has asked.
    expect(station.probe.arps()).toMatchObject([{to: peerMac}]);
  });

  test('for an address that is answered for by proxy is answered with the own station', () => {
    const station = stationUnderTest();
    const {iface, probe} = station;
    station.link.arp.neighbours.setPermanent(THIRD, THIRD_MAC, true);
    probe.send(request(THIRD));
    expect(probe.arps()).toMatchObject([
      {operation: 'reply', to: peerMac, senderMac: iface.hardwareAddress, senderAddress: THIRD},
    ]);
    station.link.arp.neighbours.setPermanent(THIRD, THIRD_MAC, false);
    probe.send(request(THIRD));
    expect(probe.taken()).toEqual([]);
  });
});

test('a reply is not answered', () => {
  const station = stationUnderTest();
  station.probe.send(reply(station));
  expect(station.probe.taken()).toEqual([]);
});

test('a neighbour is forgotten 30 minutes after it was last heard, and asked for again', () => {
  const station = stationUnderTest();
  const {clock, probe, host} = station;
  probe.send(request());
  clock.advance(30 * MINUTE - 1);
  probe.taken();
  startPing(clock, host, '10.0.0.2', {wait: 10});
  expect(probe.packets()).toHaveLength(1);
  clock.advance(1);
  expect(neighbours(station)).toEqual([]);
  startPing(clock, host, '10.0.0.2', {wait: 10});
  expect(probe.arps()).toHaveLength(1);
});

describe('an interface told to do without ARP', () => {
  test('neither asks, nor answers, nor learns', () => {
    const station = stationUnderTest({arp: false});
    const {clock, labHost, probe, iface} = station;
    probe.send(request());
    probe.send(reply(station));
    expect(ping(clock, labHost, '10.0.0.2')).toEqual(['EHOSTUNREACH']);
    expect(probe.taken()).toEqual([]);
    expect(neighbours(station)).toEqual([]);
    expect(account(iface.received).reasons).toEqual({'arp-disabled': 2});
    expect(account(iface.sent).reasons).toEqual({'host-unreachable': 1});
  });

  test('sends to neighbours that were typed', () => {
    const {clock, host, probe, link} = stationUnderTest({arp: false});
    link.arp.neighbours.setPermanent(peer, peerMac, false);
    startPing(clock, host, '10.0.0.2');
    expect(probe.taken().map(parseEthernet)).toMatchObject([{destination: peerMac}]);
  });
});

describe('ARP that is not right', () => {
  const right = emitArp({
    operation: 'request',
    senderMac: peerMac,
    senderAddress: peer,
    targetMac: UNKNOWN,
    targetAddress: own,
  });
  const changed = (at: number, value: number) => {
    const bytes = right.slice();
    bytes[at] = value;
    return bytes;
  };

  test.each<[string, Uint8Array, number?]>([
    ['other hardware', changed(1, 6)],
    ['another protocol', changed(2, 0x86)],
    ['hardware addresses of another length', changed(4, 8)],
    ['protocol addresses of another length', changed(5, 16)],
    ['another operation (RARP)', changed(7, 3)],
    ['operation 0', changed(7, 0)],
    ['a packet cut short', right.subarray(0, 27)],
    ['nothing', new Uint8Array()],
    ['a sender that is not the frame’s', right, THIRD_MAC],
    ['a sender that is a group', changed(8, 0x03), 0x0300_0000_00aa],
  ])('%s is counted, and nothing comes of it', (_what, payload, source = peerMac) => {
    const station = stationUnderTest();
    station.probe.send(emitEthernet({destination: MAC_BROADCAST, source, etherType: ETHERTYPE_ARP, payload}));
    expect(account(station.iface.received)).toEqual({packets: 0, errors: 1, dropped: 0, reasons: {'bad-arp': 1}});
    expect(station.probe.taken()).toEqual([]);
    expect(neighbours(station)).toEqual([]);
  });

  test('octets behind a packet are padding', () => {
    const station = stationUnderTest();
    const payload = Uint8Array.from([...right, ...new Uint8Array(18)]);
    station.probe.send(emitEthernet({destination: MAC_BROADCAST, source: peerMac, etherType: ETHERTYPE_ARP, payload}));
    expect(station.probe.arps()).toHaveLength(1);
  });
});

describe('a frame', () => {
  const ALL_HOSTS = 0x0100_5e00_0001;

  test.each<[string, (station: Station) => Uint8Array, object]>([
    ['for this station is received', ({iface}) => ipFrame(iface.hardwareAddress, peerMac, echo()), {packets: 1}],
    [
      'for another station is dropped',
      () => ipFrame(THIRD_MAC, peerMac, echo()),
      {dropped: 1, reasons: {'other-station': 1}},
    ],
    [
      'to everybody with a packet to everybody is received',
      () => ipFrame(MAC_BROADCAST, peerMac, echo({destination: ip('10.0.0.255')})),
      {dropped: 1, reasons: {'broadcast-echo': 1}},
    ],
    [
      'to everybody with a packet to this host alone is dropped (RFC 1122 §3.3.6)',
      () => ipFrame(MAC_BROADCAST, peerMac, echo()),
      {dropped: 1, reasons: {'unicast-in-group-frame': 1}},
    ],
    [
      'to everybody with a packet to somebody else is dropped, without an error',
      () => ipFrame(MAC_BROADCAST, peerMac, packet({source: peer, destination: ip('172.16.0.1'), protocol: 17})),
      {dropped: 1, reasons: {'unicast-in-group-frame': 1}},
    ],
    [
      'to a group with a packet to the group is for the stack to judge',
      () => ipFrame(ALL_HOSTS, peerMac, echo({destination: ip('224.0.0.1')})),
      {dropped: 1, reasons: {'multicast-echo': 1}},
    ],
    [
      'of an unknown type is dropped',
      ({iface}) =>
        emitEthernet({
          destination: iface.hardwareAddress,
          source: peerMac,
          etherType: 0x88cc,
          payload: new Uint8Array(46),
        }),
      {dropped: 1, reasons: {'unknown-ethertype': 1}},
    ],
    [
      'of the type of IPv6 with something else in it is dropped',
      ({iface}) =>
        emitEthernet({destination: iface.hardwareAddress, source: peerMac, etherType: 0x86dd, payload: echo()}),
      {errors: 1, reasons: {'bad-version': 1}},
    ],
    [
      'with padding behind the packet is received',
      ({iface}) => ipFrame(iface.hardwareAddress, peerMac, Uint8Array.from([...echo(), ...new Uint8Array(30)])),
      {packets: 1},
    ],
    [
      'with nothing behind its header is damaged',
      ({iface}) => ipFrame(iface.hardwareAddress, peerMac, new Uint8Array()),
      {errors: 1, reasons: {'truncated-header': 1}},
    ],
  ])('%s', (_what, frameFor, fate) => {
    const station = stationUnderTest();
    station.link.arp.neighbours.setPermanent(peer, peerMac, false);
    station.probe.send(frameFor(station));
    const {reasons, ...counted} = account(station.iface.received);
    expect({...counted, reasons}).toEqual({packets: 0, errors: 0, dropped: 0, reasons: {}, ...fate});
    expect(station.probe.taken()).toHaveLength(counted.packets);
  });

  test('for another station is heard where the interface is promiscuous, and not answered there either', () => {
    const {probe, iface} = stationUnderTest({promisc: true});
    probe.send(ipFrame(THIRD_MAC, peerMac, echo()));
    expect(account(iface.received)).toEqual({packets: 1, errors: 0, dropped: 0, reasons: {}});
    expect(probe.taken()).toEqual([]);
  });

  test('to a group counts as multicast, one to everybody does not', () => {
    const {probe, iface} = stationUnderTest();
    probe.send(ipFrame(ALL_HOSTS, peerMac, echo({destination: ip('224.0.0.1')})));
    probe.send(ipFrame(MAC_BROADCAST, peerMac, echo({destination: ip('10.0.0.255')})));
    expect(iface.received.multicast).toBe(1);
  });

  test.each([
    ['the limited broadcast', '255.255.255.255', MAC_BROADCAST],
    ['the broadcast of the network', '10.0.0.255', MAC_BROADCAST],
    ['a group', '224.129.2.3', 0x0100_5e01_0203],
    ['a group whose upper bits are lost', '239.1.2.3', 0x0100_5e01_0203],
  ])('for %s needs no ARP', (_what, address, mac) => {
    const {host, iface, probe, clock} = stationUnderTest();
    startPing(clock, host, address, {device: iface});
    expect(probe.taken().map(parseEthernet)).toMatchObject([{destination: mac, source: iface.hardwareAddress}]);
  });
});

describe('without a link', () => {
  test('a known neighbour is not reached, and the ping is told', () => {
    const {clock, labHost, wire, link, iface} = stationUnderTest();
    link.arp.neighbours.setPermanent(peer, peerMac, false);
    wire.cut();
    expect(iface.flags).toEqual(['UP', 'BROADCAST']);
    expect(ping(clock, labHost, '10.0.0.2')).toEqual(['ENETDOWN']);
    expect(account(iface.sent).reasons).toEqual({'no-carrier': 1});
    wire.join();
    expect(iface.flags).toEqual(['UP', 'BROADCAST', 'LOWER_UP']);
  });

  test('an unknown neighbour is not asked for', () => {
    const station = stationUnderTest();
    const {clock, labHost, wire, iface} = station;
    wire.cut();
    expect(ping(clock, labHost, '10.0.0.2')).toEqual(['ENETDOWN']);
    expect(account(iface.sent).reasons).toEqual({'no-carrier': 1});
    expect(neighbours(station)).toEqual([]);
  });
});

test('whatever a station hears and sends, each frame ends in one counter, and each loss has its reason', () => {
  const macOf = fc.constantFrom('own', 'other', 'all', 'group');
  const arp = fc
    .record({
      operation: fc.constantFrom('request' as const, 'reply' as const),
      senderMac: fc.constantFrom(peerMac, THIRD_MAC),
      senderAddress: fc.constantFrom(0, own, peer, THIRD),
      targetMac: fc.constant(UNKNOWN),
      targetAddress: fc.constantFrom(own, peer, THIRD),
    })
    .map((fields) => ({payload: emitArp(fields), source: fields.senderMac, etherType: ETHERTYPE_ARP}));
  const frame = fc.oneof(
    arp,
    fc.record({payload: anyFrame, source: fc.constant(peerMac), etherType: fc.constant(0x0800)}),
    fc.record({
      payload: octets(100),
      source: fc.constant(peerMac),
      etherType: fc.constantFrom(0x0800, 0x0806, 0x86dd, 0x1234),
    }),
    fc
      .constantFrom(echo(), echo({flagsAndOffset: 0x2000}), packet({source: peer, destination: own, protocol: 99}))
      .map((payload) => ({payload, source: peerMac, etherType: 0x0800})),
  );
  type Step =
    {to: 'own' | 'other' | 'all' | 'group'; frame: typeof frame extends fc.Arbitrary<infer F> ? F : never} | number;
  const step: fc.Arbitrary<Step> = fc.oneof(fc.record({to: macOf, frame}) as fc.Arbitrary<Step>, fc.nat({max: 7000}));
  fc.assert(
    fc.property(fc.array(step, {maxLength: 40, size: 'max'}), (steps) => {
      const {clock, host, probe, iface, wire, announced} = stationUnderTest();
      let heard = 0;
      let written = 0;
      const destinations = {own: iface.hardwareAddress, other: THIRD_MAC, all: MAC_BROADCAST, group: 0x0100_5e00_0001};
      for (const each of steps) {
        if (typeof each === 'number') {
          startPing(clock, host, each % 2 ? '10.0.0.2' : '10.0.0.3');
          clock.advance(each);
        } else {
          written++;
          probe.send(emitEthernet({destination: destinations[each.to], ...each.frame}));
        }
        heard += probe.taken().length;
      }
      clock.advance(60_000);
      heard += probe.taken().length + announced.length;
      // What a host tells itself about its pings is sent and received as well.
      expect(total(iface.received)).toBe(written + iface.sent.packets - heard);
      expect(explained(iface.received)).toBe(iface.received.errors + iface.received.dropped);
      expect(explained(iface.sent)).toBe(iface.sent.errors + iface.sent.dropped);
      expect(wire.directions().find(({from}) => from === 'local:eth0')?.counters.delivered).toBe(heard);
    }),
  );
});
