/** Frames for 10.0.0.1 from 10.0.0.2, one of each kind that a host treats in its own way. More may be added at the end. */
import {type ArpPacket, emitArp} from '../../src/packet/arp.ts';
import {ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, MAC_BROADCAST, emitEthernet} from '../../src/packet/ethernet.ts';
import type {Ipv4Packet} from '../../src/packet/ipv4.ts';
import {DONT_FRAGMENT, MORE_FRAGMENTS} from '../../src/packet/ipv4.ts';
import {emitIpv6Packet} from '../../src/packet/ipv6.ts';
import {solicitedNode} from '../../src/packet/ipv6-address.ts';
import {
  emitNeighbourAdvertisement,
  emitNeighbourSolicitation,
  emitRedirect,
  emitRouterAdvertisement,
  emitRouterSolicitation,
} from '../../src/packet/neighbour-discovery.ts';
import {emitUdp, writeUdp} from '../../src/packet/udp.ts';
import {hex, ip6} from '../packet/golden.ts';
import {STATION6, echo6, frame6, icmpPacket} from '../lab/network6-under-test.ts';
import {STATION} from '../lab/network-under-test.ts';
import {ECHO_DATA, echo, ip, packet} from './host-under-test.ts';

/** What the frames find: a UDP port that is bound, and an identifier that echo replies are waited for with. */
export const OPEN = {port: 7, identifier: 5};

export interface GoldenFrame {
  readonly name: string;
  readonly frame: Uint8Array;
  /** Whether IPv6 runs where it arrives. */
  readonly ipv6: boolean;
}

