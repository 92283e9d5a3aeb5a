/** Where a host sends to and from, as requests name it. */
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {ANY, type Ipv4Address, formatAddress, parseAddress} from '../packet/address.ts';
import type {Host} from '../stack/host.ts';
import {addressOf} from './parse.ts';

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

/** @throws {NetworkError} ENOENT: the host has been removed while it was used */
export function checkThere({host, removed}: LabHost): void {
  if (removed) throw new NetworkError('ENOENT', `the host ${host.name} was removed`);
}
