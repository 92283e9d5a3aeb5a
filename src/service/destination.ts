/** Where a host sends to and from, as requests name it. */
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {ANY, type Ipv4Address, formatAddress, parseAddress} from '../packet/address.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {joinDevice} from '../stack/ipv4/group-device.ts';
import {addressOf, interfaceOf} from './parse.ts';

/** An address, or a name the host knows. @throws {NetworkError} ENOTFOUND, EINVAL */
export function destinationOf({names}: LabHost, name: string): Ipv4Address {
  const address = parseAddress(name) ?? names.get(name);
  if (address === undefined) throw new NetworkError('ENOTFOUND', `cannot resolve ${name}: Unknown host`);
  if (address === ANY) throw new NetworkError('EINVAL', '0.0.0.0 is no destination');
  return address;
}

/** An address of the host's own, where one is asked for. @throws {NetworkError} EUSAGE, EADDRNOTAVAIL */
export function sourceOf(host: Host, text: string | undefined): Ipv4Address | undefined {
  const source = text === undefined ? undefined : addressOf(text);
  if (source !== undefined && !host.interfaces.isOwn(source)) {
    throw new NetworkError('EADDRNOTAVAIL', `${formatAddress(source)} is not an address of ${host.name}`);
  }
  return source;
}

/** A group, and the interface it is joined on. */
export interface JoinedGroup {
  readonly iface: Interface;
  readonly group: Ipv4Address;
}

/** The groups that who is bound to `address` asks for. @throws {NetworkError} EUSAGE, ENODEV */
export function groupsOf(
  host: Host,
  address: Ipv4Address,
  join: readonly {readonly group: string; readonly dev?: string}[] = [],
): JoinedGroup[] {
  return join.map(({group: text, dev}) => {
    const group = addressOf(text);
    return {group, iface: interfaceOf(host, dev) ?? joinDevice(host, group, address)};
  });
}