const {own, peer, peerMac} = STATION;
const ALL_HOSTS = ip('224.0.0.1');
const BROADCAST = ip('10.0.0.255');
const BETWEEN = {source: peer, destination: own};
/** @param mac the station of the host. @param linkLocal its IPv6 address of the link */
export function goldenFrames(mac: number, linkLocal: bigint): readonly GoldenFrame[] {
  const frame = (etherType: number, payload: Uint8Array, destination = mac) =>
    emitEthernet({destination, source: peerMac, etherType, payload});
  const ip4 = (payload: Uint8Array, destination = mac) => frame(ETHERTYPE_IPV4, payload, destination);
  const arp = (fields: Partial<ArpPacket>, destination = MAC_BROADCAST) => {
    const base = {senderMac: peerMac, senderAddress: peer, targetMac: 0, targetAddress: own};
    return frame(ETHERTYPE_ARP, emitArp({operation: 'request', ...base, ...fields}), destination);
  };
  const ask = (fields: Partial<Ipv4Packet> = {}, octets = 20) =>
    echo({...BETWEEN, ...fields}, {data: ECHO_DATA.slice(0, octets)});
  const sent = echo({source: own, destination: peer}, {data: ECHO_DATA.slice(0, 8)});
  const raw = (protocol: number, payload: string, fields: Partial<Ipv4Packet> = {}) =>
    packet({...BETWEEN, protocol, payload: hex(payload), ...fields});
  const icmp = (head: string, quoted = sent) => {
    const payload = new Uint8Array([...hex(head), ...quoted]);
    payload.set(checksumOf(payload), 2);
    return packet({...BETWEEN, payload});
  };
  const list: readonly (readonly [string, Uint8Array])[] = [
    ['ARP request', arp({})],
    ['ARP request for another', arp({targetAddress: ip('10.0.0.3')})],
    ['ARP request, padded', new Uint8Array([...arp({}), ...new Uint8Array(18)])],
    ['ARP probe', arp({senderAddress: 0})],
    ['ARP announcement', arp({targetAddress: peer})],
    ['ARP announcement of the own address', arp({senderAddress: own})],
    ['ARP reply', arp({operation: 'reply', targetMac: mac}, mac)],
    ['echo request', ip4(ask())],
    ['echo request without data', ip4(ask({}, 0))],
    ['echo request with one octet', ip4(ask({}, 1))],
    ['echo request, padded', ip4(new Uint8Array([...ask({}, 1), ...new Uint8Array(17)]))],
    ['echo request with options', ip4(ask({options: hex('01010100')}))],
    ['echo request with a record of its route', ip4(ask({options: hex('07070400000000' + '00')}))],
    ['echo request with a source route', ip4(ask({options: hex('830704' + '0a000001' + '00')}))],
    ['echo request with a TTL of 1', ip4(ask({ttl: 1}))],
    ['echo request not to be cut', ip4(ask({flagsAndOffset: DONT_FRAGMENT}))],
    ['echo request to everybody', ip4(ask({destination: BROADCAST}), MAC_BROADCAST)],
    ['echo request to a group', ip4(ask({destination: ALL_HOSTS}), 0x0100_5e00_0001)],
    ['echo request to another', ip4(ask({destination: ip('10.0.0.3')}))],
    ['echo request in a frame to everybody', ip4(ask(), MAC_BROADCAST)],
    ['echo request from the loopback network', ip4(ask({source: ip('127.0.0.1')}))],
    ['first fragment', ip4(ask({flagsAndOffset: MORE_FRAGMENTS}, 16))],
    ['last fragment', ip4(raw(1, '00010203040506070809', {flagsAndOffset: 2}))],
    ['echo reply', ip4(echo(BETWEEN, {type: 'echo-reply'}))],
    ['echo reply to nobody', ip4(echo(BETWEEN, {type: 'echo-reply', identifier: 6}))],
    ['host unreachable', ip4(icmp('0301000000000000'))],
    ['port unreachable', ip4(icmp('0303000000000000'))],
    ['fragmentation needed', ip4(icmp('0304000000000240'))],
    ['time exceeded', ip4(icmp('0b00000000000000'))],
    ['parameter problem', ip4(icmp('0c00000008000000'))],
    ['redirect', ip4(icmp('050100000a000003'))],
    ['timestamp request', ip4(icmp('0d00000000010001', new Uint8Array(12)))],
    ['datagram', ip4(datagram())],
    ['datagram without data', ip4(datagram({octets: 0}))],
    ['datagram without a checksum', ip4(datagram({checksum: false}))],
    ['datagram to a closed port', ip4(datagram({port: 8}))],
    ['datagram to everybody', ip4(datagram({destination: BROADCAST}), MAC_BROADCAST)],
    ['TCP segment', ip4(raw(6, '0400005000000001000000005002100000000000'))],
    ['IPv6', frame(ETHERTYPE_IPV6, hex(`6000000000003b40${'00'.repeat(15)}01${'00'.repeat(15)}01`))],
    ['unknown type of frame', frame(0x88cc, hex('02070402000000aa'))],
  ];
  return [
    ...list.map(([name, bytes]) => ({name, frame: bytes, ipv6: false})),
    ...goldenPackets6(linkLocal).map(([name, bytes]) => ({name, frame: frame6(bytes, mac), ipv6: true})),
  ];
}

