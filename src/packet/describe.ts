/** A packet in one line, in the words of tcpdump. What is malformed says so: nothing here throws. */
import {formatAddress} from './address.ts';
import {describeIcmp} from './describe-icmp.ts';
import {describeIpv6} from './describe-ipv6.ts';
import {describeRoute, describeTransport, malformed, type TransportView} from './describe-transport.ts';
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
import {readUint16, readUint32} from './octets.ts';
import {protocolName} from './protocol-name.ts';
import {udpFault} from './udp.ts';

export {dissect, type Field} from './dissect.ts';
export {hexDump} from './hex-dump.ts';

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

function describeIpv4(padded: Uint8Array): string {
  const fault = ipv4Fault(padded);
  if (fault) return malformed('ipv4', fault);
  const packet = padded.subarray(0, readTotalLength(padded));
  const ends = {source: readSource(packet), destination: readDestination(packet)};
  if (readFragmentOffset(packet) > 0) return `${describeRoute(ends)}: ${describeFragment(packet)}`;
  const line = describeTransport({
    packet,
    ...ends,
    protocol: readProtocol(packet),
    start: readHeaderLength(packet),
    isFragment: isFragment(packet),
    udpFault: () => udpFault(packet),
    icmp: describeIcmpv4,
  });
  return isFragment(packet) ? `${line}, first fragment of id ${readIdentification(packet)}` : line;
}

function describeFragment(packet: Uint8Array): string {
  const length = packet.length - readHeaderLength(packet);
  const name = protocolName(readProtocol(packet));
  return `${name} fragment, id ${readIdentification(packet)}, offset ${readFragmentOffset(packet)}, length ${length}`;
}

function describeIcmpv4({packet, protocol, start, isFragment}: TransportView): string | undefined {
  if (protocol !== IP_PROTOCOL.icmp) return undefined;
  const fault = icmpv4Fault(packet, start, packet.length);
  // The checksum of a first fragment covers octets that are not here.
  if (fault && !(fault === 'bad-checksum' && isFragment)) return malformed('icmp', fault);
  return `ICMP ${describeIcmp(packet.subarray(start))}`;
}

function describeArp(packet: Uint8Array): string {
  if (packet.length < ARP_LENGTH) return malformed('arp', 'truncated');
  const operation = readUint16(packet, 6);
  const sender = formatAddress(readUint32(packet, 14));
  const target = formatAddress(readUint32(packet, 24));
  if (operation === 1) return `ARP, request who-has ${target} tell ${sender}, length ${packet.length}`;
  return `ARP, ${operation === 2 ? `reply ${sender} to ${target}` : `operation ${operation}`}, length ${packet.length}`;
}
