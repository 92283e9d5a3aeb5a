/** Hosts, wires and neighbours, for people. */
import type {HostState, NeighbourState} from '../../api/schema/host.ts';
import type {WireState} from '../../api/schema/wire.ts';
import {counterWords} from './counters.ts';
import {PLAIN, type Paint} from './paint.ts';
import {renderTable} from './table.ts';

export async function renderHosts(hosts: readonly HostState[], paint: Paint = PLAIN): Promise<string> {
  return renderTable(
    ['NAME', 'INTERFACES', 'FORWARDING'].map((text) => paint.heading(text)),
    hosts.map(({name, interfaces, settings}) => [
      name,
      interfaces.join(' '),
      settings['net.inet.ip.forwarding'] === true ? 'yes' : 'no',
    ]),
  );
}

/** One line a direction: who sends, and what became of it. */
export async function renderWires(wires: readonly WireState[], paint: Paint = PLAIN): Promise<string> {
  if (wires.length === 0) return 'no wires';
  const parts = await Promise.all(
    wires.map(async (wire) => {
      const state = wire.joined ? 'joined' : paint.alert('cut');
      const title = `${paint.heading(wire.name)}: ${[state, ...impairments(wire)].join(', ')}`;
      if (wire.ends.length === 0) return title;
      const rows = wire.ends.map(({host, ifname, counters}) => [
        `${host}:${ifname}`,
        counterWords(counters, 'nothing sent'),
      ]);
      const table = await renderTable([], rows);
      return `${title}\n${table.replace(/^/gm, '  ')}`;
    }),
  );
  return parts.join('\n');
}

export async function renderNeighbours(neighbours: readonly NeighbourState[], paint: Paint = PLAIN): Promise<string> {
  if (neighbours.length === 0) return 'no neighbours';
  return renderTable(
    ['ADDRESS', 'STATION', 'INTERFACE', 'STATE'].map((text) => paint.heading(text)),
    neighbours.map(({dst, lladdr = '-', dev, state, proxy}) => [dst, lladdr, dev, proxy ? `${state} proxy` : state]),
  );
}

function impairments({delay, jitter, loss, duplicate, reorder, corrupt, rate}: WireState): string[] {
  const times = Object.entries({delay, jitter}).map(([name, value]) => [name, value, 'ms'] as const);
  const shares = Object.entries({loss, duplicate, reorder, corrupt}).map(
    ([name, value]) => [name, value, '%'] as const,
  );
  const words = [...times, ...shares]
    .filter(([, value]) => value > 0)
    .map(([name, value, unit]) => `${name} ${value}${unit}`);
  return rate === null ? words : [...words, `rate ${rate}bit`];
}
