/** Changing an interface, as `ifconfig` does: everything that was asked for, or, when something is refused, nothing. */
import {NetworkError} from '../errors.ts';
import {type AddressChange, changedAddresses} from './address-change.ts';
import type {Host} from './host.ts';
import type {Interface, InterfaceAddress} from './interface.ts';
import {interfaceRecord, routeRecord} from './records.ts';
import {type Route, type RouteSpec, routesOfAddress} from './routing/route.ts';

export interface InterfaceChange extends AddressChange {
  readonly up?: boolean | undefined;
  readonly mtu?: number | undefined;
  readonly metric?: number | undefined;
  readonly promisc?: boolean | undefined;
  readonly arp?: boolean | undefined;
}

/** @throws {NetworkError} EINVAL, EEXIST, EADDRNOTAVAIL; nothing has changed then */
export function configureInterface(host: Host, iface: Interface, change: InterfaceChange): void {
  const before = iface.addresses;
  const after = changedAddresses(iface, change);
  checkMtu(iface, change.mtu);
  iface.mtu = change.mtu ?? iface.mtu;
  iface.metric = change.metric ?? iface.metric;
  iface.promisc = change.promisc ?? iface.promisc;
  iface.arp = change.arp ?? iface.arp;
  replaceAddresses(host, iface, before, after);
  const {up = iface.up} = change;
  const turned = up !== iface.up;
  if (turned) setUp(host, iface, up);
  if (turned || iface.addresses !== before) iface.link.changed();
  saveInterface(host, iface);
}

function checkMtu({name, device}: Interface, mtu: number | undefined): void {
  const {minimum, maximum} = device.mtu;
  if (mtu !== undefined && (mtu < minimum || mtu > maximum)) {
    throw new NetworkError('EINVAL', `${name} takes an MTU of ${minimum} to ${maximum} octets, not ${mtu}`);
  }
}

/** Take an interface away with its addresses and routes. */
export function removeInterface(host: Host, iface: Interface): void {
  for (const route of [...host.routes]) {
    if (route.interface === iface) deleteRoute(host, route);
  }
  iface.up = false;
  iface.device.setUp(false);
  iface.link.changed();
  host.interfaces.remove(iface);
  host.udp.forget(iface);
  host.journal(interfaceKey(host, iface.name), undefined);
}

/** @returns the route; `undefined` where the same one is there already */
export function addRoute(host: Host, spec: RouteSpec): Route | undefined {
  const route = host.routes.add(spec);
  if (route) host.journal(routeKey(host, route), routeRecord(route));
  return route;
}

export function deleteRoute(host: Host, route: Route): void {
  host.routes.delete(route);
  host.journal(routeKey(host, route), undefined);
}

export function saveInterface(host: Host, iface: Interface): void {
  host.journal(interfaceKey(host, iface.name), interfaceRecord(iface));
}

export function interfaceKey(host: Host, name: string): string {
  return `host/${host.name}/interface/${name}`;
}

function routeKey(host: Host, {id}: Route): string {
  return `host/${host.name}/route/${id}`;
}

/**
 * The routes of addresses that went go with them. What two addresses share comes back from the one that stays, but not
 * a route that somebody has deleted by hand.
 */
function replaceAddresses(
  host: Host,
  iface: Interface,
  before: readonly InterfaceAddress[],
  after: readonly InterfaceAddress[],
): void {
  const gone = before.filter((address) => !after.some((other) => sameAddress(address, other)));
  const come = after.filter((address) => !before.some((other) => sameAddress(address, other)));
  if (gone.length === 0 && come.length === 0) return;
  const addresses = new Set(gone.map(({local}) => local));
  const lost = [...host.routes].filter(
    ({interface: over, protocol, source}) => over === iface && protocol === 'kernel' && addresses.has(source ?? -1),
  );
  for (const route of lost) deleteRoute(host, route);
  host.interfaces.setAddresses(iface, after);
  const brought = before.flatMap((address) => routesOfAddress(iface, address));
  for (const route of after.flatMap((address) => routesOfAddress(iface, address))) {
    const isNew = !brought.some((other) => samePrefix(route, other));
    if (isNew || lost.some((other) => samePrefix(route, other))) addKernelRoute(host, route);
  }
}

/** Going down takes all routes of the interface; coming up brings those of its addresses. */
function setUp(host: Host, iface: Interface, up: boolean): void {
  iface.up = up;
  if (!up) {
    for (const route of [...host.routes]) {
      if (route.interface === iface) deleteRoute(host, route);
    }
  } else {
    for (const address of iface.addresses) {
      for (const route of routesOfAddress(iface, address)) addKernelRoute(host, route);
    }
  }
  iface.device.setUp(up);
}

/** One kernel route a prefix and interface: a second address of the same network brings no second one. */
function addKernelRoute(host: Host, spec: RouteSpec): void {
  const {destination, prefixLength, type} = spec;
  if (host.routes.find({destination, prefixLength, type, interface: spec.interface!, protocol: 'kernel'})) return;
  addRoute(host, spec);
}

function samePrefix(a: RouteSpec, b: RouteSpec): boolean {
  return a.destination === b.destination && a.prefixLength === b.prefixLength && a.type === b.type;
}

function sameAddress(a: InterfaceAddress, b: InterfaceAddress): boolean {
  return a.local === b.local && a.prefixLength === b.prefixLength && a.peer === b.peer && a.broadcast === b.broadcast;
}
