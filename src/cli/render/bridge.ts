/** Bridges, their ports and the stations behind them, for people. */
import type {BridgeDetails, BridgeState} from '../../api/schema/bridge.ts';
import {counterWords} from './counters.ts';
import {PLAIN, type Paint} from './paint.ts';
import {renderTable} from './table.ts';

export async function renderBridges(bridges: readonly BridgeState[], paint: Paint = PLAIN): Promise<string> {
  if (bridges.length === 0) return 'no bridges';
  return renderTable(
    ['NAME', 'STATE', 'ADDRESS', 'MTU', 'AGEING', 'PORTS'].map((text) => paint.heading(text)),
    bridges.map(({ifname, up, address, mtu, ageing, ports}) => [
      ifname,
      up ? 'up' : 'down',
      address,
      String(mtu),
      `${ageing}s`,
      ports.map((port) => port.ifname).join(' ') || '-',
    ]),
  );
}

/** The bridge, what became of the frames of each port, and which station is behind which. */
export async function renderBridge(bridge: BridgeDetails, paint: Paint = PLAIN): Promise<string> {
  const {ifname, up, mtu, ageing} = bridge;
  const ports = bridge.ports.map((port) => [
    port.ifname,
    port.state === 'down' ? paint.alert('down') : port.state,
    counterWords(port.counters, 'none'),
  ]);
  const stations = bridge.stations.map(({mac, port, age, local}) => [
    mac,
    port,
    local ? 'its own' : `${age.toFixed(1)}s`,
  ]);
  const tables = [
    await renderTable(headings(['PORT', 'STATE', 'FRAMES'], paint), ports),
    await renderTable(headings(['STATION', 'PORT', 'AGE'], paint), stations),
  ];
  const title = `${paint.heading(ifname)}: ${up ? 'up' : paint.alert('down')}, MTU ${mtu}, ageing ${ageing}s`;
  const hint = up ? [] : [`it carries nothing; bring it up: ifconfig ${ifname} up`];
  return [title, ...[...hint, ...tables].map((part) => part.replace(/^/gm, '  '))].join('\n');
}

function headings(texts: readonly string[], paint: Paint): string[] {
  return texts.map((text) => paint.heading(text));
}
