/** Ways out of a lab, for people. */
import type {UplinkState} from '../../api/schema/uplink.ts';
import {counterWords} from './counters.ts';
import {renderLease} from './dhcp.ts';
import {PLAIN, type Paint} from './paint.ts';
import {renderTable} from './table.ts';

export async function renderUplinks(uplinks: readonly UplinkState[], paint: Paint = PLAIN): Promise<string> {
  if (uplinks.length === 0) return 'no uplinks';
  return renderTable(
    ['NIC', 'VIA', 'STATE', 'NETWORK', 'ADDRESS', 'REACHES'].map((text) => paint.heading(text)),
    uplinks.map(({host, ifname, via, state, network, lease, restrict}) => [
      `${host}:${ifname}`,
      via,
      state === 'failed' ? paint.alert(state) : state,
      network,
      lease ? `${lease.local}/${lease.prefixlen}` : '-',
      reach(restrict),
    ]),
  );
}

/** What it is, what the host has from it, and what became of its frames. */
export function renderUplink(uplink: UplinkState, paint: Paint = PLAIN): string {
  const {host, ifname, via, state, reason, pid, restrict, lease, sent, received, dropped} = uplink;
  const guard = pid === null ? '' : `, process ${pid}`;
  return [
    `${paint.heading(`${host}:${ifname}`)}: via ${via}, ${state === 'failed' ? paint.alert(state) : state}${guard}`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    `  reaches ${reach(restrict)}`,
    ...(lease ? [`  ${renderLease({ifname, state: 'bound', lease, counters: {}})}`] : []),
    `  frames: ${sent} sent, ${received} received; not sent: ${counterWords(dropped, 'none')}`,
  ].join('\n');
}

function reach(restrict: boolean): string {
  return restrict ? 'nothing but its gateway' : 'what this machine reaches';
}
