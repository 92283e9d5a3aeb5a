/** All that is configured in a lab, as a document. Hosts, wires, names and neighbours are in order of their names. */
import type {Topology, TopologyHost, TopologyInterface, TopologyRoute, TopologyWire} from '../api/schema/topology.ts';
import type {Lab} from '../lab/lab.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {hostRecord} from '../lab/records.ts';
import type {Wire} from '../link/wire.ts';
import {ANY} from '../packet/address.ts';
import {formatMac} from '../packet/ethernet.ts';
import {formatIp, isIpv6} from '../packet/ip-address.ts';
import {formatIpPrefix} from '../packet/ip-prefix.ts';
import type {Interface, InterfaceAddress} from '../stack/interface.ts';
import {routesOfAddresses6} from '../stack/ipv6/kernel-routes.ts';
import {typedAddresses} from '../stack/ipv6/address-change.ts';
import {type AnyRoute, type RouteSpec, isForIpv6, routesOfAddress} from '../stack/routing/route.ts';
import {SETTING_NAMES, type HostSettings} from '../stack/settings.ts';
import {QUEUE_NAMES} from '../tunnel/records.ts';
import {ruleState} from './wire-methods.ts';

type Address = NonNullable<TopologyInterface['addresses']>[number];

export function topologyOf(lab: Lab): Topology {
  const hosts = [...lab.hosts()].sort((one, other) => compare(one.host.name, other.host.name));
  const wires = [...lab.wires].sort((one, other) => compare(one.name, other.name));
  return {
    hosts: Object.fromEntries(hosts.map((host) => [host.host.name, hostTopology(host)])),
    wires: Object.fromEntries(wires.map((wire) => [wire.name, wireTopology(wire, hosts)])),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Of several that are as good the oldest first, whichever is used: so they can be made again. */
function inOrder(one: AnyRoute, other: AnyRoute): number {
  return other.prefixLength - one.prefixLength || one.metric - other.metric || one.id - other.id;
}

function hostTopology(labHost: LabHost): TopologyHost {
  const {host, personality, names, udp} = labHost;
  const settings = Object.entries(host.settings) as [keyof HostSettings, boolean][];
  const typed = [...[...host.ipv4.routes].sort(inOrder), ...[...host.ipv6.routes].sort(inOrder)].filter(
    ({protocol}) => protocol === 'static',
  );
  const neighbours = hostRecord(labHost).neighbours.map(({interface: dev, address, mac, proxy}) => ({
    dst: formatIp(address),
    dev,
    lladdr: formatMac(mac),
    proxy,
  }));
  return {
    personality,
    settings: Object.fromEntries(settings.map(([setting, value]) => [SETTING_NAMES[setting][0]!, value])),
    names: Object.fromEntries(
      [...names.byName()]
        .sort(([one], [other]) => compare(one, other))
        .map(([name, addresses]) => [name, addresses.map(formatIp)]),
    ),
    interfaces: Object.fromEntries(
      [...host.interfaces]
        .sort((one, other) => one.index - other.index)
        .map((iface) => [iface.name, interfaceTopology(labHost, iface)]),
    ),
    routes: typed.map(routeTopology),
    removed_routes: [...host.interfaces].flatMap((iface) => removedRoutes(labHost, iface)),
    neighbours: neighbours.sort((one, other) => compare(one.dev, other.dev) || compare(one.dst, other.dst)),
    udp: [...udp]
      .sort((one, other) => one.port - other.port)
      .map(({endpoint: {port, address, groups}}) => ({
        port,
        ...(address !== ANY && {address: formatIp(address)}),
        join: groups.map(({iface, group}) => ({group: formatIp(group), dev: iface.name})),
      })),
  };
}

function interfaceTopology(labHost: LabHost, iface: Interface): TopologyInterface {
  const {name, up, mtu, metric, promisc, arp, ipv6} = iface;
  const device = labHost.devices.get(name);
  const bridge = [...labHost.bridges].find((each) => each.name === name);
  return {
    kind: device ? device.mode : labHost.nics.has(name) ? 'nic' : bridge ? 'bridge' : 'loopback',
    up,
    mtu,
    metric,
    promisc,
    arp,
    ...iface.marks,
    ...(!device && {txqlen: iface.queueLength ?? null}),
    ...(iface.device.medium === 'ethernet' && {lladdr: formatMac(iface.hardwareAddress)}),
    addresses: addressesOf(iface),
    inet6: {
      enabled: ipv6.enabled,
      accept_ra: ipv6.acceptRouters ?? null,
      advertise: ipv6.advertises,
    },
    ...(device && {device: deviceTopology(device)}),
    ...(bridge && {ports: bridge.ports.map(({link}) => link.name), ageing: bridge.ageing}),
  };
}

const NOTHING_ELSE: Partial<InterfaceAddress> = {};

function addressesOf(iface: Interface): Address[] {
  const typed = [...iface.addresses, ...typedAddresses(iface)];
  return typed.map((address) => {
    const {local, prefixLength, peer} = address;
    const {broadcast, label, scope} =
      'broadcast' in address || 'label' in address || 'scope' in address ? address : NOTHING_ELSE;
    if ([peer, broadcast, label, scope].every((part) => part === undefined))
      return `${formatIp(local)}/${prefixLength}`;
    return {
      local: formatIp(local),
      prefixlen: prefixLength,
      ...(peer !== undefined && {peer: formatIp(peer)}),
      ...(broadcast !== undefined && {broadcast: formatIp(broadcast)}),
      ...(label !== undefined && {label}),
      ...(scope !== undefined && {scope}),
    };
  });
}

function deviceTopology(device: LabHost['devices'] extends Map<string, infer Device> ? Device : never) {
  const {settings, queues, hasNode} = device;
  const {application, interface: stack} = queues;
  return {
    persist: settings.persist,
    link_header: settings.linkHeader,
    user: settings.user,
    group: settings.group,
    application_packets: application.limits.packets,
    application_octets: application.limits.octets,
    interface_packets: stack.limits.packets,
    interface_octets: stack.limits.octets,
    held: QUEUE_NAMES.filter((queue) => queues[queue].held),
    node: hasNode,
  };
}

function routeTopology(route: AnyRoute | RouteSpec): TopologyRoute {
  const {destination, prefixLength, gateway, interface: over, metric, type, host, source, label, hints = {}} = route;
  const {mss, window, irtt} = hints;
  const everywhere = isIpv6(destination) && prefixLength === 0;
  return {
    dst: everywhere ? '::/0' : formatIpPrefix({address: destination, length: prefixLength}),
    ...(gateway !== undefined && {gateway: formatIp(gateway)}),
    ...(over && {dev: over.name}),
    ...(metric !== 0 && {metric}),
    ...(type !== 'unicast' && {type}),
    ...(host && type !== 'local' && {to_host: true}),
    ...(source !== undefined && type !== 'local' && {prefsrc: formatIp(source)}),
    ...(label && {label}),
    ...(mss !== undefined && {advmss: mss}),
    ...(window !== undefined && {window}),
    ...(irtt !== undefined && {rtt: irtt}),
  };
}

/** What the addresses of an interface brought and is not there any more. */
function removedRoutes({host}: LabHost, iface: Interface): TopologyRoute[] {
  if (!iface.up) return [];
  const brought: RouteSpec[] = [
    ...iface.addresses.flatMap((address) => routesOfAddress(iface, address, host.behaviour)),
    ...routesOfAddresses6(iface),
  ];
  const gone = new Map<string, TopologyRoute>();
  for (const spec of brought) {
    const {destination, prefixLength, type} = spec;
    const pattern = {destination, prefixLength, type, interface: iface, protocol: 'kernel'} as never;
    const there = isForIpv6(spec as never) ? host.ipv6.routes.find(pattern) : host.ipv4.routes.find(pattern);
    const dst = `${formatIp(destination)}/${prefixLength}`;
    if (!there) gone.set(`${dst} ${type}`, {dst, dev: iface.name, type});
  }
  return [...gone.values()];
}

function wireTopology({name, joined, settings, rules}: Wire, hosts: readonly LabHost[]): TopologyWire {
  const {queue, delay, jitter, loss, duplicate, reorder, corrupt, rate, seed} = settings;
  const ends = hosts.flatMap(({host, nics}) =>
    [...host.interfaces]
      .filter((iface) => nics.get(iface.name)?.segment === name)
      .map((iface) => `${host.name}:${iface.name}`),
  );
  return {
    joined,
    ...{delay, jitter, loss, duplicate, reorder, corrupt, rate, seed},
    queue_packets: queue.packets,
    queue_octets: queue.octets,
    ends: ends.sort(compare),
    drop: rules.list().map((rule) => {
      const {nth, seen, from, ...match} = ruleState(rule);
      return {nth: nth - seen, ...match, ...(from && {from: `${from.host}:${from.ifname}`})};
    }),
  };
}
