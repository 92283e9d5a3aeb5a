import type {InterfaceState} from '../../api/schema/interface.ts';
import type {Statistics} from '../../api/schema/statistics.ts';
import {PLAIN, type Paint} from './paint.ts';
import {renderTable} from './table.ts';

/** Groups of counters, those that are not 0; a group without any is left out. */
export function renderStatistics({groups}: Statistics, paint: Paint = PLAIN): string {
  const parts = groups.flatMap(({name, counters}) => {
    const lines = Object.entries(counters).filter(([, count]) => count > 0);
    if (lines.length === 0) return [];
    return [`${paint.heading(`${name}:`)}\n${lines.map(([what, count]) => `\t${count} ${what}\n`).join('')}`];
  });
  return parts.join('') || 'nothing has happened yet';
}

/** One line an interface. */
export async function renderInterfaceTable(states: readonly InterfaceState[], paint: Paint = PLAIN): Promise<string> {
  return renderTable(
    ['NAME', 'MTU', 'RX', 'RX ERR', 'RX DROP', 'TX', 'TX ERR', 'TX DROP', 'FLAGS'].map((text) => paint.heading(text)),
    states.map(({ifname, mtu, stats64: {rx, tx}, flags}) => [
      ifname,
      ...[mtu, rx.packets, rx.errors, rx.dropped, tx.packets, tx.errors, tx.dropped].map(String),
      flags.join(' '),
    ]),
  );
}
