/** Datagrams to groups and to everybody: who hears them, and how they leave. */
import type {IpAddress} from '../../../src/packet/ip-address.ts';
import {describe, expect, test} from 'vitest';
import {ANY, parseAddress} from '../../../src/packet/address.ts';
import {parseEthernet} from '../../../src/packet/ethernet.ts';
import {parseIpv4} from '../../../src/packet/ipv4.ts';
import {emitUdp} from '../../../src/packet/udp.ts';
import {removeInterface} from '../../../src/stack/configure.ts';
import type {UdpReceiver} from '../../../src/stack/endpoint/udp-endpoint.ts';
import {
  ipFrame,
  plugged,
  probeOn,
  routerUnderTest,
  stationUnderTest,
  typedRoute,
} from '../../lab/network-under-test.ts';
import {account, echo, packet} from '../host-under-test.ts';

const ip = (text: string): number => parseAddress(text)!;
const [OWN, PEER, GROUP, ALL_HOSTS] = ['10.0.0.1', '10.0.0.2', '239.1.2.3', '224.0.0.1'].map(ip) as [
  number,
  number,
  number,
  number,
];
const PEER_MAC = 0x0200_0000_00aa;
const HELLO = Buffer.from('hello');
const refusal = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;

/** Where datagrams to a port were sent to, in the order in which they came. */
function inbox(outcome: 'taken' | 'full' = 'taken') {
  const heard: IpAddress[] = [];
  const receive: UdpReceiver = (message) => {
    if (message.kind === 'datagram') heard.push(message.to);
    return outcome;
  };
  return {heard, receive};
}

/** A station that hears what the peer sends to an address, port 5000. */
function station() {
  const made = stationUnderTest();
  const hear = (destination: number) => {
    const datagram = {source: PEER, destination, sourcePort: 4000, destinationPort: 5000, payload: HELLO};
    const whole = packet({source: PEER, destination, protocol: 17, payload: emitUdp(datagram)});
    const mac = destination >>> 28 === 0xe ? 0x0100_5e00_0000 + (destination & 0x7f_ffff) : 0xffff_ffff_ffff;
    made.probe.send(ipFrame(mac, PEER_MAC, whole));
  };
  const send = (destination: number, more: Parameters<typeof made.host.sendUdp>[0] | object = {}) =>
    made.host.sendUdp({sourcePort: 1, destination, destinationPort: 5000, data: HELLO, ...more});
  return {...made, hear, send};
}

