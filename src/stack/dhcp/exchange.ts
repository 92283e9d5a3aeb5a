/** The way of a client's message to its server. */
import {type Ipv4Address, LIMITED_BROADCAST} from '../../packet/address.ts';
import {DHCP_CLIENT_PORT, DHCP_SERVER_PORT, type DhcpMessage, emitDhcp} from '../../packet/dhcp.ts';
import type {Host} from '../host.ts';
import type {Interface} from '../interface.ts';

export interface DhcpWay {
  /** 0 while the interface has no address. */
  readonly from: Ipv4Address;
  /** A server that is known; otherwise any on the interface's network. */
  readonly to: Ipv4Address | undefined;
}

/** What can not be sent is lost, and sent again later. */
export function sendToServer(host: Host, iface: Interface, {from, to}: DhcpWay, message: DhcpMessage): void {
  host.sendUdp({
    source: from,
    sourcePort: DHCP_CLIENT_PORT,
    destination: to ?? LIMITED_BROADCAST,
    destinationPort: DHCP_SERVER_PORT,
    data: emitDhcp(message),
    ...(to === undefined && {device: iface, forOthers: true}),
  });
}
