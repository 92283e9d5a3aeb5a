/** What the engine holds, as the API tells it. */
import type {DeviceQueues, DeviceState, QueueContents, QueueState} from '../api/schema/device.ts';
import type {Counters, InterfaceState} from '../api/schema/interface.ts';
import type {RouteState} from '../api/schema/route.ts';
import {formatAddress} from '../packet/address.ts';
import {ETHERNET_HEADER_LENGTH, formatMac} from '../packet/ethernet.ts';
import {toHex} from '../packet/hex.ts';
import {formatIp, isIpv6} from '../packet/ip-address.ts';
import {formatIpPrefix} from '../packet/ip-prefix.ts';
import {LOOPBACK6, formatIpv6, isLinkLocal6} from '../packet/ipv6-address.ts';
import type {PacketQueue} from '../queue/packet-queue.ts';
import type {Host} from '../stack/host.ts';
import type {Interface, InterfaceAddress} from '../stack/interface.ts';
import {EthernetLink} from '../stack/link-layer/ethernet-link.ts';
import type {Ipv6InterfaceAddress} from '../stack/ipv6/ipv6-interface.ts';
import type {Route} from '../stack/routing/route.ts';
import type {Traffic} from '../stack/traffic.ts';
import type {QueueReason} from '../tunnel/queue-side.ts';
import type {TunnelDevice} from '../tunnel/tunnel-device.ts';

const LINK_TYPE = {loopback: 'loopback', 'point-to-point': 'none', ethernet: 'ether'} as const;

type AddressState = InterfaceState['addr_info'][number];

export function interfaceState(host: Host, iface: Interface): InterfaceState {
  const {addresses, ipv6} = iface;
  const {queueLength = iface.queueLength} = iface.device;
  return {
    ifindex: iface.index,
    ifname: iface.name,
    link_type: LINK_TYPE[iface.device.medium],
    ...(iface.device.medium === 'ethernet' && {address: formatMac(iface.hardwareAddress)}),
    flags: [...iface.flags],
    ...(!iface.beenUp && {unused: true as const}),
    ...(!iface.marks.multicast && {multicast: false as const}),
    mtu: iface.mtu,
    metric: iface.metric,
    ...(queueLength !== undefined && {txqlen: queueLength}),
    addr_info: [
      ...addresses.map((address) => addressState(iface, address)),
      ...ipv6.addresses.map((address) => ipv6AddressState(address, host.now())),
    ],
    inet6: {
      enabled: ipv6.enabled,
      accept_ra: ipv6.acceptRouters ?? host.settings.acceptRouters,
      advertise: ipv6.advertises,
      ...learntOf(iface),
    },
    stats64: {
      ...(host.behaviour.countsInDevice
        ? deviceCounters(iface)
        : {rx: counters(iface.received), tx: counters(iface.sent)}),
      collisions: 0,
    },
  };
}

/** What a router has said. */
function learntOf({ipv6, link}: Interface): Partial<InterfaceState['inet6']> {
  const {reachable, retransmission} = link instanceof EthernetLink ? link.discovery.toldTimes : {};
  return {
    ...(ipv6.hopLimit !== undefined && {hop_limit: ipv6.hopLimit}),
    ...(reachable !== undefined && {reachable_time: reachable}),
    ...(retransmission !== undefined && {retrans_timer: retransmission}),
  };
}

function addressState(iface: Interface, address: InterfaceAddress): AddressState {
  const broadcast = iface.broadcastFor(address);
  return {
    family: 'inet',
    local: formatAddress(address.local),
    ...(address.peer !== undefined && {address: formatAddress(address.peer)}),
    prefixlen: address.prefixLength,
    ...(broadcast !== undefined && {broadcast: formatAddress(broadcast)}),
    scope: address.scope ?? (address.local >>> 24 === 127 ? 'host' : 'global'),
    ...(address.label !== undefined && {label: address.label}),
  };
}

function ipv6AddressState(address: Ipv6InterfaceAddress, now: number): AddressState {
  const {local, peer, prefixLength, origin, state, validUntil, preferredUntil} = address;
  return {
    family: 'inet6',
    local: formatIpv6(local),
    ...(peer !== undefined && {address: formatIpv6(peer)}),
    prefixlen: prefixLength,
    scope: local === LOOPBACK6 ? 'host' : isLinkLocal6(local) ? 'link' : 'global',
    ...(origin === 'autoconf' && {dynamic: true}),
    ...((state === 'tentative' || state === 'optimistic') && {tentative: true}),
    ...(state === 'optimistic' && {optimistic: true}),
    ...(state === 'deprecated' && {deprecated: true}),
    ...(state === 'duplicate' && {dadfailed: true}),
    ...secondsLeft('valid_life_time', validUntil, now),
    ...secondsLeft('preferred_life_time', preferredUntil, now),
  };
}

function secondsLeft<Name extends string>(
  name: Name,
  until: number | undefined,
  now: number,
): {[Key in Name]?: number} {
  if (until === undefined || until === Infinity) return {};
  return {[name]: Math.max(0, Math.floor((until - now) / 1000))} as {[Key in Name]: number};
}

function counters({packets, bytes, errors, dropped, multicast, reasons}: Traffic): Counters {
  return {packets, bytes, errors, dropped, multicast, drop_reasons: Object.fromEntries(reasons)};
}

/** Reasons for which a device drops what it is to carry; what never got as far is in no counter of it. */
const DROPPED_BY_DEVICE: ReadonlySet<string> = new Set(['queue-full', 'no-carrier']);

/** What the device has carried: nothing that waits in it, and frames as a whole. */
function deviceCounters({device, received, sent}: Interface): {rx: Counters; tx: Counters} {
  const header = device.medium === 'ethernet' ? ETHERNET_HEADER_LENGTH : 0;
  const {packets: waiting, octets} = device.waiting ?? {packets: 0, octets: 0};
  const rx = counters(received);
  const tx = counters(sent);
  const reasons = Object.entries(tx.drop_reasons).filter(([reason]) => DROPPED_BY_DEVICE.has(reason));
  return {
    rx: {...rx, bytes: rx.bytes + rx.packets * header},
    tx: {
      ...tx,
      packets: tx.packets - waiting,
      bytes: tx.bytes + tx.packets * header - octets,
      dropped: reasons.reduce((sum, [, count]) => sum + count, 0),
      drop_reasons: Object.fromEntries(reasons),
    },
  };
}

export function routeState(route: Route): RouteState {
  const {mss, window, irtt} = route.hints ?? {};
  return {
    dst: formatIpPrefix({address: route.destination, length: route.prefixLength}),
    family: isIpv6(route.destination) ? 'inet6' : 'inet',
    type: route.type,
    ...(route.gateway !== undefined && {gateway: formatIp(route.gateway)}),
    ...(route.interface && {dev: route.interface.name}),
    metric: route.metric,
    protocol: route.protocol,
    ...(route.source !== undefined && {prefsrc: formatIp(route.source)}),
    ...(route.label && {label: route.label}),
    flags: routeFlags(route),
    ...(mss !== undefined && {advmss: mss}),
    ...(window !== undefined && {window}),
    ...(irtt !== undefined && {rtt: irtt}),
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
