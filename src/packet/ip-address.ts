/** An address of either version of IP, told apart by its type: IPv4 is a number, IPv6 a bigint. */
import {type Ipv4Address, formatAddress, isMulticast, parseAddress} from './address.ts';
import {type Ipv6Address, formatIpv6, isMulticast6, parseIpv6} from './ipv6-address.ts';

export type IpAddress = Ipv4Address | Ipv6Address;

export function isIpv6(address: IpAddress): address is Ipv6Address {
  return typeof address === 'bigint';
}

/** A dotted quad, or the form of RFC 5952. */
export function formatIp(address: IpAddress): string {
  return isIpv6(address) ? formatIpv6(address) : formatAddress(address);
}

/** What `parseAddress` or `parseIpv6` takes; `undefined` for anything else. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseAddress(text);
}

export function isMulticastIp(address: IpAddress): boolean {
  return isIpv6(address) ? isMulticast6(address) : isMulticast(address);
}
