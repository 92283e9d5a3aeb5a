/** A server of DHCP on a wire, as a test wants it: it says what it is told to say, and keeps what it was asked. */
import {Nic} from '../../../src/link/nic.ts';
import type {Wire} from '../../../src/link/wire.ts';
import {Lab} from '../../../src/lab/lab.ts';
import {LIMITED_BROADCAST} from '../../../src/packet/address.ts';
import {DHCP_SERVER_PORT, type DhcpMessage, type DhcpOptions, emitDhcp, parseDhcp} from '../../../src/packet/dhcp.ts';
import {ETHERTYPE_IPV4, MAC_BROADCAST, emitEthernet, parseEthernet} from '../../../src/packet/ethernet.ts';
import {IP_PROTOCOL, parseIpv4, readSource, readDestination, writeIpv4Header} from '../../../src/packet/ipv4.ts';
import {parseUdp, writeUdp} from '../../../src/packet/udp.ts';
import {EthernetLink} from '../../../src/stack/link-layer/ethernet-link.ts';
import {VirtualClock} from '../../../src/time/virtual-clock.ts';
import {ip} from '../host-under-test.ts';

export const SERVER = ip('10.0.0.1');
export const OFFERED = ip('10.0.0.15');

/** What the server says to a message of a client; nothing where it says nothing. */
export type Policy = (asked: DhcpMessage) => (Partial<DhcpMessage> & {options: DhcpOptions}) | undefined;

/** A day, a router and a resolver, to whoever asks. */
export const GENEROUS: Policy = ({options: {type}}) => {
  if (type !== 'discover' && type !== 'request') return undefined;
  return {yours: OFFERED, options: {type: type === 'discover' ? 'offer' : 'ack', ...TERMS}};
};

export const TERMS: Omit<DhcpOptions, 'type'> = {
  server: SERVER,
  lease: 86_400,
  mask: ip('255.255.255.0'),
  routers: [ip('10.0.0.2')],
  nameservers: [ip('10.0.0.3')],
  mtu: 1280,
};

const MAC = 0x0200_0000_00fe;

export function dhcpServerOn(wire: Wire, policy: Policy = GENEROUS) {
  const asked: (DhcpMessage & {from: number; to: number; at: number})[] = [];
  const nic = new Nic('eth0', 'server:eth0');
  const server = {
    policy,
    nic,
    /** Since the last look. */
    asked: () => asked.splice(0),
    say: (message: DhcpMessage, to = LIMITED_BROADCAST): void => {
      nic.transmit(frameOf(message, to));
    },
    now: () => 0,
  };
  nic.attach({
    receive(frame) {
      const {etherType, payload} = parseEthernet(frame);
      if (etherType !== ETHERTYPE_IPV4) return;
      const packet = parseIpv4(payload);
      if (packet.protocol !== IP_PROTOCOL.udp) return;
      const datagram = parseUdp(payload);
      if (datagram.destinationPort !== DHCP_SERVER_PORT) return;
      const message = parseDhcp(datagram.payload);
      asked.push({...message, from: readSource(payload), to: readDestination(payload), at: server.now()});
      const answer = server.policy(message);
      if (answer) server.say({...message, operation: 'reply', ...answer});
    },
    lost: () => undefined,
  });
  nic.setUp(true);
  nic.plug(wire);
  return server;
}

function frameOf(message: DhcpMessage, destination: number): Uint8Array {
  const data = emitDhcp(message);
  const packet = new Uint8Array(28 + data.length);
  const addresses = {source: SERVER, destination};
  writeIpv4Header(packet, {
    totalLength: packet.length,
    identification: 1,
    flagsAndOffset: 0,
    tos: 0,
    ttl: 64,
    protocol: IP_PROTOCOL.udp,
    ...addresses,
  });
  writeUdp(packet, 20, {...addresses, sourcePort: 67, destinationPort: 68, payload: data});
  const station = destination === LIMITED_BROADCAST ? MAC_BROADCAST : message.hardwareAddress;
  return emitEthernet({destination: station, source: MAC, etherType: ETHERTYPE_IPV4, payload: packet});
}

/** The host `local` with eth0, which has nothing yet, on a wire with a server. */
export function dhcpUnderTest(
  policy: Policy = GENEROUS,
  clock = new VirtualClock(1_000_000),
  lab = new Lab({clock, seed: 1}),
) {
  const labHost = lab.host('local');
  lab.wires.connect('lan', [{host: labHost, name: 'eth0'}]);
  const server = dhcpServerOn(lab.wires.named('lan'), policy);
  server.now = () => (clock.now() - 1_000_000) / 1000;
  const iface = labHost.host.interfaces.named('eth0');
  // So that no ARP is in the way of what is for the server alone.
  if (iface.link instanceof EthernetLink) iface.link.arp.neighbours.setPermanent(SERVER, MAC, false);
  return {clock, lab, labHost, host: labHost.host, iface, server};
}
