/** What a host's configuration looks like in the journal: enough to make the very same host again. */
import {NetworkError} from '../errors.ts';
import type {InterfaceAddress} from './interface.ts';
import type {Interface} from './interface.ts';
import type {InterfaceTable} from './interface-table.ts';
import type {Route, RouteSpec} from './routing/route.ts';

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
}

/** What is set about a host as a whole. */
export interface HostRecord {
  readonly settings: Readonly<Record<string, boolean>>;
  /** Names that the host knows, and their addresses. */
  readonly names: readonly (readonly [string, number])[];
  /** Neighbours that somebody wrote down. */
  readonly neighbours: readonly NeighbourRecord[];
}

export interface NeighbourRecord {
  readonly interface: string;
  readonly address: number;
  readonly mac: number;
  readonly proxy: boolean;
}

export type RouteRecord = Omit<Route, 'interface'> & {readonly interface: string | null};

export function interfaceRecord(iface: Interface): InterfaceRecord {
  const {index, name, addresses, up, promisc, arp, mtu, metric, hardwareAddress} = iface;
  return {index, name, addresses, up, promisc, arp, mtu, metric, hardwareAddress};
}

export function routeRecord(route: Route): RouteRecord {
  return {...route, interface: route.interface?.name ?? null};
}

/** @throws {NetworkError} EINTERNAL: the route's interface is not there */
export function routeFromRecord(record: RouteRecord, interfaces: InterfaceTable): RouteSpec {
  const iface = record.interface === null ? undefined : interfaces.get(record.interface);
  if (record.interface !== null && !iface) {
    throw new NetworkError('EINTERNAL', `a kept route leads to ${record.interface}, which is not there`);
  }
  return {...record, interface: iface};
}
