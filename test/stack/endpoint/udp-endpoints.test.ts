/** UDP ports of a host: who has them, what comes to them, and what goes out of them. */
import {describe, expect, test} from 'vitest';
import {ANY, parseAddress} from '../../../src/packet/address.ts';
import {ICMP_TYPE, UNREACHABLE_CODE, icmpErrorFor, parseIcmpv4} from '../../../src/packet/icmpv4.ts';
import {IP_PROTOCOL, parseIpv4} from '../../../src/packet/ipv4.ts';
import {type UdpDatagram, emitUdp, parseUdp} from '../../../src/packet/udp.ts';
import {InterfaceTable} from '../../../src/stack/interface-table.ts';
import {HAIKU} from '../../../src/stack/behaviour.ts';
import {Memberships} from '../../../src/stack/membership.ts';
import type {UdpMessage, UdpReceiver} from '../../../src/stack/endpoint/udp-endpoint.ts';
import {UdpEndpoints} from '../../../src/stack/endpoint/udp-endpoints.ts';
import {FAR, OWN, PEER, account, hostUnderTest, packet} from '../host-under-test.ts';
import {ipFrame, stationUnderTest} from '../../lab/network-under-test.ts';

const HELLO = Buffer.from('hello');
const refusal = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;

function datagram(fields: Partial<UdpDatagram> = {}): Uint8Array {
  const whole = {source: PEER, destination: OWN, sourcePort: 4000, destinationPort: 5000, payload: HELLO, ...fields};
  return packet({
    source: whole.source,
    destination: whole.destination,
    protocol: IP_PROTOCOL.udp,
    payload: emitUdp(whole),
  });
}

/** A receiver that keeps what it is given, octets copied. */
function inbox(room = Infinity) {
  const messages: UdpMessage[] = [];
  const receive: UdpReceiver = (message) => {
    if (messages.length >= room) return 'full';
    messages.push(
      message.kind === 'datagram'
        ? {...message, data: message.data.slice()}
        : {...message, quoted: message.quoted.slice()},
    );
    return 'taken';
  };
  return {messages, receive};
}

const ignore: UdpReceiver = () => 'taken';

describe('a port', () => {
  test('that is free is taken, and free again when it is closed', () => {
    const {host} = hostUnderTest();
    const endpoint = host.udp.bind(ANY, 5000, ignore);
    expect(endpoint.port).toBe(5000);
    expect(() => host.udp.bind(ANY, 5000, ignore)).toThrow(refusal('EADDRINUSE'));
    endpoint.close();
    const next = host.udp.bind(ANY, 5000, () => 'full');
    endpoint.close();
    expect(() => host.udp.bind(ANY, 5000, ignore)).toThrow(refusal('EADDRINUSE'));
    next.close();
  });

  test('can be had on an address of the host, and of nobody else', () => {
    const {host} = hostUnderTest();
    for (const own of [OWN, parseAddress('127.0.0.1')!, ANY]) host.udp.bind(own, 5000, ignore);
    for (const foreign of [PEER, FAR]) {
      expect(() => host.udp.bind(foreign, 5000, ignore)).toThrow(refusal('EADDRNOTAVAIL'));
    }
  });

  test('that nobody asks for is an ephemeral one, from a start that is handed in', () => {
    const udp = new UdpEndpoints(new InterfaceTable(), new Memberships(), 16_382);
    udp.bind(ANY, 49_152, ignore);
    const given = [1, 2, 3].map(() => udp.bind(ANY, undefined, ignore).port);
    expect(given).toEqual([65_534, 65_535, 49_153]);
  });

  test('is refused when too many are in use', () => {
    const udp = new UdpEndpoints(new InterfaceTable(), new Memberships(), 0);
    const endpoints = Array.from({length: 4096}, () => udp.bind(ANY, undefined, ignore));
    expect(new Set(endpoints.map(({port}) => port)).size).toBe(4096);
    expect(() => udp.bind(ANY, undefined, ignore)).toThrow(refusal('ENOBUFS'));
    endpoints[7]!.close();
    expect(udp.bind(ANY, undefined, ignore).port).toBe(49_152 + 4096);
  });
});

describe('a datagram', () => {
  test('reaches who has its port, and is passed', () => {
    const {host, node, iface, taken} = hostUnderTest();
    const {messages, receive} = inbox();
    host.udp.bind(ANY, 5000, receive);
    node.write(datagram());
    expect(messages).toEqual([
      {kind: 'datagram', from: PEER, fromPort: 4000, to: OWN, ttl: 64, data: new Uint8Array(HELLO)},
    ]);
    expect(account(iface.received)).toEqual({packets: 1, errors: 0, dropped: 0, reasons: {}});
    expect(taken()).toEqual([]);
  });

  test('to a port that nobody has, or has any more, is answered with port unreachable', () => {
    const {host, node, iface, taken} = hostUnderTest();
    host.udp.bind(ANY, 5000, ignore).close();
    node.write(datagram());
    expect(account(iface.received).reasons).toEqual({'port-unreachable': 1});
    expect(parseIcmpv4(parseIpv4(taken()[0]!).payload)).toMatchObject({type: 'destination-unreachable', code: 3});
  });

  test('reaches who has its very address before who has all', () => {
    const {host, node} = hostUnderTest({set: {local: OWN, peer: PEER}, add: [{local: FAR}]});
    const [all, one] = [inbox(), inbox()];
    host.udp.bind(ANY, 5000, all.receive);
    host.udp.bind(OWN, 5000, one.receive);
    node.write(datagram());
    node.write(datagram({destination: FAR}));
    expect(
      [all, one].map(({messages}) => messages.map((message) => message.kind === 'datagram' && message.to)),
    ).toEqual([[FAR], [OWN]]);
  });

  test('that finds no room is dropped and counted, and not complained about', () => {
    const {host, node, iface, taken} = hostUnderTest();
    host.udp.bind(ANY, 5000, inbox(1).receive);
    node.write(datagram());
    node.write(datagram());
    expect(account(iface.received)).toEqual({packets: 1, errors: 0, dropped: 1, reasons: {'udp-buffer-full': 1}});
    expect(taken()).toEqual([]);
  });

  test('that is damaged reaches nobody', () => {
    const {host, node, iface} = hostUnderTest();
    const {messages, receive} = inbox();
    host.udp.bind(ANY, 5000, receive);
    const damaged = datagram();
    damaged[damaged.length - 1]! ^= 1;
    node.write(damaged);
    expect(messages).toEqual([]);
    expect(account(iface.received).reasons).toEqual({'udp-bad-checksum': 1});
  });

  test.each(['10.0.0.255', '255.255.255.255'])('to everybody, %s, reaches who has the port on all addresses', (to) => {
    const {host, probe, iface} = stationUnderTest();
    const {messages, receive} = inbox();
    host.udp.bind(ANY, 5000, receive);
    const destination = parseAddress(to)!;
    const source = parseAddress('10.0.0.2')!;
    probe.send(ipFrame(0xffff_ffff_ffff, 0x0200_0000_00aa, datagram({source, destination})));
    expect(messages).toMatchObject([{kind: 'datagram', from: source, to: destination}]);
    expect(iface.received.reasons.size).toBe(0);
  });
});