describe('a datagram to a group', () => {
  test('reaches those who joined it, wherever they are bound, and nobody else', () => {
    const {host, iface, hear} = station();
    const [joined, own, other, deaf] = [inbox(), inbox(), inbox(), inbox()];
    host.udp.bind(ANY, 5000, joined.receive).join(iface, GROUP);
    host.udp.bind(OWN, 5000, own.receive).join(iface, GROUP);
    host.udp.bind(ip('127.0.0.1'), 5000, deaf.receive);
    host.udp.bind(ANY, 5001, other.receive).join(iface, GROUP);
    hear(GROUP);
    expect([joined, own, other, deaf].map(({heard}) => heard)).toEqual([[GROUP], [GROUP], [], []]);
    expect(account(iface.received)).toMatchObject({packets: 1, dropped: 0, reasons: {}});
  });

  test.each(['nobody joined', 'that was left', 'that was joined elsewhere'])(
    '%s is dropped, with the reason',
    (how) => {
      const {host, lab, labHost, iface, hear} = station();
      const {heard, receive} = inbox();
      const endpoint = host.udp.bind(ANY, 5000, receive);
      const eth1 = plugged(lab, 'other', labHost, 'eth1', '10.9.0.1/24').iface;
      if (how === 'that was left') {
        endpoint.join(iface, GROUP);
        endpoint.close();
      }
      if (how === 'that was joined elsewhere') endpoint.join(eth1, GROUP);
      hear(GROUP);
      expect(heard).toEqual([]);
      expect(account(iface.received)).toMatchObject({packets: 0, reasons: {'multicast-not-joined': 1}});
    },
  );

  test('finds no room with one of two, and counts as received; with none, as dropped', () => {
    const {host, iface, hear} = station();
    host.udp.bind(ANY, 5000, inbox('full').receive).join(iface, GROUP);
    hear(GROUP);
    host.udp.bind(OWN, 5000, inbox().receive).join(iface, GROUP);
    hear(GROUP);
    expect(account(iface.received)).toMatchObject({packets: 1, reasons: {'udp-buffer-full': 1}});
  });

  test('to 224.0.0.1 is for this host without joining, to a port that nobody has not complained about', () => {
    const {host, iface, probe, hear} = station();
    hear(ALL_HOSTS);
    expect(account(iface.received)).toMatchObject({reasons: {'port-unreachable': 1}});
    const {heard, receive} = inbox();
    host.udp.bind(ANY, 5000, receive).join(iface, ALL_HOSTS);
    hear(ALL_HOSTS);
    expect(heard).toEqual([ALL_HOSTS]);
    expect(probe.packets()).toEqual([]);
  });

  test('that is an echo request is not answered', () => {
    const {host, iface, probe} = stationUnderTest();
    host.udp.bind(ANY, 5000, inbox().receive).join(iface, GROUP);
    probe.send(ipFrame(0x0100_5e01_0203, PEER_MAC, echo({source: PEER, destination: GROUP})));
    expect(account(iface.received)).toMatchObject({reasons: {'multicast-echo': 1}});
    expect(probe.packets()).toEqual([]);
  });

  test('is not forwarded, joined or not', () => {
    const {host, left, right} = routerUnderTest();
    const source = ip('10.1.0.2');
    const payload = emitUdp({source, destination: GROUP, sourcePort: 1, destinationPort: 5000, payload: HELLO});
    const datagram = packet({source, destination: GROUP, protocol: 17, payload, ttl: 9});
    typedRoute(host, '224.0.0.0/4', {dev: 'eth1'});
    left.probe.send(ipFrame(0x0100_5e01_0203, left.mac, datagram));
    host.udp.bind(ANY, 5000, inbox().receive).join(left.iface, GROUP);
    left.probe.send(ipFrame(0x0100_5e01_0203, left.mac, datagram));
    expect(right.probe.packets()).toEqual([]);
    expect(account(left.iface.received).reasons).toEqual({'multicast-not-joined': 1});
  });
});

describe('joining', () => {
  test('takes groups, each once on an interface, and not too many', () => {
    const {host, iface} = stationUnderTest();
    const endpoint = host.udp.bind(ANY, 5000, inbox().receive);
    for (const address of [OWN, ip('223.255.255.255'), ip('240.0.0.0')]) {
      expect(() => endpoint.join(iface, address)).toThrow(refusal('EINVAL'));
    }
    endpoint.join(iface, GROUP);
    expect(() => endpoint.join(iface, GROUP)).toThrow(refusal('EADDRINUSE'));
    for (let more = 1; more < 20; more++) endpoint.join(iface, GROUP + more);
    expect(() => endpoint.join(iface, GROUP + 20)).toThrow(refusal('ENOBUFS'));
    expect(endpoint.groups).toHaveLength(20);
  });

  test('ends with the interface', () => {
    const {host, iface} = stationUnderTest();
    const endpoint = host.udp.bind(ANY, 5000, inbox().receive);
    endpoint.join(iface, GROUP);
    removeInterface(host, iface);
    expect(endpoint.groups).toEqual([]);
    expect(host.memberships.joined(iface, GROUP)).toBe(false);
  });
});

