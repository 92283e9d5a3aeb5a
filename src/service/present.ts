/** What the engine holds, as the API tells it. */
import type {DeviceQueues, DeviceState, QueueContents, QueueState} from '../api/schema/device.ts';
import type {Counters, InterfaceState} from '../api/schema/interface.ts';
import type {RouteState} from '../api/schema/route.ts';
import {formatAddress, formatPrefix} from '../packet/address.ts';
import {formatMac} from '../packet/ethernet.ts';
import {toHex} from '../packet/hex.ts';
import type {PacketQueue} from '../queue/packet-queue.ts';
import type {Interface, InterfaceAddress} from '../stack/interface.ts';
import type {Route} from '../stack/routing/route.ts';
import type {Traffic} from '../stack/traffic.ts';
import type {QueueReason} from '../tunnel/queue-side.ts';
import type {TunnelDevice} from '../tunnel/tunnel-device.ts';

const LINK_TYPE = {loopback: 'loopback', 'point-to-point': 'none', ethernet: 'ether'} as const;

export function interfaceState(iface: Interface): InterfaceState {
  return {
    ifindex: iface.index,
    ifname: iface.name,
    link_type: LINK_TYPE[iface.device.medium],
    ...(iface.device.medium === 'ethernet' && {address: formatMac(iface.hardwareAddress)}),
    flags: [...iface.flags],
    mtu: iface.mtu,
    metric: iface.metric,
    addr_info: iface.addresses.map((address) => addressState(iface, address)),
    stats64: {rx: counters(iface.received), tx: counters(iface.sent), collisions: 0},
  };
}

function addressState(iface: Interface, address: InterfaceAddress): InterfaceState['addr_info'][number] {
  const broadcast = iface.broadcastFor(address);
  return {
    family: 'inet',
    local: formatAddress(address.local),
    ...(address.peer !== undefined && {address: formatAddress(address.peer)}),
    prefixlen: address.prefixLength,
    ...(broadcast !== undefined && {broadcast: formatAddress(broadcast)}),
  };
}

function counters({packets, bytes, errors, dropped, multicast, reasons}: Traffic): Counters {
  return {packets, bytes, errors, dropped, multicast, drop_reasons: Object.fromEntries(reasons)};
}

export function routeState(route: Route): RouteState {
  return {
    dst: formatPrefix({address: route.destination, length: route.prefixLength}),
    type: route.type,
    ...(route.gateway !== undefined && {gateway: formatAddress(route.gateway)}),
    ...(route.interface && {dev: route.interface.name}),
    metric: route.metric,
    protocol: route.protocol,
    ...(route.source !== undefined && {prefsrc: formatAddress(route.source)}),
    flags: routeFlags(route),
  };
}

/** What stays inside the host needs no link. */
function routeFlags({host, type, interface: over}: Route): RouteState['flags'] {
  const linkDown = type === 'unicast' && over?.device.linkUp === false;
  return [...(host ? (['host'] as const) : []), ...(linkDown ? (['linkdown'] as const) : [])];
}

export function deviceState(device: TunnelDevice, node: string | null): DeviceState {
  const {persist, linkHeader, user, group} = device.settings;
  return {
    ifname: device.name,
    mode: device.mode,
    node: device.hasNode ? node : null,
    opened: device.opened,
    up: device.up,
    persist,
    link_header: linkHeader,
    user,
    group,
    queues: {application: queueState(device.queues.application), interface: queueState(device.queues.interface)},
    refused: Object.fromEntries(device.refused),
  };
}

export function deviceQueues(device: TunnelDevice): DeviceQueues {
  return {
    ifname: device.name,
    mode: device.mode,
    link_header: device.settings.linkHeader,
    opened: device.opened,
    up: device.up,
    application: queueContents(device.queues.application),
    interface: queueContents(device.queues.interface),
  };
}

function queueState(queue: PacketQueue<QueueReason>): QueueState {
  return {
    packets: queue.length,
    octets: queue.octets,
    limit_packets: queue.limits.packets,
    limit_octets: queue.limits.octets,
    held: queue.held,
    steps: queue.steps,
    enqueued: queue.enqueued,
    dequeued: queue.dequeued,
    dropped: queue.dropped,
  };
}

function queueContents(queue: PacketQueue<QueueReason>): QueueContents {
  return {
    ...queueState(queue),
    contents: queue.contents().map(({frame, note}, place) => ({
      place,
      octets: frame.length,
      hex: toHex(frame),
      reason: note,
    })),
  };
}
