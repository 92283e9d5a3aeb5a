import {IPV6_MINIMUM_MTU} from '../../packet/ipv6.ts';

/** What a "packet too big" says about the way behind a router: never less than what every link carries (RFC 8201 §4). */
export function narrowerIpv6Mtu(mtu: number): number | undefined {
  return mtu < IPV6_MINIMUM_MTU ? undefined : mtu;
}
