/** As network-under-test.ts has it of IPv4: a host, a router and three hosts that speak IPv6 on wires. */
import {ICMP_FIELD} from '../../src/packet/icmpv4.ts';
import {ICMPV6_TYPE, finishIcmpv6, icmpv6Fault} from '../../src/packet/icmpv6.ts';
import {ETHERTYPE_IPV6, type MacAddress, emitEthernet} from '../../src/packet/ethernet.ts';
import {
  type Ipv6Address,
  LINK_LOCAL_PREFIX,
  interfaceIdentifier,
  isMulticast6,
  multicastMac,
  parsePrefix6,
} from '../../src/packet/ipv6-address.ts';
import {emitIpv6Packet, ipv6Fault, readDestination6, readHopLimit, readSource6} from '../../src/packet/ipv6.ts';
import {type NeighbourMessage, parseNeighbourMessage} from '../../src/packet/neighbour-discovery.ts';
import {readUint32} from '../../src/packet/octets.ts';
import {Lab} from '../../src/lab/lab.ts';
import type {LabHost} from '../../src/lab/lab-host.ts';
import {addRoute, configureInterface} from '../../src/stack/configure.ts';
import type {Host} from '../../src/stack/host.ts';
import type {Interface} from '../../src/stack/interface.ts';
import type {Ipv6Change} from '../../src/stack/ipv6/address-change.ts';
import {EthernetLink} from '../../src/stack/link-layer/ethernet-link.ts';
import type {RouteSpec} from '../../src/stack/routing/route.ts';
import type {HostSettings} from '../../src/stack/settings.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {ip6} from '../packet/golden.ts';
import {probeOn} from './network-under-test.ts';

/** Of duplicate address detection, in ms. */
export const CHECK = 1000;

export const STATION6 = {
  own: ip6('2001:db8::1'),
  peer: ip6('2001:db8::2'),
  peerLink: ip6('fe80::2'),
  peerMac: 0x0200_0000_00aa,
} as const;

/** What becomes of the address of its link on an interface. */
export function linkLocalOf({hardwareAddress}: Interface): Ipv6Address {
  return LINK_LOCAL_PREFIX | interfaceIdentifier(hardwareAddress);
}

export function ethernetOf({link, name}: Interface): EthernetLink {
  if (!(link instanceof EthernetLink)) throw new Error(`${name} is no Ethernet`);
  return link;
}

/** The frame of a packet, to the station of `mac` or the group that the packet is for. */
export function frame6(packet: Uint8Array, mac: MacAddress, source: MacAddress = STATION6.peerMac): Uint8Array {
  const to = readDestination6(packet);
  const destination = isMulticast6(to) ? multicastMac(to) : mac;
  return emitEthernet({destination, source, etherType: ETHERTYPE_IPV6, payload: packet});
}

/** The message of neighbour discovery in a packet; every packet in these tests that is one is free of faults. */
export function neighbourMessageOf(packet: Uint8Array): NeighbourMessage | undefined {
  if (ipv6Fault(packet) ?? icmpv6Fault(packet, 40, packet.length)) return undefined;
  return parseNeighbourMessage(packet, 40);
}

/** An ICMPv6 message in a packet without extension headers, the second word of its header as a number. */
export function icmpOf(packet: Uint8Array) {
  if (packet[6] !== 58 || icmpv6Fault(packet, 40, packet.length)) return undefined;
  return {
    source: readSource6(packet),
    destination: readDestination6(packet),
    hopLimit: readHopLimit(packet),
    type: packet[40]!,
    code: packet[41]!,
    rest: readUint32(packet, 44),
    quoted: packet.subarray(40 + ICMP_FIELD.data),
  };
}

/** A packet with any ICMPv6 message: type, code and the rest, the checksum made. */
export function icmpPacket(
  {source, destination, hopLimit = 64}: {source: Ipv6Address; destination: Ipv6Address; hopLimit?: number},
  type: number,
  code: number,
  rest: Uint8Array,
): Uint8Array {
  const payload = Uint8Array.from([type, code, 0, 0, ...rest]);
  const packet = emitIpv6Packet({
    ...{trafficClass: 0, flowLabel: 0, nextHeader: 58},
    ...{source, destination, hopLimit, payload},
  });
  finishIcmpv6(packet, 40);
  return packet;
}

export const ECHO_DATA6 = Uint8Array.from({length: 20}, (_, index) => index * 5);

/** From the peer to the host unless said otherwise; identifier 5, sequence 6. */
export function echo6(
  fields: {source?: Ipv6Address; destination?: Ipv6Address; hopLimit?: number} = {},
  message: {type?: number; data?: Uint8Array; identifier?: number} = {},
): Uint8Array {
  const {type = ICMPV6_TYPE.echoRequest, data = ECHO_DATA6, identifier = 5} = message;
  const ends = {source: STATION6.peer, destination: STATION6.own, ...fields};
  return icmpPacket(ends, type, 0, Uint8Array.from([identifier >> 8, identifier & 255, 0, 6, ...data]));
}

interface StationOptions {
  readonly settings?: Partial<HostSettings>;
  /** Let the addresses be checked to the end. */
  readonly settle?: boolean;
  /** The peer's addresses are known to the host. */
  readonly acquainted?: boolean;
}

