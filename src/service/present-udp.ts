/** UDP ports and what happened to them, as the API tells it. */
import type {UdpErrorEvent, UdpState} from '../api/schema/udp.ts';
import type {UdpNode, UdpNodeError} from '../lab/udp-node.ts';
import {formatIp} from '../packet/ip-address.ts';

type IcmpError = Omit<UdpErrorEvent, 'event' | 'quoted'>;

export function icmpError({from, type, code, mtu, destination, destinationPort}: UdpNodeError): IcmpError {
  return {
    from: formatIp(from),
    type,
    code,
    ...(mtu !== undefined && {mtu}),
    destination: formatIp(destination),
    port: destinationPort,
  };
}

export function udpState(node: UdpNode, path: string | null): UdpState {
  const {endpoint, mailbox, opened, sent, errors, lastError, refused} = node;
  return {
    port: endpoint.port,
    address: formatIp(endpoint.address),
    node: path,
    opened,
    waiting: mailbox.length,
    received: mailbox.enqueued,
    sent,
    dropped: mailbox.dropped,
    errors,
    last_error: lastError ? icmpError(lastError) : null,
    refused: Object.fromEntries(refused),
    groups: endpoint.groups.map(({iface, group}) => ({group: formatIp(group), dev: iface.name})),
  };
}
