/** Hosts on wires, stations that speak raw frames, and pings that run to their end. */
import {Nic} from '../../src/link/nic.ts';
import type {Wire} from '../../src/link/wire.ts';
import {Lab} from '../../src/lab/lab.ts';
import type {LabHost} from '../../src/lab/lab-host.ts';
import {Ping} from '../../src/lab/ping.ts';
import type {PingOptions, PingReport} from '../../src/lab/ping-options.ts';
import {type Ipv4Address, parseAddress, parsePrefix} from '../../src/packet/address.ts';
import {formatIp} from '../../src/packet/ip-address.ts';
import {parseIpv6} from '../../src/packet/ipv6-address.ts';
import {type ArpPacket, emitArp, parseArp} from '../../src/packet/arp.ts';
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  MAC_BROADCAST,
  type MacAddress,
  emitEthernet,
  parseEthernet,
} from '../../src/packet/ethernet.ts';
import {type InterfaceChange, addRoute, configureInterface} from '../../src/stack/configure.ts';
import {EthernetLink} from '../../src/stack/link-layer/ethernet-link.ts';
import type {Host} from '../../src/stack/host.ts';
import type {RouteSpec} from '../../src/stack/routing/route.ts';
import type {Clock} from '../../src/time/clock.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

const ip = (text: string): number => parseAddress(text)!;

/** A station that is nobody's host: it hears every frame of its wire and sends what it is told. */
export function probeOn(wire: Wire, label: string) {
  const heard: Uint8Array[] = [];
  const nic = new Nic('eth0', label);
  nic.attach({receive: (frame) => heard.push(frame.slice()), lost: () => undefined});
  nic.setUp(true);
  nic.plug(wire);
  const taken = () => heard.splice(0);
  return {
    nic,
    send: (frame: Uint8Array) => nic.transmit(frame.slice()),
    /** Frames heard since the last look. */
    taken,
    /** The IP packets among them. */
    packets: () =>
      taken()
        .map(parseEthernet)
        .filter(({etherType}) => etherType === ETHERTYPE_IPV4)
        .map(({payload}) => payload),
    arps: () => taken().flatMap(arpOf),
    /** The IPv6 packets among them, and where their frames were sent. */
    packets6: () =>
      taken()
        .map(parseEthernet)
        .filter(({etherType}) => etherType === ETHERTYPE_IPV6)
        .map(({destination, payload}) => ({to: destination, packet: payload})),
  };
}

/** An ARP packet and the header of its frame. */
export function arpOf(frame: Uint8Array) {
  const {destination, source, etherType, payload} = parseEthernet(frame);
  return etherType === ETHERTYPE_ARP ? [{to: destination, from: source, ...parseArp(payload)!}] : [];
}

export function arpFrame(packet: ArpPacket, header: {to?: MacAddress; from?: MacAddress} = {}): Uint8Array {
  const {to = MAC_BROADCAST, from = packet.senderMac} = header;
  return emitEthernet({destination: to, source: from, etherType: ETHERTYPE_ARP, payload: emitArp(packet)});
}

export function ipFrame(destination: MacAddress, source: MacAddress, payload: Uint8Array): Uint8Array {
  return emitEthernet({destination, source, etherType: ETHERTYPE_IPV4, payload});
}

/** A NIC of a host, plugged into a wire, with an address `10.0.0.1/24`. */
export function plugged(
  lab: Lab,
  wire: string,
  host: LabHost,
  name: string,
  prefix: string,
  change: InterfaceChange = {},
) {
  lab.wires.connect(wire, [{host, name}]);
  const iface = host.host.interfaces.named(name);
  const [local = '', length = ''] = prefix.split('/');
  configureInterface(host.host, iface, {set: {local: ip(local), prefixLength: Number(length)}, up: true, ...change});
  const {link} = iface;
  if (!(link instanceof EthernetLink)) throw new Error(`${name} is no Ethernet`);
  return {iface, link};
}

export const STATION: {readonly own: Ipv4Address; readonly peer: Ipv4Address; readonly peerMac: MacAddress} = {
  own: ip('10.0.0.1'),
  peer: ip('10.0.0.2'),
  peerMac: 0x0200_0000_00aa,
};

/** The host `local` with eth0, 10.0.0.1/24, on a wire with one probe; `announced` is what it said when it came up. */
export function stationUnderTest(change: InterfaceChange = {}) {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed: 1});
  const labHost = lab.host('local');
  lab.wires.connect('lan', [{host: labHost, name: 'eth0'}]);
  const wire = lab.wires.named('lan');
  const probe = probeOn(wire, 'probe:eth0');
  const {iface, link} = plugged(lab, 'lan', labHost, 'eth0', '10.0.0.1/24', change);
  const announced = probe.taken();
  return {clock, lab, labHost, host: labHost.host, wire, probe, iface, link, announced};
}

