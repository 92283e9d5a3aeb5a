/** Where a host sends to and from, as requests name it. */
import type {Family} from '../api/schema/scalars.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {ANY} from '../packet/address.ts';
import {type IpAddress, formatIp, isIpv6, isMulticastIp, parseIp} from '../packet/ip-address.ts';
import {UNSPECIFIED, isLinkLocal6} from '../packet/ipv6-address.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {joinDevice} from '../stack/join-device.ts';
import {addressOf, interfaceOf} from './parse.ts';

export interface Destination {
  readonly address: IpAddress;
  /** The interface behind a `%` (RFC 4007 §11). */
  readonly device: Interface | undefined;
}

/**
 * An address, with `%` and an interface behind it where it is of a link, or a name the host knows.
 *
 * @throws {NetworkError} ENOTFOUND, EINVAL, ENODEV
 */
export function destinationOf({host, names}: LabHost, name: string, family?: Family): Destination {
  const [text = '', zone] = name.split('%', 2);
  const address = parseIp(text) ?? names.get(name, version(family));
  if (address === undefined) throw new NetworkError('ENOTFOUND', `cannot resolve ${name}: Unknown host`);
  if (address === ANY || address === UNSPECIFIED) {
    throw new NetworkError('EINVAL', `${formatIp(address)} is no destination`);
  }
  if (family !== undefined && isIpv6(address) !== (family === 'inet6')) {
    const asked = family === 'inet6' ? 'an IPv6' : 'an IPv4';
    throw new NetworkError('EINVAL', `${text} is not ${asked} address`);
  }
  if (zone === undefined) return {address, device: undefined};
  if (!isIpv6(address) || !(isLinkLocal6(address) || isMulticastIp(address))) {
    throw new NetworkError('EINVAL', `${text} is not an address of a link: leave out %${zone}`);
  }
  return {address, device: interfaceOf(host, zone)};
}

/** An address of the host's own, where one is asked for. @throws {NetworkError} EUSAGE, EADDRNOTAVAIL */
export function sourceOf(host: Host, text: string | undefined, destination?: IpAddress): IpAddress | undefined {
  const source = text === undefined ? undefined : addressOf(text);
  if (source === undefined) return undefined;
  if (!host.interfaces.isOwn(source)) {
    throw new NetworkError('EADDRNOTAVAIL', `${formatIp(source)} is not an address of ${host.name}`);
  }
  if (destination !== undefined && isIpv6(source) !== isIpv6(destination)) {
    const message = `${formatIp(source)} and ${formatIp(destination)} are of different versions of IP`;
    throw new NetworkError('EINVAL', message);
  }
  return source;
}

export function version(family: Family | undefined): 4 | 6 | undefined {
  if (family === undefined) return undefined;
  return family === 'inet6' ? 6 : 4;
}

/** @throws {NetworkError} ENOENT: the host has been removed while it was used */
export function checkThere({host, removed}: LabHost): void {
  if (removed) throw new NetworkError('ENOENT', `the host ${host.name} was removed`);
}

/** A group, and the interface it is joined on. */
export interface JoinedGroup {
  readonly iface: Interface;
  readonly group: IpAddress;
}

/** The groups that who is bound to `address` asks for. @throws {NetworkError} EUSAGE, ENODEV */
export function groupsOf(
  host: Host,
  address: IpAddress,
  join: readonly {readonly group: string; readonly dev?: string}[] = [],
): JoinedGroup[] {
  return join.map(({group: text, dev}) => {
    const group = addressOf(text);
    return {group, iface: interfaceOf(host, dev) ?? joinDevice(host, group, address)};
  });
}
