/** What a host's configuration looks like in the journal: enough to make the very same host again. */
import {NetworkError} from '../errors.ts';
import type {Personality} from '../names.ts';
import type {InterfaceAddress, InterfaceMarks} from './interface.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import type {Interface} from './interface.ts';
import type {InterfaceTable} from './interface-table.ts';
import {typedAddresses} from './ipv6/address-change.ts';
import type {Ipv6AddressSpec} from './ipv6/address-configuration.ts';
import type {Ipv6Switches} from './ipv6/ipv6-interface.ts';
import type {AnyRoute, AnyRouteSpec, Route} from './routing/route.ts';

export interface InterfaceRecord {
  readonly index: number;
  readonly name: string;
  readonly addresses: readonly InterfaceAddress[];
  readonly up: boolean;
  readonly promisc: boolean;
  readonly arp: boolean;
  readonly mtu: number;
  readonly metric: number;
  readonly hardwareAddress: number;
  /** Not there in what was kept before there was any. */
  readonly ipv6?: Ipv6Record;
  readonly marks?: InterfaceMarks;
  readonly queueLength?: number;
  readonly beenUp?: boolean;
}

export interface Ipv6Record extends Readonly<Ipv6Switches> {
  /** Those that were typed. */
  readonly addresses: readonly Ipv6AddressSpec[];
}

/** What is set about a host as a whole. */
export interface HostRecord {
  /** Not there in what was kept before there was any. */
  readonly personality?: Personality;
  readonly settings: Readonly<Record<string, boolean>>;
  /** Names that the host knows, and their addresses. */
  readonly names: readonly (readonly [string, IpAddress])[];
  /** Neighbours that somebody wrote down. */
  readonly neighbours: readonly NeighbourRecord[];
}

export interface NeighbourRecord {
  readonly interface: string;
  readonly address: IpAddress;
  readonly mac: number;
  readonly proxy: boolean;
}

export type RouteRecord = Omit<Route, 'interface' | 'nextHop'> & {readonly interface: string | null};

export function interfaceRecord(iface: Interface): InterfaceRecord {
  const {index, name, addresses, up, promisc, arp, mtu, metric, hardwareAddress, marks, queueLength, beenUp} = iface;
  const {enabled, acceptRouters, advertises} = iface.ipv6;
  const ipv6 = {enabled, acceptRouters, advertises, addresses: typedAddresses(iface)};
  return {
    index,
    name,
    addresses,
    up,
    promisc,
    arp,
    mtu,
    metric,
    hardwareAddress,
    ipv6,
    marks,
    beenUp,
    ...(queueLength !== undefined && {queueLength}),
  };
}

export function routeRecord(route: AnyRoute): RouteRecord {
  // What the table has made of it, the table makes again.
  const {nextHop, ...record} = route;
  return {...record, interface: nextHop.interface?.name ?? null};
}

/** @throws {NetworkError} EINTERNAL: the route's interface is not there */
export function routeFromRecord(record: RouteRecord, interfaces: InterfaceTable): AnyRouteSpec {
  const iface = record.interface === null ? undefined : interfaces.get(record.interface);
  if (record.interface !== null && !iface) {
    throw new NetworkError('EINTERNAL', `a kept route leads to ${record.interface}, which is not there`);
  }
  return {...record, interface: iface} as AnyRouteSpec;
}
