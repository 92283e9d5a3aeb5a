/** Clients of DHCP and what they have, as the API tells it. */
import type {DhcpLease, DhcpState} from '../api/schema/dhcp.ts';
import {formatAddress} from '../packet/address.ts';
import type {DhcpClient} from '../stack/dhcp/client.ts';
import type {Lease} from '../stack/dhcp/lease.ts';

export function dhcpState({iface, state, lease, refusal, counters}: DhcpClient, now: number): DhcpState {
  return {
    ifname: iface.name,
    state,
    lease: lease ? dhcpLease(lease, now) : null,
    ...(refusal !== undefined && {refusal}),
    counters: {...counters},
  };
}

export function dhcpLease({address, prefixLength, domain, mtu, server, ...lease}: Lease, now: number): DhcpLease {
  const left = (moment: number | null): number | null => (moment === null ? null : (moment - now) / 1000);
  return {
    local: formatAddress(address),
    prefixlen: prefixLength,
    routers: lease.routers.map(formatAddress),
    nameservers: lease.nameservers.map(formatAddress),
    ...(domain !== undefined && {domain}),
    ...(mtu !== undefined && {mtu}),
    server: formatAddress(server),
    renews_in: left(lease.renews),
    rebinds_in: left(lease.rebinds),
    expires_in: left(lease.expires),
  };
}
