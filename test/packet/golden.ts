import {fromHex} from '../../src/packet/hex.ts';
import {parseIpv6} from '../../src/packet/ipv6-address.ts';

/** The octets of a hexadecimal text that is known to be right. */
export function hex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (!bytes) throw new Error(`not hexadecimal: ${text}`);
  return bytes;
}

/**
 * A ping of Haiku from 10.10.10.10 to itself as an application read it from its tun driver, with its Ethernet header:
 * identifier 0x5702, sequence 0, IP identification 0x9c72, TTL 254, a time stamp of 1686024960359008 µs.
 */
export const PING_FRAME =
  '0000000000000000000000000800450000549c720000fe01f80e0a0a0a0a0a0a0a0a0800097c57020000603ad8466efd0500' +
  '08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637';

export const PING_PACKET = PING_FRAME.slice(28);

/** The address of a text that is known to be right. */
export function ip6(text: string): bigint {
  const address = parseIpv6(text);
  if (address === undefined) throw new Error(`not an IPv6 address: ${text}`);
  return address;
}

/** 2001:db8::1 pings 2001:db8::2: traffic class 0xb8, flow label 0x12345, identifier 1, sequence 2, 8 octets of data. */
export const PING6_PACKET =
  '6b8123450010 3a40 20010db8000000000000000000000001 20010db8000000000000000000000002' +
  '8000 1429 0001 0002 0102030405060708';
