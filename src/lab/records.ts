/** What a host's devices and settings look like in the journal. */
import {type IpAddress, isIpv6} from '../packet/ip-address.ts';
import type {Nic} from '../link/nic.ts';
import {Uplink} from '../link/uplink.ts';
import type {UplinkSettings} from '../link/uplink-settings.ts';
import type {Segment} from '../link/wire-end.ts';
import {EthernetLink} from '../stack/link-layer/ethernet-link.ts';
import type {UdpEndpoint} from '../stack/endpoint/udp-endpoint.ts';
import type {Interface} from '../stack/interface.ts';
import type {HostRecord, NeighbourRecord} from '../stack/records.ts';
import type {LabHost} from './lab-host.ts';

export interface NicRecord {
  /** Name of the wire it is plugged into. */
  readonly wire: string | null;
  /** How its uplink is made, where it has one. */
  readonly uplink?: UplinkSettings;
}

/** A UDP port for applications. */
export interface UdpNodeRecord {
  readonly port: number;
  /** 0: all of the host. */
  readonly address: IpAddress;
  /** Interfaces by name, and the groups joined there. */
  readonly groups: readonly (readonly [string, IpAddress])[];
}

export function nicRecord({plugged}: Nic): NicRecord {
  if (plugged instanceof Uplink) return {wire: null, uplink: plugged.settings};
  return {wire: plugged?.name ?? null};
}

/** Where a NIC of a journal is plugged in. */
export interface Sockets {
  wire(name: string): Segment;
  uplink(label: string, settings: UplinkSettings): Segment;
}

export function restoreNic(nic: Nic, {wire, uplink}: NicRecord, sockets: Sockets): void {
  if (uplink) nic.plug(sockets.uplink(nic.label, uplink));
  else if (wire !== null) nic.plug(sockets.wire(wire));
}

export function udpNodeRecord({port, address, groups}: UdpEndpoint): UdpNodeRecord {
  return {port, address, groups: groups.map(({iface, group}) => [iface.name, group] as const)};
}

export function hostRecord({host, names, personality}: LabHost): HostRecord {
  const neighbours = [...host.interfaces].flatMap(writtenNeighbours);
  return {personality, settings: {...host.settings}, names: [...names], neighbours};
}

/** To be called when all interfaces are there. */
export function restoreNeighbours({host}: LabHost, {neighbours}: HostRecord): void {
  for (const {interface: name, address, mac, proxy} of neighbours) {
    const link = host.interfaces.get(name)?.link;
    if (!(link instanceof EthernetLink)) continue;
    if (isIpv6(address)) link.discovery.neighbours.setPermanent(address, mac, proxy);
    else link.arp.neighbours.setPermanent(address, mac, proxy);
  }
}

function writtenNeighbours({name, link}: Interface): NeighbourRecord[] {
  if (!(link instanceof EthernetLink)) return [];
  return [...link.arp.neighbours, ...link.discovery.neighbours].flatMap(({state, address, mac, proxy}) =>
    state === 'permanent' && mac !== undefined ? [{interface: name, address, mac, proxy}] : [],
  );
}
