/** An interface as Haiku's `ifconfig` prints it. */
import type {AddressState, Counters, InterfaceFlag, InterfaceState} from '../../api/schema/interface.ts';
import {personalName} from '../../names.ts';
import {formatAddress, maskOf} from '../../packet/address.ts';

/** In the order they are printed; the other flags are not. */
const FLAG_WORDS: readonly (readonly [InterfaceFlag, string])[] = [
  ['UP', 'up'],
  ['NOARP', 'noarp'],
  ['BROADCAST', 'broadcast'],
  ['LOOPBACK', 'loopback'],
  ['PROMISC', 'promiscuous'],
  ['ALLMULTI', 'allmulti'],
  ['LOWER_UP', 'link'],
];

/** By BSD's words, in the order they are printed. */
const NOTES = [
  ['dynamic', 'autoconf'],
  ['tentative', 'tentative'],
  ['optimistic', 'optimistic'],
  ['deprecated', 'deprecated'],
  ['dadfailed', 'duplicated'],
] as const satisfies readonly (readonly [keyof AddressState, string])[];

const HARDWARE: Readonly<Record<InterfaceState['link_type'], string>> = {
  loopback: 'Local Loopback',
  ether: 'Ethernet',
  none: 'unknown',
};

/** What Haiku prints for an address that is not set. */
const UNSET = '--';

/** Ends with the line break before the empty line that follows each interface: print it with one more. */
export function renderInterface(state: InterfaceState): string {
  const name = personalName('haiku', state.ifname);
  const {rx, tx, collisions} = state.stats64;
  const first = `Hardware type: ${HARDWARE[state.link_type]}, Address: ${state.address?.toLowerCase() ?? 'none'}`;
  return [
    // A longer name would reach past the first tab stop.
    name.length < 8 ? `${name}\t${first}` : `${name}\n\t${first}`,
    ...addressLines(state).map((line) => `\t${line}`),
    `\tMTU: ${state.mtu}, Metric: ${state.metric}${flagWords(state.flags)}`,
    `\tReceive: ${counterWords(rx)}`,
    `\tTransmit: ${counterWords(tx)}`,
    `\tCollisions: ${collisions}`,
    '',
  ].join('\n');
}

function addressLines({addr_info: addresses, flags}: InterfaceState): string[] {
  const lines = addresses.map((address) => addressLine(address, flags.includes('BROADCAST')));
  // A new interface of Haiku owns one empty IPv4 address; scripts look for exactly these dashes.
  if (!addresses.some(({family}) => family === 'inet')) lines.unshift(`inet addr: ${UNSET}, Mask: ${UNSET}`);
  return lines;
}

function addressLine(address: AddressState, hasBroadcast: boolean): string {
  const {family, local, broadcast, prefixlen} = address;
  const start = `${family} addr: ${shown(local)}${hasBroadcast ? `, Bcast: ${shown(broadcast)}` : ''}`;
  if (family === 'inet') return `${start}, Mask: ${shown(formatAddress(maskOf(prefixlen)))}`;
  return `${start}, Prefix Length: ${prefixlen}${noteWords(address)}`;
}

/** What Haiku has no words for stands behind what it prints. */
function noteWords(address: AddressState): string {
  const words = NOTES.filter(([note]) => address[note]).map(([, word]) => word);
  return words.length === 0 ? '' : `, ${words.join(' ')}`;
}

function shown(address: string | undefined): string {
  return address === undefined || address === '0.0.0.0' ? UNSET : address;
}

function flagWords(flags: readonly InterfaceFlag[]): string {
  const words = FLAG_WORDS.filter(([flag]) => flags.includes(flag)).map(([, word]) => word);
  return words.length === 0 ? '' : `, ${words.join(' ')}`;
}

function counterWords({packets, errors, bytes, multicast, dropped}: Counters): string {
  return `${packets} packets, ${errors} errors, ${bytes} bytes, ${multicast} mcasts, ${dropped} dropped`;
}
