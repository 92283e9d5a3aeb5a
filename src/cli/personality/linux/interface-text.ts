/** Interfaces as `ifconfig` of net-tools 2.10 prints them. */
import type {AddressState, Counters, InterfaceState} from '../../../api/schema/interface.ts';
import {personalName} from '../../../names.ts';
import {formatAddress, maskOf} from '../../../packet/address.ts';
import {flagLetters, flagsText} from './interface-flags.ts';

const INDENT = ' '.repeat(8);
const SCOPE = {global: '0x0<global>', link: '0x20<link>', host: '0x10<host>'} as const;
const NO_ADDRESS = Array<string>(16).fill('00').join('-');

/** One interface; a blank line ends it. */
export function interfaceText(state: InterfaceState): string {
  // Further addresses that have no name of their own are not told.
  const first = state.addr_info.find(({family, label}) => family === 'inet' && label === undefined);
  const ipv6 = state.addr_info.filter(({family}) => family === 'inet6');
  return block(personalName('linux', state.ifname), state, [
    ...(first ? [inetLine(state, first)] : []),
    ...ipv6.map(inet6Line),
    hardwareLine(state),
    ...counterLines(state),
  ]);
}

/** An alias such as `tun0:5`, which has no counters of its own; without an address, if there is none of that name. */
export function aliasText(state: InterfaceState, name: string): string {
  const address = state.addr_info.find(({label}) => label === name);
  return block(name, state, [...(address ? [inetLine(state, address)] : []), hardwareLine(state)]);
}

/** Names of the aliases of an interface. */
function aliasesOf(state: InterfaceState): string[] {
  const names = state.addr_info.flatMap(({label}) => label ?? []);
  return names.sort((one, other) => compareNames(one, other));
}

/** An interface with all its aliases. */
export function interfaceTexts(state: InterfaceState): string {
  return [interfaceText(state), ...aliasesOf(state).map((name) => aliasText(state, name))].join('');
}

function block(name: string, state: InterfaceState, lines: readonly string[]): string {
  const first = `${name}: flags=${flagsText(state)}  mtu ${state.mtu}`;
  return `${[first, ...lines.map((line) => INDENT + line)].join('\n')}\n\n`;
}

function inetLine({flags}: InterfaceState, {local, prefixlen, address, broadcast}: AddressState): string {
  return [
    `inet ${local}`,
    `netmask ${formatAddress(maskOf(prefixlen))}`,
    ...(flags.includes('BROADCAST') ? [`broadcast ${broadcast ?? '0.0.0.0'}`] : []),
    ...(flags.includes('POINTOPOINT') ? [`destination ${address ?? local}`] : []),
  ].join('  ');
}

function inet6Line({local, prefixlen, scope}: AddressState): string {
  return `inet6 ${embedded(local)}  prefixlen ${prefixlen}  scopeid ${SCOPE[scope]}`;
}

/** An IPv4 address inside one of IPv6 is all that is printed of it. */
export function embedded(address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/, '');
}

function hardwareLine({link_type: type, address = '', txqlen = 1000}: InterfaceState): string {
  if (type === 'loopback') return `loop  txqueuelen ${txqlen}  (Local Loopback)`;
  if (type === 'ether') return `ether ${address.toLowerCase()}  txqueuelen ${txqlen}  (Ethernet)`;
  return `unspec ${NO_ADDRESS}  txqueuelen ${txqlen}  (UNSPEC)`;
}

/** The single blank behind `dropped` is the original's. Nothing here overruns, and no carrier is lost in sending. */
function counterLines({stats64: {rx, tx, collisions}}: InterfaceState): string[] {
  return [
    `RX ${totals(rx)}`,
    `RX errors ${rx.errors}  dropped ${rx.dropped}  overruns 0  frame 0`,
    `TX ${totals(tx)}`,
    `TX errors ${tx.errors}  dropped ${tx.dropped} overruns 0  carrier 0  collisions ${collisions}`,
  ];
}

function totals({packets, bytes}: Counters): string {
  return `packets ${packets}  bytes ${bytes} (${humanSize(bytes)})`;
}

/** One decimal, cut and not rounded; exactly 1024 is still in octets. */
function humanSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let unit = 0;
  while (bytes > 1024 ** (unit + 1) && unit < units.length - 1) unit++;
  const tenths = Math.floor((bytes * 10) / 1024 ** unit);
  return `${Math.floor(tenths / 10)}.${tenths % 10} ${units[unit]!}`;
}

/**
 * The table of `ifconfig -s` and `netstat -i`.
 *
 * @param head its first line, which the two print differently
 * @param only the interface or alias that alone is in it
 */
export function interfaceTable(head: string, states: readonly InterfaceState[], only?: string): string {
  const rowsOf = (state: InterfaceState): string[] => {
    if (only !== undefined) return [only.includes(':') ? aliasRow(state, only) : tableRow(state)];
    return [tableRow(state), ...aliasesOf(state).map((name) => aliasRow(state, name))];
  };
  const rows = states.flatMap(rowsOf);
  return `${[head, ...rows].join('\n')}\n`;
}

/** Head and rows do not stand below each other: the original's. */
export const IFCONFIG_HEAD = 'Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg';
export const NETSTAT_HEAD = 'Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg';

function aliasRow(state: InterfaceState, name: string): string {
  return `${name.padEnd(15)} ${String(state.mtu).padStart(5)} ${'     - no statistics available -'.padEnd(55)} ${flagLetters(state)}`;
}

function tableRow(state: InterfaceState): string {
  const {mtu, stats64} = state;
  const {rx, tx} = stats64;
  const right = (value: number, width: number): string => String(value).padStart(width);
  return [
    personalName('linux', state.ifname).slice(0, 15).padEnd(15),
    right(mtu, 5),
    right(rx.packets, 8),
    right(rx.errors, 6),
    right(rx.dropped, 6),
    '0'.padEnd(6),
    right(tx.packets, 8),
    right(tx.errors, 6),
    right(tx.dropped, 6),
    right(0, 6),
    flagLetters(state),
  ].join(' ');
}

/** By name, and by number where names have one: lo, tap0, tap1, tap10. */
export function byName(a: InterfaceState, b: InterfaceState): number {
  return compareNames(personalName('linux', a.ifname), personalName('linux', b.ifname));
}

function compareNames(one: string, other: string): number {
  const [first, second] = [one, other].map((name) => /^(.*?)(\d*)$/.exec(name)!);
  const [, word = '', number = ''] = first!;
  const [, otherWord = '', otherNumber = ''] = second!;
  if (word !== otherWord) return word < otherWord ? -1 : 1;
  return Number(number) - Number(otherNumber);
}
