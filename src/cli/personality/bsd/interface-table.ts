/** Interfaces as `netstat -i` of FreeBSD 14 prints them: one line for each, and one for each of its addresses. */
import type {AddressState, InterfaceState} from '../../../api/schema/interface.ts';
import {formatAddress, networkOf, parseAddress} from '../../../packet/address.ts';
import {formatIpv6, networkOf6, parseIpv6} from '../../../packet/ipv6-address.ts';
import {scoped} from './bsd-route.ts';
import type {BsdInterface} from './interface-kind.ts';
import type {KnownNames} from './known-names.ts';

export interface InterfaceTableStyle {
  readonly names: KnownNames | undefined;
  /** Lines of one version of IP only, without those of the interfaces themselves. */
  readonly family: 'inet' | 'inet6' | 'link' | undefined;
  /** With octets (`-b`). */
  readonly octets: boolean;
  /** With packets that were dropped when they were to be sent (`-d`). */
  readonly drops: boolean;
  /** Numbers as people read them (`-h`). */
  readonly human: boolean;
}

interface Line {
  readonly name: string;
  readonly mtu: number | undefined;
  readonly network: string;
  readonly address: string;
  /** Of the interface; an address has none of its own. */
  readonly counters: InterfaceState['stats64'] | undefined;
}

/** The network that FreeBSD's `/etc/networks` has a name for. */
const NAMED_NETWORK = {network: '127.0.0.0/8', name: 'your-net'} as const;

export function interfacesTable(all: readonly BsdInterface[], style: InterfaceTableStyle): string {
  const lines = all.flatMap((iface) => linesOf(iface, style));
  const counted = lines.flatMap(({counters}) => counters ?? []);
  const {octets, drops, human} = style;
  const widest = (least: number, numbers: readonly number[]): number =>
    human ? least : Math.max(least, ...numbers.map(widthOf));
  const widths = {
    name: Math.max(5, ...lines.map(({name}) => name.length)),
    network: Math.max(8, ...lines.map(({network}) => network.length)),
    address: Math.max(8, ...lines.map(({address}) => address.length)),
    packets: widest(
      8,
      counted.flatMap(({rx, tx}) => [rx.packets, tx.packets]),
    ),
    errors: widest(
      5,
      counted.flatMap(({rx, tx, collisions}) => [rx.errors, rx.dropped, collisions, ...(drops ? [tx.dropped] : [])]),
    ),
    octets: widest(10, octets ? counted.flatMap(({rx, tx}) => [rx.bytes, tx.bytes]) : []),
  };
  const number = (value: number | undefined, width: number, unit = 1000): string =>
    (value === undefined ? '-' : human ? humanNumber(value, unit) : String(value)).padStart(width);
  const head = [
    `${'Name'.padEnd(widths.name)} ${'Mtu'.padStart(5)} ${'Network'.padEnd(widths.network)}  ${'Address'.padEnd(widths.address)}`,
    'Ipkts'.padStart(widths.packets),
    'Ierrs'.padStart(widths.errors),
    'Idrop'.padStart(widths.errors),
    ...(octets ? ['Ibytes'.padStart(widths.octets)] : []),
    'Opkts'.padStart(widths.packets),
    'Oerrs'.padStart(widths.errors),
    ...(octets ? ['Obytes'.padStart(widths.octets)] : []),
    'Coll'.padStart(widths.errors),
    ...(drops ? ['Drop'.padStart(widths.errors)] : []),
  ].join(' ');
  const rows = lines.map(({name, mtu, network, address, counters}) => {
    const {rx, tx, collisions} = counters ?? {};
    // An address has packets, and nothing else, of its own; none are counted here.
    const packets = (value: number | undefined): string => number(value ?? 0, widths.packets);
    return [
      `${name.padEnd(widths.name)}${number(mtu, 6, 1024)} ${network.padEnd(widths.network)}  ${address.padEnd(widths.address)}`,
      packets(rx?.packets),
      number(rx?.errors, widths.errors),
      number(rx?.dropped, widths.errors),
      ...(octets ? [number(rx?.bytes ?? 0, widths.octets, 1024)] : []),
      packets(tx?.packets),
      number(tx?.errors, widths.errors),
      ...(octets ? [number(tx?.bytes ?? 0, widths.octets, 1024)] : []),
      number(collisions, widths.errors),
      ...(drops ? [` ${number(tx?.dropped, widths.errors)}`.slice(1)] : []),
    ].join(' ');
  });
  return [head, ...rows, ''].join('\n');
}

function linesOf(iface: BsdInterface, {names, family}: InterfaceTableStyle): Line[] {
  const {state} = iface;
  const name = iface.name + (state.flags.includes('UP') ? '' : '*');
  const own: Line = {
    name,
    mtu: state.mtu,
    network: `<Link#${state.ifindex}>`,
    address: state.address?.toLowerCase() ?? iface.name,
    counters: state.stats64,
  };
  const addresses = state.addr_info
    .filter((each) => family === undefined || each.family === family)
    .map((each) => ({name, mtu: undefined, counters: undefined, ...addressColumns(each, iface.name, names)}));
  return family === undefined || family === 'link' ? [own, ...(family === 'link' ? [] : addresses)] : addresses;
}

function addressColumns(
  {family, local, prefixlen}: AddressState,
  link: string,
  names: KnownNames | undefined,
): {network: string; address: string} {
  const address = names?.nameOf(local) ?? scoped(local, link);
  if (family === 'inet') {
    const network = `${formatAddress(networkOf(parseAddress(local)!, prefixlen))}/${prefixlen}`;
    return {network: names && network === NAMED_NETWORK.network ? NAMED_NETWORK.name : network, address};
  }
  const network = formatIpv6(networkOf6(parseIpv6(local)!, prefixlen));
  return {network: names?.nameOf(network) ?? `${scoped(network, link)}/${prefixlen}`, address};
}

/** The room for a number as the original reckons it, one blank with it. */
function widthOf(value: number): number {
  let width = 2;
  for (let rest = value; rest > 10; rest = Math.floor(rest / 10)) width++;
  return width;
}

/** At most four characters: `999`, `1.5k`, `12k`, `1.0M`. */
function humanNumber(value: number, unit: number): string {
  const units = ['', unit === 1000 ? 'k' : 'K', 'M', 'G', 'T', 'P', 'E'];
  let place = 0;
  let rest = value;
  while (rest >= unit - (place === 0 ? 0 : 0.5) && place < units.length - 1) {
    rest /= unit;
    place++;
  }
  if (place === 0) return String(value);
  return `${rest < 9.95 ? rest.toFixed(1) : Math.round(rest)}${units[place]!}`;
}