describe('sending', () => {
  test('fills in what was left out, with a checksum', () => {
    const {host, taken} = hostUnderTest();
    expect(host.sendUdp({sourcePort: 1, destination: PEER, destinationPort: 2, data: HELLO})).toBeUndefined();
    const [sent] = taken();
    expect(parseIpv4(sent!)).toMatchObject({
      source: OWN,
      destination: PEER,
      ttl: HAIKU.ttl,
      flagsAndOffset: 0,
    });
    expect(parseUdp(sent!)).toMatchObject({sourcePort: 1, destinationPort: 2, payload: new Uint8Array(HELLO)});
  });

  test('takes a time to live, a source, a device and DF', () => {
    const {host, iface, taken} = hostUnderTest({set: {local: OWN, peer: PEER}, add: [{local: FAR}]});
    const ports = {sourcePort: 1, destinationPort: 2, data: HELLO};
    const elsewhere = parseAddress('192.0.2.1')!;
    const request = {...ports, destination: elsewhere, source: FAR, ttl: 3, dontFragment: true};
    expect(host.sendUdp(request)).toBe('no-route');
    expect(host.sendUdp({...request, device: iface})).toBeUndefined();
    expect(parseIpv4(taken()[0]!)).toMatchObject({source: FAR, destination: elsewhere, ttl: 3, flagsAndOffset: 0x4000});
  });

  test('takes 65507 octets, in fragments, and not one more', () => {
    const {host, taken} = hostUnderTest();
    const send = (length: number) =>
      host.sendUdp({sourcePort: 1, destination: PEER, destinationPort: 2, data: new Uint8Array(length)});
    expect(send(65_507)).toBeUndefined();
    expect(taken().length).toBeGreaterThan(40);
    expect(send(65_508)).toBe('too-long');
  });

  test.each(['10.0.0.255', '255.255.255.255'])('to everybody, %s, leaves for all stations', (to) => {
    const {host, probe} = stationUnderTest();
    const destination = parseAddress(to)!;
    expect(host.sendUdp({sourcePort: 1, destination, destinationPort: 2, data: HELLO})).toBeUndefined();
    const [sent] = probe.packets();
    expect(parseUdp(sent!)).toMatchObject({source: parseAddress('10.0.0.1'), destination});
  });
});

describe('an ICMP error about a datagram', () => {
  const {host: sender, taken} = hostUnderTest();
  sender.sendUdp({sourcePort: 5000, destination: PEER, destinationPort: 9, data: HELLO});
  const [sent] = taken();
  const complaint = {source: PEER, ttl: 64, identification: 1, quotedData: 8};
  const refused = icmpErrorFor(sent!, {
    ...complaint,
    type: ICMP_TYPE.destinationUnreachable,
    code: UNREACHABLE_CODE.port,
  });

  test('reaches who has the port that it was sent from', () => {
    const {host, node, iface} = hostUnderTest();
    const {messages, receive} = inbox();
    host.udp.bind(ANY, 5000, receive);
    node.write(refused);
    expect(messages).toEqual([
      {
        kind: 'error',
        from: PEER,
        type: 3,
        code: 3,
        mtu: undefined,
        destination: PEER,
        destinationPort: 9,
        quoted: sent!.slice(0, 28),
      },
    ]);
    expect(account(iface.received)).toMatchObject({packets: 1, dropped: 0});
  });

  test('reaches nobody else', () => {
    const {host, node, iface} = hostUnderTest();
    const {messages, receive} = inbox();
    host.udp.bind(ANY, 9, receive);
    node.write(refused);
    expect(messages).toEqual([]);
    expect(account(iface.received).reasons).toEqual({'no-endpoint': 1});
  });

  test('tells the MTU of the next hop', () => {
    const {host, node} = hostUnderTest();
    const {messages, receive} = inbox();
    host.udp.bind(OWN, 5000, receive);
    const code = UNREACHABLE_CODE.fragmentationNeeded;
    node.write(icmpErrorFor(sent!, {...complaint, type: ICMP_TYPE.destinationUnreachable, code, nextHopMtu: 576}));
    expect(messages).toMatchObject([{kind: 'error', code: 4, mtu: 576}]);
  });
});
