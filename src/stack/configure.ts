/** Changing an interface, as `ifconfig` does: everything that was asked for, or, when something is refused, nothing. */
import {NetworkError} from '../errors.ts';
import type {Ipv4Address} from '../packet/address.ts';
import type {MacAddress} from '../packet/ethernet.ts';
import {IPV6_MINIMUM_MTU} from '../packet/ipv6.ts';
import {type AddressChange, changedAddresses} from './address-change.ts';
import type {Host} from './host.ts';
import type {Interface, InterfaceAddress, InterfaceMarks} from './interface.ts';
import {EthernetLink} from './link-layer/ethernet-link.ts';
import {type Ipv6Change, changedIpv6Addresses, typedAddresses} from './ipv6/address-change.ts';
import type {Ipv6AddressSpec} from './ipv6/address-configuration.ts';
import {interfaceRecord, routeRecord} from './records.ts';
import {type AnyRoute, type AnyRouteSpec, type RouteSpec, isForIpv6, routesOfAddress} from './routing/route.ts';

export interface InterfaceChange extends AddressChange {
  readonly up?: boolean | undefined;
  readonly mtu?: number | undefined;
  readonly metric?: number | undefined;
  readonly promisc?: boolean | undefined;
  readonly arp?: boolean | undefined;
  readonly marks?: Partial<InterfaceMarks> | undefined;
  /** Where no packet waits in the device: only told; `null`: not even that. */
  readonly queueLength?: number | null | undefined;
  /** Of one station, not zero; neighbours are told. */
  readonly hardwareAddress?: MacAddress | undefined;
  readonly ipv6?: Ipv6Change | undefined;
}

/** @throws {NetworkError} EINVAL, EEXIST, EADDRNOTAVAIL, EOPNOTSUPP; nothing has changed then */
export function configureInterface(host: Host, iface: Interface, change: InterfaceChange): void {
  const before = iface.addresses;
  const after = changedAddresses(iface, change, host.behaviour);
  const mtu = change.mtu ?? iface.mtu;
  const {up = iface.up} = change;
  const turned = up !== iface.up;
  const wanted = changedIpv6Addresses(iface, change.ipv6 ?? {});
  const forgets = host.behaviour.forgetsIpv6 && iface.device.medium !== 'loopback';
  const typed = forgets && (mtu < IPV6_MINIMUM_MTU || (turned && !up)) ? [] : wanted;
  checkMtu(iface, mtu, typed);
  checkHardwareAddress(iface, change.hardwareAddress);
  iface.mtu = mtu;
  iface.metric = change.metric ?? iface.metric;
  iface.promisc = change.promisc ?? iface.promisc;
  iface.arp = change.arp ?? iface.arp;
  iface.marks = {...iface.marks, ...change.marks};
  if (change.queueLength !== undefined) iface.queueLength = change.queueLength ?? undefined;
  const station = iface.hardwareAddress;
  iface.hardwareAddress = change.hardwareAddress ?? station;
  replaceAddresses(host, iface, before, after);
  if (turned) setUp(host, iface, up);
  const restationed = iface.hardwareAddress !== station;
  if (turned || iface.addresses !== before || restationed) iface.link.changed();
  configureIpv6(host, iface, change.ipv6, typed);
  if (turned || change.ipv6 || change.mtu !== undefined || restationed) host.ipv6.update(iface);
  if (restationed && iface.link instanceof EthernetLink) iface.link.discovery.announce();
  saveInterface(host, iface);
}

function checkMtu({name, device}: Interface, mtu: number, typed: readonly Ipv6AddressSpec[]): void {
  const {minimum, maximum} = device.mtu;
  if (mtu < minimum || mtu > maximum) {
    throw new NetworkError('EINVAL', `${name} takes an MTU of ${minimum} to ${maximum} octets, not ${mtu}`);
  }
  if (mtu < IPV6_MINIMUM_MTU && typed.length > 0) {
    const message = `IPv6 needs an MTU of at least ${IPV6_MINIMUM_MTU} octets, and ${name} would have one of ${mtu}`;
    throw new NetworkError('EINVAL', message);
  }
}

/** IPv6 begins on an interface when it is told anything about IPv6, or when the host has it begin everywhere. */
function configureIpv6(
  host: Host,
  iface: Interface,
  change: Ipv6Change | undefined,
  typed: readonly Ipv6AddressSpec[],
): void {
  const {ipv6} = iface;
  const {acceptRouters = ipv6.acceptRouters, advertises = ipv6.advertises} = change ?? {};
  Object.assign(ipv6, {acceptRouters: acceptRouters ?? undefined, advertises});
  const begins = change !== undefined && (typed.length > 0 || acceptRouters === true || advertises);
  ipv6.enabled = change?.enabled ?? (ipv6.enabled || begins || (iface.up && host.settings.autoLinkLocal));
  if (change || typed.length < typedAddresses(iface).length) host.ipv6.addresses.setTyped(iface, typed);
}

/** Settings of the host have changed that interfaces go by. */
export function settingsChanged(host: Host): void {
  for (const iface of host.interfaces) {
    iface.ipv6.enabled ||= iface.up && host.settings.autoLinkLocal;
    host.ipv6.update(iface);
    saveInterface(host, iface);
  }
}

