import {type Ipv6Address, isLinkLocal6, isNear} from '../../packet/ipv6-address.ts';
import type {Interface} from '../interface.ts';

/**
 * The address of a packet that leaves by `iface` (RFC 6724 §4): one of that interface, but where it has only the one of
 * its link, and the packet goes beyond that, one of another interface.
 */
export function sourceBy(
  iface: Interface,
  interfaces: Iterable<Interface>,
  destination: Ipv6Address,
): Ipv6Address | undefined {
  const own = iface.ipv6.sourceFor(destination);
  if (own !== undefined && (!isLinkLocal6(own) || isNear(destination))) return own;
  for (const {device, ipv6} of interfaces) {
    const source = device.medium === 'loopback' ? undefined : ipv6.sourceFor(destination);
    if (source !== undefined && !isLinkLocal6(source)) return source;
  }
  return own;
}