/** A host that forwards between two wires with a probe on each, which it knows: 10.1.0.2 left, 10.2.0.2 right. */
export function routerUnderTest() {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed: 1});
  const labHost = lab.host('local');
  const sides = [
    {wire: 'left', name: 'eth0', prefix: '10.1.0.1/24'},
    {wire: 'right', name: 'eth1', prefix: '10.2.0.1/24'},
  ].map(({wire: wireName, name, prefix}) => {
    const {iface, link} = plugged(lab, wireName, labHost, name, prefix);
    const wire = lab.wires.named(wireName);
    const probe = probeOn(wire, `probe:${name}`);
    const mac = 0x0200_0000_0000 + iface.index;
    link.arp.neighbours.setPermanent(ip(prefix.replace('1/24', '2')), mac, false);
    /** Lets the station send a packet to the router. */
    const send = (packet: Uint8Array) => probe.send(ipFrame(iface.hardwareAddress, mac, packet));
    return {iface, link, wire, probe, mac, send};
  });
  labHost.host.settings.forwarding = true;
  return {clock, lab, labHost, host: labHost.host, left: sides[0]!, right: sides[1]!};
}

/** A route as it is typed: `10.9.0.0/24`, by a gateway or an interface, or of another type. */
export function typedRoute(
  host: Host,
  prefix: string,
  {via, dev, type = 'unicast'}: {via?: string; dev?: string; type?: RouteSpec['type']},
) {
  const {address, length} = parsePrefix(prefix)!;
  const gateway = via === undefined ? undefined : ip(via);
  const over = gateway === undefined ? undefined : host.ipv4.routes.lookup(gateway)?.interface;
  addRoute(host, {
    destination: address,
    prefixLength: length,
    type,
    interface: dev === undefined ? over : host.interfaces.named(dev),
    ...(gateway !== undefined && {gateway}),
    metric: 0,
    protocol: 'static',
    host: length === 32,
  });
}

/**
 * client 10.1.0.2 – left – 10.1.0.1 router 10.2.0.1 – right – 10.2.0.2 server, with default routes to the router, which
 * forwards.
 */
export function networkUnderTest({seed = 1} = {}) {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed});
  const client = lab.addHost('client');
  const router = lab.addHost('router');
  const server = lab.addHost('server');
  // All hear the first thing that any of them says.
  lab.wires.connect(
    'left',
    [client, router].map((host) => ({host, name: 'eth0'})),
  );
  lab.wires.connect('right', [
    {host: router, name: 'eth1'},
    {host: server, name: 'eth0'},
  ]);
  for (const {host, nics} of [client, router, server]) {
    for (const name of nics.keys()) configureInterface(host, host.interfaces.named(name), {up: true});
  }
  const interfaces = [
    plugged(lab, 'left', client, 'eth0', '10.1.0.2/24').iface,
    plugged(lab, 'left', router, 'eth0', '10.1.0.1/24').iface,
    plugged(lab, 'right', router, 'eth1', '10.2.0.1/24').iface,
    plugged(lab, 'right', server, 'eth0', '10.2.0.2/24').iface,
  ] as const;
  router.host.settings.forwarding = true;
  typedRoute(client.host, '0.0.0.0/0', {via: '10.1.0.1'});
  typedRoute(server.host, '0.0.0.0/0', {via: '10.2.0.1'});
  const wires = {left: lab.wires.named('left'), right: lab.wires.named('right')};
  return {clock, lab, client, router, server, interfaces, wires};
}

/** Let a host ping until the ping ends, once unless told otherwise; a line for each thing that it reports. */
export function ping(
  clock: VirtualClock,
  {host}: LabHost,
  to: string,
  options: Omit<Partial<PingOptions>, 'destination'> = {},
): string[] {
  const lines: string[] = [];
  startPing(clock, host, to, options, lines);
  while (lines.at(-1) !== 'end') {
    const wait = clock.untilNext();
    if (wait === undefined) throw new Error(`ping never ends: ${lines.join(', ')}`);
    clock.advance(wait);
  }
  return lines.slice(0, -1);
}

/** As `ping`, while the test moves the clock. */
export function startPing(
  clock: Clock,
  host: Host,
  to: string,
  options: Omit<Partial<PingOptions>, 'destination'> = {},
  lines: string[] = [],
): string[] {
  new Ping(host, clock, {count: 1, ...options, destination: parseIpv6(to) ?? ip(to)}, (report) =>
    lines.push(...reportLine(report)),
  );
  return lines;
}

function reportLine(report: PingReport): string[] {
  switch (report.event) {
    case 'sent':
      return [];
    case 'reply': {
      const {message, rtt, duplicate, wrong} = report;
      const notes = `${duplicate ? ' duplicate' : ''}${wrong ? ` wrong at ${wrong.offset}` : ''}`;
      return [
        `${message.octets} octets from ${formatIp(message.from)}: seq ${message.sequence} ttl ${message.ttl} time ${rtt ?? '?'}${notes}`,
      ];
    }
    case 'icmp-error': {
      const {from, type, code, mtu} = report.message;
      return [`from ${formatIp(from)}: ${type}/${code}${mtu === undefined ? '' : ` mtu ${mtu}`}`];
    }
    case 'send-failed':
      return [report.error.code];
    case 'icmp':
      return [];
    case 'end':
      return ['end'];
  }
}
