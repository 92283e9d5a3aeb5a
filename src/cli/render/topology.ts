/** Hosts and wires, for people. */
import type {HostState} from '../../api/schema/host.ts';
import type {WireState} from '../../api/schema/wire.ts';
import {counterWords} from './counters.ts';
import {renderDropRule} from './drop-rule.ts';
import {PLAIN, type Paint} from './paint.ts';
import {renderTable} from './table.ts';

export async function renderHosts(hosts: readonly HostState[], paint: Paint = PLAIN): Promise<string> {
  // Where all are Haiku's, as they are unless somebody asks for more, there is nothing to tell.
  const told = hosts.some(({personality}) => personality !== 'haiku');
  return renderTable(
    ['NAME', 'INTERFACES', 'FORWARDING', ...(told ? ['PERSONALITY'] : [])].map((text) => paint.heading(text)),
    hosts.map(({name, personality, interfaces, settings}) => [
      name,
      interfaces.join(' '),
      forwarded(settings).join(' ') || 'no',
      ...(told ? [personality] : []),
    ]),
  );
}

/** Versions of IP that it passes on. */
function forwarded(settings: HostState['settings']): string[] {
  return [
    ...(settings['net.inet.ip.forwarding'] === true ? ['IPv4'] : []),
    ...(settings['net.inet6.ip6.forwarding'] === true ? ['IPv6'] : []),
  ];
}

export async function renderHost(host: HostState, paint: Paint = PLAIN): Promise<string> {
  const {name, personality, interfaces, settings, names} = host;
  const table = await renderTable(
    [],
    [
      ['personality', personality],
      ['interfaces', interfaces.join(' ')],
      ...Object.entries(settings).map(([setting, value]) => [setting, value ? '1' : '0']),
      ...Object.entries(names).map(([known, addresses]) => [known, addresses.join(' ')]),
    ],
  );
  const lines = table.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
  return [paint.heading(`${name}:`), ...lines].join('\n');
}

/** One line a direction: who sends, and what became of it; then one line a frame that is still to be dropped. */
export async function renderWires(wires: readonly WireState[], paint: Paint = PLAIN): Promise<string> {
  if (wires.length === 0) return 'no wires';
  const parts = await Promise.all(
    wires.map(async (wire) => {
      const state = wire.joined ? 'joined' : paint.alert('cut');
      const title = `${paint.heading(wire.name)}: ${[state, ...impairments(wire)].join(', ')}`;
      const rows = wire.ends.map(({host, ifname, counters}) => [
        `${host}:${ifname}`,
        counterWords(counters, 'nothing sent'),
      ]);
      const table = rows.length === 0 ? [] : (await renderTable([], rows)).split('\n');
      return [title, ...[...table, ...wire.rules.map(renderDropRule)].map((line) => `  ${line}`)].join('\n');
    }),
  );
  return parts.join('\n');
}

const RATE_UNITS = [
  ['Gbit', 1e9],
  ['Mbit', 1e6],
  ['kbit', 1e3],
  ['bit', 1],
] as const;

function impairments(wire: WireState): string[] {
  const {delay, jitter, loss, duplicate, reorder, corrupt, rate} = wire;
  const times = Object.entries({delay, jitter}).map(([name, value]) => [name, value, 'ms'] as const);
  const shares = Object.entries({loss, duplicate, reorder, corrupt}).map(
    ([name, value]) => [name, value, '%'] as const,
  );
  const words = [...times, ...shares]
    .filter(([, value]) => value > 0)
    .map(([name, value, unit]) => `${name} ${value}${unit}`);
  return rate === null ? words : [...words, `rate ${rateWords(rate)}`, `queue ${queueWords(wire)}`];
}

/** In the largest unit that it is a whole number of: `10Mbit`, as it is typed. */
function rateWords(rate: number): string {
  const [unit, factor] = RATE_UNITS.find(([, size]) => rate % size === 0)!;
  return `${rate / factor}${unit}`;
}

function queueWords({queue_packets: packets, queue_octets: octets}: WireState): string {
  return octets === null ? `${packets}packets` : `${packets}packets ${octets}octets`;
}
