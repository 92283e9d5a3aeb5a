/** The ARP cache as Haiku's `arp` prints it. */
import type {NeighbourState} from '../../api/schema/host.ts';
import type {InterfaceState} from '../../api/schema/interface.ts';

/** Columns of the address. */
const WIDTH = 15;

/** What is not known yet has this station there. */
const NOBODY = '00:00:00:00:00:00';

/** By the states of a lab, in the order of Haiku's flags; `pub` is between. */
const STATE_WORDS: Readonly<Record<NeighbourState['state'], readonly [before: string, behind: string]>> = {
  permanent: ['permanent', 'valid'],
  failed: ['', 'reject'],
  incomplete: ['', ''],
  reachable: ['', 'valid'],
  stale: ['', 'valid'],
  delay: ['', 'valid'],
  probe: ['', 'valid'],
};

/** A line each; the interface is not told there. Nothing at all where nobody is known. */
export function renderArpCache(own: readonly OwnStation[], neighbours: readonly NeighbourState[]): string {
  return [
    ...own.map(({address, lladdr}) => line(address, lladdr, ['permanent', 'local', 'valid'])),
    ...neighbours.map(({dst, lladdr = NOBODY, state, proxy}) => {
      const [before, behind] = STATE_WORDS[state];
      return line(dst, lladdr, [before, proxy ? 'publish' : '', behind]);
    }),
  ].join('');
}

function line(address: string, station: string, flags: readonly string[]): string {
  const words = flags.filter((flag) => flag !== '').join(' ');
  return `${address.padStart(WIDTH)}  ${station.toLowerCase()}${words === '' ? '' : `  ${words}`}\n`;
}

/** An address of the host's own, and the station that it is. */
export interface OwnStation {
  readonly address: string;
  readonly lladdr: string;
}

/** Those of Ethernets that are up; one without an address has the one that is none. */
export function ownStations(interfaces: readonly InterfaceState[]): OwnStation[] {
  return interfaces.flatMap(({link_type: type, flags, address: lladdr, addr_info: addresses}) => {
    if (type !== 'ether' || lladdr === undefined || !flags.includes('UP')) return [];
    const own = addresses.filter(({family}) => family === 'inet').map(({local}) => local);
    return (own.length === 0 ? ['0.0.0.0'] : own).map((address) => ({address, lladdr}));
  });
}
