/** What a lab's host may not send to the program behind its uplink. */
import {DHCP_SERVER_PORT} from '../packet/dhcp.ts';
import {ETHERNET_HEADER_LENGTH, ETHERTYPE_ARP, ETHERTYPE_IPV4, readEtherType} from '../packet/ethernet.ts';
import {IP_PROTOCOL, ipv4Fault, isFragment, readDestination, readProtocol} from '../packet/ipv4.ts';
import {readDestinationPort, udpFault} from '../packet/udp.ts';
import {type UplinkSettings, uplinkAddresses} from './uplink-settings.ts';

/**
 * `not-ip`: neither IPv4 nor ARP. `malformed`: no whole IPv4 packet. `restricted`: it would leave the program. `fragment`:
 * passt takes the first fragment for the whole datagram, and others not at all.
 */
export type UplinkFault = 'not-ip' | 'malformed' | 'restricted' | 'fragment';

/** Why a frame goes no further; `undefined`: it may go. */
export function uplinkFault(frame: Uint8Array, settings: UplinkSettings): UplinkFault | undefined {
  const type = readEtherType(frame);
  if (type === ETHERTYPE_ARP) return undefined;
  if (type !== ETHERTYPE_IPV4) return 'not-ip';
  const packet = frame.subarray(ETHERNET_HEADER_LENGTH);
  if (ipv4Fault(packet)) return 'malformed';
  if (settings.restrict && !isForProgram(packet, settings)) return 'restricted';
  return settings.via === 'passt' && isFragment(packet) ? 'fragment' : undefined;
}

/** Questions of DHCP, and echo requests to the program itself. */
function isForProgram(packet: Uint8Array, {network}: UplinkSettings): boolean {
  if (isFragment(packet)) return false;
  const protocol = readProtocol(packet);
  if (protocol === IP_PROTOCOL.icmp) return readDestination(packet) === uplinkAddresses(network).gateway;
  return protocol === IP_PROTOCOL.udp && !udpFault(packet) && readDestinationPort(packet) === DHCP_SERVER_PORT;
}
