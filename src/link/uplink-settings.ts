/** How a way out is made, and the addresses in it: those of libslirp, which all programs are told to have. */
import {NetworkError} from '../errors.ts';
import {type Ipv4Address, type Prefix, formatPrefix, networkOf} from '../packet/address.ts';

export const UPLINK_PROGRAMS = ['qemu', 'passt'] as const;
export type UplinkProgramName = (typeof UPLINK_PROGRAMS)[number];

export interface UplinkSettings {
  readonly via: UplinkProgramName;
  /** Nothing but the program itself is reached. */
  readonly restrict: boolean;
  readonly network: Prefix;
}

export const UPLINK_NETWORK: Prefix = {address: 0x0a00_0200, length: 24};

/** Places in the network. */
const GATEWAY = 2;
const RESOLVER = 3;
const HOST = 15;
/** So that all of them have room. */
const LONGEST_PREFIX = 27;

export interface UplinkAddresses {
  /** Who answers for everything else; the machine's own loopback is reached by it. */
  readonly gateway: Ipv4Address;
  readonly resolver: Ipv4Address;
  /** What the lab's host is given. */
  readonly host: Ipv4Address;
}

export function uplinkAddresses({address}: Prefix): UplinkAddresses {
  return {gateway: address + GATEWAY, resolver: address + RESOLVER, host: address + HOST};
}

/** @throws {NetworkError} EINVAL: it has host bits, or no room for a gateway, a resolver and a host */
export function checkUplinkNetwork(network: Prefix): void {
  const {address, length} = network;
  const first = address >>> 24;
  const isUsual = first > 0 && first < 224 && first !== 127;
  if (isUsual && length >= 8 && length <= LONGEST_PREFIX && networkOf(address, length) === address) return;
  const message = `${formatPrefix(network)} is no network for an uplink: take one of 8 to ${LONGEST_PREFIX} bits, such as 10.0.2.0/24`;
  throw new NetworkError('EINVAL', message);
}
