/** A packet in one line, in the words of tcpdump. What is malformed says so: nothing here throws. */
import {formatAddress} from './address.ts';
import {describeIcmp} from './describe-icmp.ts';
import {describeTcp} from './describe-tcp.ts';
import {ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6} from './ethernet.ts';
import {icmpv4Fault} from './icmpv4.ts';
import {
  IP_PROTOCOL,
  ipv4Fault,
  isFragment,
  readDestination,
  readFragmentOffset,
  readHeaderLength,
  readIdentification,
  readProtocol,
  readSource,
  readTotalLength,
} from './ipv4.ts';
import {LINK_HEADER_LENGTH, packetType, type LinkHeader} from './link-header.ts';
import {describeFault} from './malformed-packet-error.ts';
import {readUint16, readUint32} from './octets.ts';
import {protocolName} from './protocol-name.ts';
import {UDP_HEADER_LENGTH, readDestinationPort, readSourcePort, readUdpLength, udpFault} from './udp.ts';

export {dissect, type Field} from './dissect.ts';
export {hexDump} from './hex-dump.ts';

const IPV6_HEADER_LENGTH = 40;
const ARP_LENGTH = 28;

/**
 * One line: `10.10.10.10 > 10.10.10.8: ICMP echo request, id 22274, seq 0, length 64`. Lengths are in octets, as tcpdump
 * counts them: ICMP with its header, UDP and TCP without.
 */
export function describePacket(bytes: Uint8Array, header: LinkHeader): string {
  const linkLength = LINK_HEADER_LENGTH[header];
  if (bytes.length < linkLength) return malformed(header, 'truncated-header');
  const packet = bytes.subarray(linkLength);
  const type = packetType(bytes, header);
  switch (type) {
    case ETHERTYPE_IPV4:
      return describeIpv4(packet);
    case ETHERTYPE_IPV6:
      return describeIpv6(packet);
    case ETHERTYPE_ARP:
      return describeArp(packet);
    case undefined:
      if (header === 'af') return `address family ${readUint32(bytes, 0)}, length ${packet.length}`;
      return malformed('ip', packet.length === 0 ? 'truncated-header' : 'bad-version');
    default:
      return `ethertype 0x${type.toString(16).padStart(4, '0')}, length ${packet.length}`;
  }
}

function malformed(protocol: string, fault: string): string {
  return `malformed: ${describeFault(protocol, fault)}`;
}

function describeIpv4(padded: Uint8Array): string {
  const fault = ipv4Fault(padded);
  if (fault) return malformed('ipv4', fault);
  const packet = padded.subarray(0, readTotalLength(padded));
  if (readFragmentOffset(packet) > 0) return `${between(packet)}: ${describeFragment(packet)}`;
  const line = describeTransport(packet);
  return isFragment(packet) ? `${line}, first fragment of id ${readIdentification(packet)}` : line;
}

/** `10.0.0.1 > 10.0.0.2`, or with ports `10.0.0.1.53 > 10.0.0.2.5353`. */
function between(packet: Uint8Array, sourcePort?: number, destinationPort?: number): string {
  const source = formatAddress(readSource(packet)) + (sourcePort === undefined ? '' : `.${sourcePort}`);
  return `${source} > ${formatAddress(readDestination(packet))}${destinationPort === undefined ? '' : `.${destinationPort}`}`;
}

function describeFragment(packet: Uint8Array): string {
  const length = packet.length - readHeaderLength(packet);
  const name = protocolName(readProtocol(packet));
  return `${name} fragment, id ${readIdentification(packet)}, offset ${readFragmentOffset(packet)}, length ${length}`;
}

function describeTransport(packet: Uint8Array): string {
  const start = readHeaderLength(packet);
  const protocol = readProtocol(packet);
  switch (protocol) {
    case IP_PROTOCOL.icmp: {
      // The checksum of a first fragment covers octets that are not here.
      const fault = icmpv4Fault(packet, start, packet.length);
      if (fault && !(fault === 'bad-checksum' && isFragment(packet)))
        return `${between(packet)}: ${malformed('icmp', fault)}`;
      return `${between(packet)}: ICMP ${describeIcmp(packet.subarray(start))}`;
    }
    case IP_PROTOCOL.udp:
      return describeUdp(packet, start);
    case IP_PROTOCOL.tcp: {
      const text = describeTcp(packet.subarray(start));
      if (text === undefined) return `${between(packet)}: ${malformed('tcp', 'truncated-header')}`;
      return `${between(packet, readSourcePort(packet), readDestinationPort(packet))}: ${text}`;
    }
    default:
      return `${between(packet)}: ${protocolName(protocol)}, length ${packet.length - start}`;
  }
}

function describeUdp(packet: Uint8Array, start: number): string {
  const fault = udpFault(packet);
  const isWhole = fault === undefined || (isFragment(packet) && packet.length >= start + UDP_HEADER_LENGTH);
  if (!isWhole) return `${between(packet)}: ${malformed('udp', fault)}`;
  const route = between(packet, readSourcePort(packet), readDestinationPort(packet));
  return `${route}: UDP, length ${Math.max(0, readUdpLength(packet) - UDP_HEADER_LENGTH)}`;
}

function describeIpv6(packet: Uint8Array): string {
  if (packet.length < IPV6_HEADER_LENGTH) return malformed('ipv6', 'truncated-header');
  if (packet[0]! >>> 4 !== 6) return malformed('ipv6', 'bad-version');
  return `IPv6, next header ${packet[6]!}, hop limit ${packet[7]!}, length ${readUint16(packet, 4)}`;
}

function describeArp(packet: Uint8Array): string {
  if (packet.length < ARP_LENGTH) return malformed('arp', 'truncated');
  const operation = readUint16(packet, 6);
  const sender = formatAddress(readUint32(packet, 14));
  const target = formatAddress(readUint32(packet, 24));
  if (operation === 1) return `ARP, request who-has ${target} tell ${sender}, length ${packet.length}`;
  return `ARP, ${operation === 2 ? `reply ${sender} to ${target}` : `operation ${operation}`}, length ${packet.length}`;
}
