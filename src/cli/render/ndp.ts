/** What BSD's `ndp` prints. */
import type {NeighbourState} from '../../api/schema/host.ts';
import type {InterfaceState} from '../../api/schema/interface.ts';
import {isLinkLocal6, parseIpv6} from '../../packet/ipv6-address.ts';
import {PLAIN, type Paint} from './paint.ts';
import {renderTable} from './table.ts';

/** BSD has no letter for who did not answer: it forgets them. */
const STATE_LETTER: Readonly<Record<NeighbourState['state'], string>> = {
  incomplete: 'I',
  reachable: 'R',
  stale: 'S',
  delay: 'D',
  probe: 'P',
  failed: 'F',
  permanent: 'R',
};

export async function renderNdpTable(neighbours: readonly NeighbourState[], paint: Paint = PLAIN): Promise<string> {
  if (neighbours.length === 0) return 'no neighbours';
  return renderTable(
    ['Neighbor', 'Linklayer Address', 'Netif', 'Expire', 'S', 'Flags'].map((text) => paint.heading(text)),
    neighbours.map((neighbour) => [
      scoped(neighbour),
      neighbour.lladdr ?? '(incomplete)',
      neighbour.dev,
      neighbour.state === 'permanent' ? 'permanent' : '-',
      STATE_LETTER[neighbour.state],
      `${neighbour.router ? 'R' : ''}${neighbour.proxy ? 'p' : ''}`,
    ]),
  );
}

function scoped({dst, dev}: NeighbourState): string {
  return isLinkLocal6(parseIpv6(dst) ?? 0n) ? `${dst}%${dev}` : dst;
}

/** How IPv6 is on an interface, in the words that change it. */
export function renderNdpFlags({inet6}: Pick<InterfaceState, 'inet6'>): string {
  const {enabled, accept_ra: accepts, advertise: advertises} = inet6;
  const words = [enabled ? '-ifdisabled' : 'ifdisabled', accepts && 'accept_rtadv', advertises && 'advertise'];
  return `Flags: ${words.filter(Boolean).join(' ')}`;
}