describe('sending to a group', () => {
  test('takes a route or an interface, and nothing but the group as the next hop', () => {
    const {host, iface, probe, send} = station();
    expect(send(GROUP)).toBe('no-route');
    expect(send(GROUP, {device: iface})).toBeUndefined();
    typedRoute(host, '0.0.0.0/0', {via: '10.0.0.2'});
    expect(send(GROUP)).toBeUndefined();
    const frames = probe.taken().map(parseEthernet);
    expect(frames).toHaveLength(2);
    for (const {destination, payload} of frames) {
      expect(destination).toBe(0x0100_5e01_0203);
      expect(parseIpv4(payload)).toMatchObject({source: OWN, destination: GROUP, ttl: 1});
    }
  });

  test('from an address leaves by its interface', () => {
    const {lab, labHost, probe, send} = station();
    plugged(lab, 'other', labHost, 'eth1', '10.9.0.1/24');
    const elsewhere = probeOn(lab.wires.named('other'), 'probe:eth1');
    expect(send(GROUP, {source: ip('10.9.0.1'), ttl: 7})).toBeUndefined();
    expect(probe.packets()).toEqual([]);
    expect(elsewhere.packets().map(parseIpv4)).toMatchObject([{source: ip('10.9.0.1'), ttl: 7}]);
  });

  test('is heard by members on this host too, once, and counted no drop where there is none', () => {
    const {host, iface, probe, send} = station();
    send(GROUP, {device: iface});
    expect(account(iface.received)).toMatchObject({packets: 0, dropped: 0});
    const {heard, receive} = inbox();
    host.udp.bind(ANY, 5000, receive).join(iface, GROUP);
    send(GROUP, {device: iface});
    expect(heard).toEqual([GROUP]);
    expect(probe.packets()).toHaveLength(2);
  });

  test('in fragments is heard whole here', () => {
    const {host, iface, send} = station();
    const {heard, receive} = inbox();
    host.udp.bind(ANY, 5000, receive).join(iface, GROUP);
    expect(send(GROUP, {device: iface, data: new Uint8Array(4000)})).toBeUndefined();
    expect(heard).toEqual([GROUP]);
  });

  test('over the loopback is heard once', () => {
    const {host, send} = station();
    const loopback = host.interfaces.named('lo0');
    const {heard, receive} = inbox();
    host.udp.bind(ANY, 5000, receive).join(loopback, GROUP);
    send(GROUP, {device: loopback});
    expect(heard).toEqual([GROUP]);
  });
});

describe('a broadcast', () => {
  test.each(['10.0.0.255', '255.255.255.255'])('to %s reaches all on its port to whom that network is one', (to) => {
    const {host, lab, labHost, hear} = station();
    plugged(lab, 'other', labHost, 'eth1', '10.9.0.1/24');
    const boxes = [ANY, OWN, ip('10.9.0.1')].map((address) => {
      const box = inbox();
      host.udp.bind(address, 5000, box.receive);
      return box.heard;
    });
    hear(ip(to));
    expect(boxes).toEqual([[ip(to)], [ip(to)], []]);
  });

  test.each(['10.0.0.255', '255.255.255.255'])('of its own to %s, a host hears too', (to) => {
    const {host, iface, probe, send} = station();
    const {heard, receive} = inbox();
    host.udp.bind(ANY, 5000, receive);
    expect(send(ip(to))).toBeUndefined();
    expect(heard).toEqual([ip(to)]);
    expect(probe.packets()).toHaveLength(1);
    expect(account(iface.received)).toMatchObject({packets: 1, dropped: 0});
  });

  test('to everybody from an address leaves by its interface', () => {
    const {lab, labHost, probe, send} = station();
    plugged(lab, 'other', labHost, 'eth1', '10.9.0.1/24');
    const elsewhere = probeOn(lab.wires.named('other'), 'probe:eth1');
    expect(send(ip('255.255.255.255'), {source: ip('10.9.0.1')})).toBeUndefined();
    expect([probe.packets().length, elsewhere.packets().length]).toEqual([0, 1]);
  });
});
