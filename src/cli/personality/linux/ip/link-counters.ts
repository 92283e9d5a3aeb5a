/** What an interface has been counted with, as `ip -s` prints it. */
import type {DeviceState} from '../../../../api/schema/device.ts';
import type {InterfaceState} from '../../../../api/schema/interface.ts';
import type {IpJson} from './answer.ts';
import type {IpOptions} from './options.ts';

interface Direction {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

export interface LinkCounters {
  readonly rx: Direction & {readonly multicast: number};
  readonly tx: Direction & {readonly collisions: number};
  /** How often its link came or went. */
  readonly carrierChanges: number;
  json(statistics: number): IpJson;
}

export function countersOf({stats64: {rx, tx, collisions}}: InterfaceState, device?: DeviceState): LinkCounters {
  const carrierChanges = device?.persist === true ? 1 : 0;
  const received = pick(rx);
  const sent = pick(tx);
  return {
    rx: {...received, multicast: rx.multicast},
    tx: {...sent, collisions},
    carrierChanges,
    json: (statistics) => ({
      rx: {
        ...received,
        over_errors: 0,
        multicast: rx.multicast,
        ...(statistics > 1 && {length_errors: 0, crc_errors: 0, frame_errors: 0, fifo_errors: 0, missed_errors: 0}),
      },
      tx: {
        ...sent,
        carrier_errors: 0,
        collisions,
        ...(statistics > 1 && {
          aborted_errors: 0,
          fifo_errors: 0,
          window_errors: 0,
          heartbeat_errors: 0,
          carrier_changes: carrierChanges,
        }),
      },
    }),
  };
}

/** Four lines, or eight where it was asked for twice; the last has no end. */
export function counterText({rx, tx, carrierChanges}: LinkCounters, options: IpOptions): string {
  const twice = options.statistics > 1;
  const end = options.oneline ? '\\' : '\n';
  const number = numberFormat(options);
  const values = [
    [rx.bytes, rx.packets, rx.errors, rx.dropped, 0, rx.multicast],
    [tx.bytes, tx.packets, tx.errors, tx.dropped, 0, tx.collisions],
    ...(twice ? [[0, 0, 0, 0, 0, carrierChanges]] : []),
  ];
  const least = ['*X errors:', 'packets', 'errors', 'dropped', 'heartbt', 'overrun'].map(({length}) => length);
  // Of the original's width: of the plain numbers, also where a unit makes them shorter.
  const widths = least.map((width, place) => Math.max(width, ...values.map((row) => String(row[place]).length)));
  const row = (cells: readonly (string | number)[], from = 0): string =>
    cells
      .map((cell, place) => (typeof cell === 'number' ? number(cell) : cell).padStart(widths[place + from]!))
      .join(' ');
  const titled = (title: string, names: readonly string[]): string => `    ${title}${row(names).slice(title.length)}`;
  const part = (title: string, names: readonly string[], cells: readonly number[]): string =>
    `${titled(title, names)} ${''.padStart(10)}${end}    ${row(cells)} `;
  const fine = (title: string, names: readonly string[], cells: readonly number[]): string =>
    `${end}${titled(title, ['', ...names])}${end}${' '.repeat(widths[0]! + 5)}${row(cells, 1)} `;
  return [
    part('RX:', ['bytes', 'packets', 'errors', 'dropped', 'missed', 'mcast'], values[0]!),
    ...(twice ? [fine('RX errors:', ['length', 'crc', 'frame', 'fifo', 'overrun'], [0, 0, 0, 0, 0])] : []),
    end,
    part('TX:', ['bytes', 'packets', 'errors', 'dropped', 'carrier', 'collsns'], values[1]!),
    ...(twice
      ? [fine('TX errors:', ['aborted', 'fifo', 'window', 'heartbt', 'transns'], [0, 0, 0, 0, carrierChanges])]
      : []),
  ].join('');
}

function pick({bytes, packets, errors, dropped}: Direction): Direction {
  return {bytes, packets, errors, dropped};
}

/** With a unit where one was asked for. */
function numberFormat({human, iec}: IpOptions): (value: number) => string {
  if (!human) return String;
  const base = iec ? 1024 : 1000;
  return (value) => {
    if (value < base) return String(value);
    const units = 'KMGTPE';
    let unit = 0;
    let scaled = value / base;
    while (scaled >= base && unit < units.length - 1) {
      scaled /= base;
      unit++;
    }
    return `${scaled.toFixed(scaled < 10 ? 2 : scaled < 100 ? 1 : 0)}${units[unit]!}${iec ? 'i' : ''}`;
  };
}
