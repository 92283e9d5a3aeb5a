/** The lines that `ndp` of FreeBSD 14 prints. */
import type {NeighbourState} from '../../../api/schema/host.ts';
import type {BsdInterface} from './interface-kind.ts';

const WIDTH = {address: 36, station: 17, netif: 6} as const;

export const NDP_HEADING = `${[
  'Neighbor'.padEnd(WIDTH.address),
  'Linklayer Address',
  'Netif'.padStart(WIDTH.netif),
  'Expire'.padEnd(9),
  'S',
  'Flags',
].join(' ')}\n`;

/** FreeBSD has no word for a neighbour that did not answer: it is forgotten. */
const STATE_LETTER: Readonly<Record<NeighbourState['state'], string>> = {
  incomplete: 'I',
  reachable: 'R',
  stale: 'S',
  delay: 'D',
  probe: 'P',
  failed: 'F',
  permanent: 'R',
};

/** A column that is too long takes its room from those behind it. */
export function neighbourLine(neighbour: NeighbourState, address: string, netif: string): string {
  const {lladdr, state, router, proxy} = neighbour;
  const station = lladdr?.toLowerCase() ?? '(incomplete)';
  const addressWidth = Math.max(WIDTH.address, address.length);
  const stationWidth = Math.max(station.length, WIDTH.address + WIDTH.station - addressWidth);
  const left = WIDTH.address + WIDTH.station + WIDTH.netif - addressWidth - stationWidth;
  const words = [
    address.padEnd(addressWidth),
    station.padEnd(stationWidth),
    netif.padStart(Math.max(netif.length, left)),
    lifetime(neighbour).slice(0, 9).padEnd(9),
    STATE_LETTER[state],
    `${router ? 'R' : ''}${proxy ? 'p' : ''}`,
  ];
  return `${words.join(' ')}\n`;
}

function lifetime({state, expires}: NeighbourState): string {
  if (state === 'permanent') return 'permanent';
  const seconds = Math.ceil((expires ?? 0) / 1000);
  return seconds > 0 ? duration(seconds) : 'expired';
}

/** `1d0h0m0s`: from the largest unit that is there down to seconds. */
function duration(total: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.trunc(total / 86_400), 'd'],
    [Math.trunc(total / 3600) % 24, 'h'],
    [Math.trunc(total / 60) % 60, 'm'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([count, unit]) => count > 0 || unit === 's');
  return parts
    .slice(first)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
}

/** Hours, minutes, seconds and microseconds of a day of UTC. @param now milliseconds since 1970 */
export function timeOfDay(now: number): string {
  const time = new Date(now).toISOString().slice(11, 19);
  const microseconds = Math.floor((now % 1000) * 1000);
  return `${time}.${String(microseconds).padStart(6, '0')}`;
}

/** How IPv6 is on an interface; the reachable time is not drawn by lot, as it is there. */
export function discoveryText({state: {mtu, inet6}, kind}: BsdInterface): string {
  const {enabled, accept_ra: accepts, hop_limit: hops = 64} = inet6;
  const {reachable_time: reachable = 30_000, retrans_timer: retransmission = 1000} = inet6;
  const values = [
    `linkmtu=${mtu}`,
    `maxmtu=${mtu}`,
    `curhlim=${hops}`,
    `basereachable=${seconds(reachable)}`,
    `reachable=${Math.trunc(reachable / 1000)}s`,
    `retrans=${seconds(retransmission)}`,
  ];
  const flags = [
    ...(enabled ? [] : ['disabled']),
    'nud',
    ...(accepts ? ['accept_rtadv'] : []),
    // A bridge makes none by itself.
    ...(kind === 'bridge' ? [] : ['auto_linklocal']),
  ];
  return `${values.join(', ')}\nFlags: ${flags.map((flag) => `${flag} `).join('')}\n`;
}

function seconds(milliseconds: number): string {
  return `${Math.trunc(milliseconds / 1000)}s${milliseconds % 1000}ms`;
}