/** Of IPv6, where it runs: for 2001:db8::1 from 2001:db8::2. @param near the host's address of the link */
function goldenPackets6(near: bigint): readonly (readonly [string, Uint8Array])[] {
  const {own: own6, peer: peer6, peerLink} = STATION6;
  const ends = {source: peer6, destination: own6};
  const all = ip6('ff02::1');
  const raw = (nextHeader: number, payload: Uint8Array, fields = {}) =>
    emitIpv6Packet({trafficClass: 0, flowLabel: 0, hopLimit: 64, ...ends, nextHeader, payload, ...fields});
  const ask = (octets = 20, fields = {}) => echo6(fields, {data: ECHO_DATA.slice(0, octets)});
  const behind = (nextHeader: number, headers: string) =>
    raw(nextHeader, Uint8Array.from([...hex(headers), ...ask(4).subarray(40)]));
  const sent = echo6({source: own6, destination: peer6}, {data: ECHO_DATA.slice(0, 8)});
  const error = (type: number, code: number, rest = '00000000') =>
    icmpPacket(ends, type, code, Uint8Array.from([...hex(rest), ...sent]));
  const datagram6 = (destinationPort: number, destination = own6) => {
    const payload = ECHO_DATA.slice(0, 5);
    return raw(17, emitUdp({source: peer6, destination, sourcePort: 1024, destinationPort, payload}), {destination});
  };
  const flags = {router: false, solicited: true, override: true};
  const solicited = {source: peer6, destination: solicitedNode(own6), target: own6, sourceMac: peerMac};
  return [
    ['IPv6 echo request', ask()],
    ['IPv6 echo request without data', ask(0)],
    ['IPv6 echo request, padded', Uint8Array.from([...ask(1), ...new Uint8Array(7)])],
    ['IPv6 echo request to all nodes', ask(4, {destination: all})],
    ['IPv6 echo request to another', ask(4, {destination: ip6('2001:db8::3')})],
    ['IPv6 echo request from nobody', ask(4, {source: 0n})],
    ['IPv6 echo request behind options for every hop', behind(0, '3a00050200000100')],
    ['IPv6 echo request behind an option to be complained about', behind(60, '3a009e0000000000')],
    ['IPv6 echo request behind a routing header', behind(43, '3a00000100000000')],
    ['IPv6 echo request in one fragment', behind(44, '3a00000000000007')],
    ['first IPv6 fragment', raw(44, Uint8Array.from([...hex('3a00000100000007'), ...ask(8).subarray(40)]))],
    ['last IPv6 fragment', raw(44, hex('3a00001000000007' + '00010203040506070809'))],
    ['IPv6 echo reply', echo6({}, {type: 129})],
    ['IPv6 echo reply to nobody', echo6({}, {type: 129, identifier: 6})],
    ['IPv6 port unreachable', error(1, 4)],
    ['IPv6 packet too big', error(2, 0, '00000500')],
    ['IPv6 time exceeded', error(3, 0)],
    ['IPv6 parameter problem', error(4, 1, '00000006')],
    ['IPv6 datagram', datagram6(OPEN.port)],
    ['IPv6 datagram to a closed port', datagram6(8)],
    ['IPv6 datagram to a group', datagram6(OPEN.port, all)],
    ['unknown next header', raw(200, hex('00010203'))],
    ['no next header', raw(59, new Uint8Array())],
    ['neighbour solicitation', emitNeighbourSolicitation(solicited)],
    ['neighbour solicitation of a check', emitNeighbourSolicitation({...solicited, source: 0n, sourceMac: undefined})],
    ['neighbour advertisement', emitNeighbourAdvertisement({...ends, ...flags, target: peer6, targetMac: peerMac})],
    [
      'neighbour advertisement of the own address',
      emitNeighbourAdvertisement({...ends, ...flags, target: own6, targetMac: peerMac}),
    ],
    ['router solicitation', emitRouterSolicitation({source: peerLink, sourceMac: peerMac})],
    [
      'router advertisement',
      emitRouterAdvertisement({
        ...{source: peerLink, destination: all, hopLimit: 64, managed: false, other: false, lifetime: 1800},
        ...{reachableTime: 0, retransTimer: 0, sourceMac: peerMac, mtu: 1400, prefixes: []},
      }),
    ],
    [
      'IPv6 redirect',
      emitRedirect({
        ...{source: peerLink, destination: near, target: ip6('fe80::3'), about: ip6('2001:db8:9::1')},
        ...{targetMac: undefined, quoted: new Uint8Array()},
      }),
    ],
  ];
}

function datagram({port = OPEN.port, octets = 5, checksum = true, destination = own} = {}): Uint8Array {
  const payload = new Uint8Array(8 + octets);
  const fields = {source: peer, destination, sourcePort: 1024, destinationPort: port};
  writeUdp(payload, 0, {...fields, payload: ECHO_DATA.slice(0, octets)});
  if (!checksum) payload.fill(0, 6, 8);
  return packet({...BETWEEN, destination, protocol: 17, payload});
}

function checksumOf(octets: Uint8Array): readonly [number, number] {
  let sum = 0;
  for (const [at, octet] of octets.entries()) sum += at % 2 === 0 ? octet << 8 : octet;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return [(~sum >>> 8) & 255, ~sum & 255];
}
