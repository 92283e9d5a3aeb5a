/** Addresses as they lie in Linux's structures: their octets, in network order. */
import {formatMac, parseMac, readMac, writeMac} from '../packet/ethernet.ts';
import {type IpAddress, formatIp, isIpv6, parseIp} from '../packet/ip-address.ts';
import {readIpv6Address, writeIpv6Address} from '../packet/ipv6-address.ts';
import {readUint32, writeUint32} from '../packet/octets.ts';

export const AF = {unspec: 0, inet: 2, packet: 17, inet6: 10} as const;

export function octetsOfAddress(text: string | undefined): Uint8Array | undefined {
  const address = text === undefined ? undefined : parseIp(text);
  if (address === undefined) return undefined;
  const octets = new Uint8Array(isIpv6(address) ? 16 : 4);
  if (isIpv6(address)) writeIpv6Address(octets, 0, address);
  else writeUint32(octets, 0, address);
  return octets;
}

/** `undefined` where there are neither 4 nor 16 octets. */
export function addressOfOctets(octets: Uint8Array | undefined): string | undefined {
  if (octets?.length !== 4 && octets?.length !== 16) return undefined;
  const address: IpAddress = octets.length === 4 ? readUint32(octets, 0) : readIpv6Address(octets, 0);
  return formatIp(address);
}

export function octetsOfMac(text: string | undefined): Uint8Array | undefined {
  const mac = text === undefined ? undefined : parseMac(text);
  if (mac === undefined) return undefined;
  const octets = new Uint8Array(6);
  writeMac(octets, 0, mac);
  return octets;
}

export function macOfOctets(octets: Uint8Array | undefined): string | undefined {
  return octets?.length === 6 ? formatMac(readMac(octets, 0)) : undefined;
}
