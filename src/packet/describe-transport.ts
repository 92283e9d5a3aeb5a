/** What stands behind an IP header of either version, in one line with the addresses in front. */
import {describeTcp} from './describe-tcp.ts';
import {formatIp, type IpAddress} from './ip-address.ts';
import {IP_PROTOCOL} from './ipv4.ts';
import {describeFault} from './malformed-packet-error.ts';
import {protocolName} from './protocol-name.ts';
import {UDP_HEADER_LENGTH, readDestinationPort, readSourcePort, readUdpLength, type UdpFault} from './udp.ts';

/** A packet cut to its total length, and where its upper layer is. */
export interface TransportView {
  readonly packet: Uint8Array;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  /** In octets from the start of the packet. */
  readonly start: number;
  /** The first one: a checksum covers octets that are not here. */
  readonly isFragment: boolean;
  readonly udpFault: () => UdpFault | undefined;
  /** What ICMP of this version says, from its name on, for the protocol that it has. */
  readonly icmp: (view: TransportView) => string | undefined;
}

export function malformed(protocol: string, fault: string): string {
  return `malformed: ${describeFault(protocol, fault)}`;
}

/** `10.0.0.1 > 10.0.0.2`, or with ports `10.0.0.1.53 > 10.0.0.2.5353`. */
export function describeRoute(
  {source, destination}: {readonly source: IpAddress; readonly destination: IpAddress},
  sourcePort?: number,
  destinationPort?: number,
): string {
  return `${formatIp(source)}${port(sourcePort)} > ${formatIp(destination)}${port(destinationPort)}`;
}

function port(number: number | undefined): string {
  return number === undefined ? '' : `.${number}`;
}

export function describeTransport(view: TransportView): string {
  const {packet, start, protocol} = view;
  if (protocol === IP_PROTOCOL.udp) return describeUdp(view);
  if (protocol === IP_PROTOCOL.tcp) {
    const text = describeTcp(packet.subarray(start));
    if (text === undefined) return `${describeRoute(view)}: ${malformed('tcp', 'truncated-header')}`;
    return `${describeRoute(view, readSourcePort(packet, start), readDestinationPort(packet, start))}: ${text}`;
  }
  const text = view.icmp(view) ?? `${protocolName(protocol)}, length ${packet.length - start}`;
  return `${describeRoute(view)}: ${text}`;
}

function describeUdp(view: TransportView): string {
  const {packet, start, isFragment} = view;
  const fault = view.udpFault();
  const isWhole = fault === undefined || (isFragment && packet.length >= start + UDP_HEADER_LENGTH);
  if (!isWhole) return `${describeRoute(view)}: ${malformed('udp', fault)}`;
  const route = describeRoute(view, readSourcePort(packet, start), readDestinationPort(packet, start));
  return `${route}: UDP, length ${Math.max(0, readUdpLength(packet, start) - UDP_HEADER_LENGTH)}`;
}
