/** Making hosts again from a journal, whose keys are `host/NAME/KIND/WHICH…`. */
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {
  type HostRecord,
  type InterfaceRecord,
  type Ipv6Record,
  type RouteRecord,
  routeFromRecord,
} from '../stack/records.ts';
import {isForIpv6} from '../stack/routing/route.ts';
import {type DeviceRecord, type PacketRecord, QUEUE_NAMES, restoreDevice} from '../tunnel/records.ts';
import type {QueueName} from '../tunnel/tunnel-device.ts';
import type {DhcpRecord} from './dhcp-clients.ts';
import type {BridgeRecord} from './host-bridges.ts';
import type {LabHost} from './lab-host.ts';
import {type NicRecord, type Sockets, type UdpNodeRecord, restoreNeighbours, restoreNic} from './records.ts';

interface Journalled {
  readonly interfaces: InterfaceRecord[];
  readonly devices: Map<string, DeviceRecord>;
  readonly nics: Map<string, NicRecord>;
  readonly bridges: Map<string, BridgeRecord>;
  readonly dhcp: Map<string, DhcpRecord>;
  host: HostRecord | undefined;
  readonly routes: RouteRecord[];
  readonly udp: UdpNodeRecord[];
  readonly packets: {device: string; queue: QueueName; place: number; packet: PacketRecord}[];
}

/** @param addHost makes an empty host. @param sockets where NICs are plugged in: wires that were restored before */
export function restoreHosts(
  entries: Iterable<readonly [string, unknown]>,
  addHost: (name: string) => LabHost,
  sockets: Sockets,
): void {
  for (const [name, journalled] of byHost(entries)) restoreHost(addHost(name), journalled, sockets);
}

/** One entry a packet that waits in a queue of any device. */
export function waitingPackets(hosts: Iterable<LabHost>): ReadonlyMap<string, unknown> {
  const packets = new Map<string, unknown>();
  for (const {host, devices} of hosts) {
    for (const device of devices.values()) {
      for (const queue of QUEUE_NAMES) {
        for (const [place, {frame, note}] of device.queues[queue].contents().entries()) {
          const packet: PacketRecord = {frame, reason: note};
          packets.set(`host/${host.name}/packet/${device.name}/${queue}/${place}`, packet);
        }
      }
    }
  }
  return packets;
}

export function isPacketKey(key: string): boolean {
  return key.split('/')[2] === 'packet';
}

function byHost(entries: Iterable<readonly [string, unknown]>): Map<string, Journalled> {
  const hosts = new Map<string, Journalled>();
  for (const [key, record] of entries) {
    const [of, name = '', kind, which = '', queue, place] = key.split('/');
    if (of !== 'host') continue;
    const host: Journalled = hosts.get(name) ?? emptyJournal();
    hosts.set(name, host);
    if (kind === 'interface') host.interfaces.push(record as InterfaceRecord);
    else if (kind === 'device') host.devices.set(which, record as DeviceRecord);
    else if (kind === 'nic') host.nics.set(which, record as NicRecord);
    else if (kind === 'bridge') host.bridges.set(which, record as BridgeRecord);
    else if (kind === 'dhcp') host.dhcp.set(which, record as DhcpRecord);
    else if (kind === 'host') host.host = record as HostRecord;
    else if (kind === 'route' || kind === 'route6') host.routes.push(record as RouteRecord);
    else if (kind === 'udp') host.udp.push(record as UdpNodeRecord);
    else {
      const packet = record as PacketRecord;
      host.packets.push({device: which, queue: queue as QueueName, place: Number(place), packet});
    }
  }
  return hosts;
}

function emptyJournal(): Journalled {
  return {
    interfaces: [],
    devices: new Map(),
    nics: new Map(),
    bridges: new Map(),
    dhcp: new Map(),
    host: undefined,
    routes: [],
    udp: [],
    packets: [],
  };
}

function restoreHost(labHost: LabHost, journalled: Journalled, sockets: Sockets): void {
  const {interfaces, devices, nics, bridges, dhcp, routes, udp, packets} = journalled;
  const {host} = labHost;
  if (journalled.host) {
    labHost.personality = journalled.host.personality ?? 'haiku';
    Object.assign(host.settings, journalled.host.settings);
    // What every host knows to begin with may have been forgotten.
    labHost.names.clear();
    for (const [name, address] of journalled.host.names) labHost.names.add(name, address);
  }
  for (const record of interfaces.sort((a, b) => a.index - b.index)) {
    const device = devices.get(record.name);
    const nic = nics.get(record.name);
    if (device) restoreDevice(labHost.attachDevice(record.name, device.mode, record.index), device);
    else if (nic) restoreNic(labHost.attachNic(record.name, record.index), nic, sockets);
    else if (bridges.has(record.name)) labHost.bridges.attach(record.name, record.index);
    else labHost.attachLoopback(record.index);
    const iface = host.interfaces.named(record.name);
    const {promisc, arp, mtu, metric, hardwareAddress} = record;
    Object.assign(iface, {promisc, arp, mtu, metric, hardwareAddress});
    if (record.marks) iface.marks = {...iface.marks, ...record.marks};
    iface.queueLength = record.queueLength;
    iface.beenUp = record.beenUp ?? record.up;
    host.interfaces.setAddresses(iface, record.addresses);
    if (record.ipv6) restoreIpv6(host, iface, record.ipv6);
  }
  for (const [name, record] of bridges) labHost.bridges.restore(name, record);
  for (const {id, ...route} of routes.sort((a, b) => a.id - b.id)) {
    const spec = routeFromRecord({id, ...route}, host.interfaces);
    if (isForIpv6(spec)) host.ipv6.routes.add(spec, id);
    else host.ipv4.routes.add(spec, id);
  }
  for (const {device, queue, packet} of packets.sort((a, b) => a.place - b.place)) {
    labHost.device(device).queues[queue].restore(packet.frame, packet.reason);
  }
  if (journalled.host) restoreNeighbours(labHost, journalled.host);
  for (const record of udp) labHost.udp.restore(record);
  // Last, so that what waits for the stack is delivered into a complete host.
  for (const {name, up} of interfaces) {
    const iface = host.interfaces.named(name);
    iface.up = up;
    if (up) iface.device.setUp(true);
    host.ipv6.update(iface);
  }
  for (const [name, record] of dhcp) labHost.dhcp.restore(name, record);
}

function restoreIpv6(host: Host, iface: Interface, {addresses, ...switches}: Ipv6Record): void {
  Object.assign(iface.ipv6, switches);
  host.ipv6.addresses.setTyped(iface, addresses);
}