function checkHardwareAddress({name, device}: Interface, address: MacAddress | undefined): void {
  if (address === undefined || device.medium === 'ethernet') return;
  throw new NetworkError('EOPNOTSUPP', `${name} is no Ethernet: it has no hardware address`);
}

/** Take an interface away with its addresses and routes. */
export function removeInterface(host: Host, iface: Interface): void {
  deleteRoutesOf(host, iface);
  iface.up = false;
  iface.device.setUp(false);
  iface.link.changed();
  host.ipv6.update(iface);
  host.interfaces.remove(iface);
  host.udp.forget(iface);
  host.journal(interfaceKey(host, iface.name), undefined);
}

/** @returns the route; `undefined` where the same one is there already */
export function addRoute(host: Host, spec: AnyRouteSpec): AnyRoute | undefined {
  const route = isForIpv6(spec) ? host.ipv6.routes.add(spec) : host.ipv4.routes.add(spec);
  if (route) host.journal(routeKey(host, route), routeRecord(route));
  return route;
}

/** Write down all routes of an interface, which has another name. */
export function saveRoutesOf(host: Host, iface: Interface): void {
  for (const route of [...host.ipv4.routes, ...host.ipv6.routes]) {
    if (route.interface === iface) host.journal(routeKey(host, route), routeRecord(route));
  }
}

export function deleteRoute(host: Host, route: AnyRoute): void {
  if (isForIpv6(route)) host.ipv6.routes.delete(route);
  else host.ipv4.routes.delete(route);
  host.journal(routeKey(host, route), undefined);
}

/** @param keepsOwn those to the interface's own addresses stay */
function deleteRoutesOf(host: Host, iface: Interface, keepsOwn = false): void {
  for (const route of [...host.ipv4.routes, ...host.ipv6.routes]) {
    if (route.interface === iface && !(keepsOwn && route.type === 'local')) deleteRoute(host, route);
  }
}

export function saveInterface(host: Host, iface: Interface): void {
  host.journal(interfaceKey(host, iface.name), interfaceRecord(iface));
}

export function interfaceKey(host: Host, name: string): string {
  return `host/${host.name}/interface/${name}`;
}

function routeKey(host: Host, route: AnyRoute): string {
  return `host/${host.name}/${isForIpv6(route) ? 'route6' : 'route'}/${route.id}`;
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
  const lost = [...host.ipv4.routes].filter(
    ({interface: over, protocol, source}) => over === iface && protocol === 'kernel' && addresses.has(source ?? -1),
  );
  for (const route of lost) deleteRoute(host, route);
  const none = after.every((address) => come.includes(address));
  if (host.behaviour.routesNeedAddress && gone.length > 0 && none) deleteUnicastRoutes(host, iface);
  host.interfaces.setAddresses(iface, after);
  if (gone.length > 0) deleteRoutesFrom(host, addresses);
  const brought = before.flatMap((address) => routesOfAddress(iface, address, host.behaviour));
  for (const route of after.flatMap((address) => routesOfAddress(iface, address, host.behaviour))) {
    // What is down brings no network along, where the host itself is reached without it.
    if (host.behaviour.ownByLoopback && !iface.up && route.type !== 'local') continue;
    const isNew = !brought.some((other) => samePrefix(route, other));
    if (isNew || lost.some((other) => samePrefix(route, other))) addKernelRoute(host, route);
  }
}

function deleteUnicastRoutes(host: Host, iface: Interface): void {
  for (const route of host.ipv4.routes) {
    if (route.interface === iface && route.type !== 'local') deleteRoute(host, route);
  }
}

/** What was typed to send from one of `addresses`, which the host does not have any more. */
function deleteRoutesFrom(host: Host, addresses: ReadonlySet<Ipv4Address>): void {
  for (const route of host.ipv4.routes) {
    const {source, type} = route;
    if (source === undefined || type === 'local' || !addresses.has(source)) continue;
    if (!host.interfaces.isOwn(source)) deleteRoute(host, route);
  }
}

/** Going down takes all routes of the interface; coming up brings those of its addresses. */
function setUp(host: Host, iface: Interface, up: boolean): void {
  iface.up = up;
  iface.beenUp ||= up;
  if (!up) {
    deleteRoutesOf(host, iface, host.behaviour.ownByLoopback);
  } else {
    for (const address of iface.addresses) {
      for (const route of routesOfAddress(iface, address, host.behaviour)) addKernelRoute(host, route);
    }
  }
  iface.device.setUp(up);
}

/** One kernel route a prefix and interface: a second address of the same network brings no second one. */
function addKernelRoute(host: Host, spec: RouteSpec<Ipv4Address>): void {
  const {destination, prefixLength, type} = spec;
  if (host.ipv4.routes.find({destination, prefixLength, type, interface: spec.interface!, protocol: 'kernel'})) return;
  addRoute(host, spec);
}

function samePrefix(a: RouteSpec, b: RouteSpec): boolean {
  return a.destination === b.destination && a.prefixLength === b.prefixLength && a.type === b.type;
}

function sameAddress(a: InterfaceAddress, b: InterfaceAddress): boolean {
  const words = ['local', 'prefixLength', 'peer', 'broadcast', 'label', 'scope'] as const;
  return words.every((word) => a[word] === b[word]);
}
