/** What a DHCP server has let a host have, and until when. */
import {
  type Ipv4Address,
  LIMITED_BROADCAST,
  classfulPrefixLength,
  isMulticast,
  prefixLengthOf,
} from '../../packet/address.ts';
import {DHCP_INFINITE, type DhcpMessage} from '../../packet/dhcp.ts';

/** Moments are in milliseconds of the lab's clock; `null` is never. */
export interface Lease {
  readonly address: Ipv4Address;
  readonly prefixLength: number;
  readonly routers: readonly Ipv4Address[];
  readonly nameservers: readonly Ipv4Address[];
  readonly domain?: string;
  readonly mtu?: number;
  /** Who gave it. */
  readonly server: Ipv4Address;
  /** When it was asked for. */
  readonly since: number;
  /** T1: from then on the server is asked for more time. */
  readonly renews: number | null;
  /** T2: from then on any server is. */
  readonly rebinds: number | null;
  readonly expires: number | null;
}

/** More than any host has use for. */
const MOST_ADDRESSES = 8;
/** RFC 2132 §5.1. */
const SMALLEST_MTU = 68;

/**
 * What an offer or an acknowledgement says, counted from when it was asked for (RFC 2131 §4.4.5).
 *
 * @returns `undefined` where it lets the host have nothing that it can use
 */
export function leaseOf({yours, options}: DhcpMessage, since: number): Lease | undefined {
  const {server, lease, mask, mtu, domain, routers = [], nameservers = []} = options;
  const prefixLength = mask === undefined ? classfulPrefixLength(yours) : prefixLengthOf(mask);
  if (server === undefined || prefixLength === undefined || prefixLength === 0) return undefined;
  if (!isStation(yours) || !lease) return undefined;
  return {
    address: yours,
    prefixLength,
    routers: routers.filter(isStation).slice(0, MOST_ADDRESSES),
    nameservers: nameservers.filter(isStation).slice(0, MOST_ADDRESSES),
    ...(domain !== undefined && {domain}),
    ...(mtu !== undefined && mtu >= SMALLEST_MTU && {mtu}),
    server,
    since,
    ...moments(since, lease, options),
  };
}

/** T1 and T2 are half and seven eighths of the time, unless the server says what is possible (RFC 2131 §4.4.5). */
function moments(
  since: number,
  lease: number,
  {renewal, rebinding}: DhcpMessage['options'],
): Pick<Lease, 'renews' | 'rebinds' | 'expires'> {
  if (lease === DHCP_INFINITE) return {renews: null, rebinds: null, expires: null};
  const ordered = renewal !== undefined && rebinding !== undefined && 0 < renewal && renewal < rebinding;
  const [first, second] = ordered && rebinding < lease ? [renewal, rebinding] : [lease / 2, (lease * 7) / 8];
  return {renews: since + first * 1000, rebinds: since + second * 1000, expires: since + lease * 1000};
}

/** Whether one station can have that address. */
function isStation(address: Ipv4Address): boolean {
  const first = address >>> 24;
  return (
    first !== 0 && first !== 127 && !isMulticast(address) && address < 0xf000_0000 && address !== LIMITED_BROADCAST
  );
}