/** The host `local` with eth0, 2001:db8::1/64 unless told otherwise, on a wire with one probe. */
export function stationUnderTest6(
  ipv6: Ipv6Change = {set: [{local: STATION6.own}]},
  {settings = {}, settle = true, acquainted = false}: StationOptions = {},
) {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed: 1});
  const labHost = lab.host('local');
  const {host} = labHost;
  Object.assign(host.settings, settings);
  lab.wires.connect('lan', [{host: labHost, name: 'eth0'}]);
  const wire = lab.wires.named('lan');
  const probe = probeOn(wire, 'probe:eth0');
  const iface = host.interfaces.named('eth0');
  configureInterface(host, iface, {up: true, ipv6});
  if (settle) clock.advance(CHECK);
  const link = ethernetOf(iface);
  if (acquainted) {
    for (const address of [STATION6.peer, STATION6.peerLink]) {
      link.discovery.neighbours.setPermanent(address, STATION6.peerMac, false);
    }
  }
  const announced = probe.packets6();
  const send = (packet: Uint8Array) => probe.send(frame6(packet, iface.hardwareAddress));
  const heard = () => probe.packets6().map(({packet}) => packet);
  return {
    ...{clock, lab, labHost, host, wire, probe, iface, link, announced, send, heard},
    /** The address of the link. */
    near: linkLocalOf(iface),
    /** Messages of neighbour discovery heard since the last look, and where their frames were sent. */
    messages: () =>
      probe.packets6().flatMap(({to, packet}) => {
        const message = neighbourMessageOf(packet);
        return message ? [{to, ...message}] : [];
      }),
    /** Other ICMPv6 messages heard since the last look. */
    icmp: () => heard().flatMap((packet) => (neighbourMessageOf(packet) ? [] : (icmpOf(packet) ?? []))),
    states: () => iface.ipv6.addresses.map(({local, state}) => ({local, state})),
  };
}

export type Station6 = ReturnType<typeof stationUnderTest6>;

/** A route as it is typed. */
export function typedRoute6(
  host: Host,
  prefix: string,
  {via, dev, type = 'unicast'}: {via?: string; dev?: string; type?: RouteSpec['type']},
): void {
  const {address, length} = parsePrefix6(prefix)!;
  const gateway = via === undefined ? undefined : ip6(via);
  const over = gateway === undefined ? undefined : host.ipv6.routes.lookup(gateway)?.interface;
  addRoute(host, {
    destination: address,
    prefixLength: length,
    type,
    interface: dev === undefined ? over : host.interfaces.named(dev),
    ...(gateway !== undefined && {gateway}),
    metric: 0,
    protocol: 'static',
    host: length === 128,
  });
}

/** A host that forwards between two wires with a probe on each, which it knows: 2001:db8:1::2 left, 2001:db8:2::2 right. */
export function routerUnderTest6({rightMtu = 1500} = {}) {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed: 1});
  const labHost = lab.host('local');
  const {host} = labHost;
  const sides = [
    {wire: 'left', name: 'eth0', prefix: '2001:db8:1::', mtu: 1500},
    {wire: 'right', name: 'eth1', prefix: '2001:db8:2::', mtu: rightMtu},
  ].map(({wire: wireName, name, prefix, mtu}) => {
    lab.wires.connect(wireName, [{host: labHost, name}]);
    const iface = host.interfaces.named(name);
    configureInterface(host, iface, {up: true, mtu, ipv6: {set: [{local: ip6(`${prefix}1`)}]}});
    const probe = probeOn(lab.wires.named(wireName), `probe:${name}`);
    const mac = 0x0200_0000_0000 + iface.index;
    const link = ethernetOf(iface);
    for (const address of [ip6(`${prefix}2`), ip6('fe80::2')])
      link.discovery.neighbours.setPermanent(address, mac, false);
    /** Lets the station send a packet to the router. */
    const send = (packet: Uint8Array) => probe.send(frame6(packet, iface.hardwareAddress, mac));
    return {iface, link, probe, mac, send, near: linkLocalOf(iface)};
  });
  host.settings.ipv6Forwarding = true;
  clock.advance(CHECK);
  for (const {probe} of sides) probe.taken();
  return {clock, lab, labHost, host, left: sides[0]!, right: sides[1]!};
}

/** client 2001:db8:1::2 – left – ::1 router 2001:db8:2::1 – right – ::2 server, with default routes to the router. */
export function networkUnderTest6({mtu = 1500} = {}) {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed: 1});
  const [client, router, server] = ['client', 'router', 'server'].map((name) => lab.addHost(name)) as [
    LabHost,
    LabHost,
    LabHost,
  ];
  lab.wires.connect(
    'left',
    [client, router].map((host) => ({host, name: 'eth0'})),
  );
  lab.wires.connect('right', [
    {host: router, name: 'eth1'},
    {host: server, name: 'eth0'},
  ]);
  for (const [{host}, name, local, width] of [
    [client, 'eth0', '2001:db8:1::2', 1500],
    [router, 'eth0', '2001:db8:1::1', 1500],
    [router, 'eth1', '2001:db8:2::1', mtu],
    [server, 'eth0', '2001:db8:2::2', mtu],
  ] as const) {
    configureInterface(host, host.interfaces.named(name), {
      ...{up: true, mtu: width},
      ipv6: {set: [{local: ip6(local)}]},
    });
  }
  router.host.settings.ipv6Forwarding = true;
  typedRoute6(client.host, '::/0', {via: '2001:db8:1::1'});
  typedRoute6(server.host, '::/0', {via: '2001:db8:2::1'});
  clock.advance(CHECK);
  return {clock, lab, client, router, server};
}
