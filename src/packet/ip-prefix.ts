/** Prefixes of either version of IP. */
import {formatPrefix, networkOf, parsePrefix} from './address.ts';
import {type IpAddress, isIpv6} from './ip-address.ts';
import {formatPrefix6, networkOf6, parsePrefix6} from './ipv6-address.ts';

export interface IpPrefix {
  readonly address: IpAddress;
  readonly length: number;
}

/** An address or `address/length`, or `default`, which is IPv4's; `undefined` for anything else. Host bits are kept. */
export function parseIpPrefix(text: string): IpPrefix | undefined {
  return text.includes(':') ? parsePrefix6(text) : parsePrefix(text);
}

/** `default`, a bare address where all bits count, else `address/length`. */
export function formatIpPrefix({address, length}: IpPrefix): string {
  return isIpv6(address) ? formatPrefix6({address, length}) : formatPrefix({address, length});
}

export function networkOfIp(address: IpAddress, length: number): IpAddress {
  return isIpv6(address) ? networkOf6(address, length) : networkOf(address, length);
}
