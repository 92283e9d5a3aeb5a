/** What a host has by DHCP, for people. */
import type {DhcpLease, DhcpState} from '../../api/schema/dhcp.ts';
import {PLAIN, type Paint} from './paint.ts';
import {renderTable} from './table.ts';

/** One line: `eth1: 10.0.2.15/24 from 10.0.2.2, router 10.0.2.2, resolver 10.0.2.3, for 86400 s`. */
export function renderLease({ifname, state, lease}: DhcpState): string {
  if (!lease) return `${ifname}: no lease yet (${state})`;
  const {local, prefixlen, server, routers, nameservers, mtu} = lease;
  const parts = [
    `${local}/${prefixlen} from ${server}`,
    ...(routers.length > 0 ? [`router ${routers[0]!}`] : []),
    ...(nameservers.length > 0 ? [`resolver ${nameservers.join(' ')}`] : []),
    ...(mtu === undefined ? [] : [`MTU ${mtu}`]),
    timeLeft(lease),
  ];
  return `${ifname}: ${parts.join(', ')}`;
}

export async function renderDhcp(states: readonly DhcpState[], paint: Paint = PLAIN): Promise<string> {
  if (states.length === 0) return 'no interface is configured by DHCP';
  return renderTable(
    ['NAME', 'STATE', 'ADDRESS', 'SERVER', 'ROUTER', 'RESOLVER', 'LEFT'].map((text) => paint.heading(text)),
    states.map(({ifname, state, lease, refusal}) => [
      ifname,
      refusal === undefined ? state : `${state} (${paint.alert(`refused: ${refusal}`)})`,
      lease ? `${lease.local}/${lease.prefixlen}` : '-',
      lease?.server ?? '-',
      lease?.routers[0] ?? '-',
      lease?.nameservers.join(' ') || '-',
      lease ? timeLeft(lease) : '-',
    ]),
  );
}

function timeLeft({expires_in: left}: DhcpLease): string {
  return left === null ? 'for ever' : `for ${Math.round(left)} s`;
}
