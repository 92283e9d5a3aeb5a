/** Interfaces as `ifconfig` of FreeBSD 14 prints them. */
import type {AddressState} from '../../../api/schema/interface.ts';
import {broadcastOf, formatAddress, maskOf, parseAddress} from '../../../packet/address.ts';
import {bridgeLines} from './bridge-text.ts';
import {bitsText, flagsText, hasLink, isPointToPoint} from './interface-flags.ts';
import {type BsdInterface, groupOf} from './interface-kind.ts';

/** Whose lines are wanted, where not all are. */
export type AddressFamily = 'inet' | 'inet6' | 'link';

/** How addresses are written: `-f inet:cidr,ether:dash`. */
export interface Formats {
  readonly inet?: string;
  readonly inet6?: string;
  readonly ether?: string;
}

export interface Details {
  readonly family?: AddressFamily | undefined;
  readonly formats: Formats;
  /** With what it could do (`-m`). */
  readonly supported: boolean;
  /** The process that has the devices open. */
  readonly pid: number;
  /** The name for an address, where names are wanted. */
  readonly nameOf: (address: string) => string;
}

const CAPABILITIES = [
  [0x1, 'RXCSUM'],
  [0x2, 'TXCSUM'],
  [0x8_0000, 'LINKSTATE'],
  [0x20_0000, 'RXCSUM_IPV6'],
  [0x40_0000, 'TXCSUM_IPV6'],
] as const;
type Capability = (typeof CAPABILITIES)[number][1];

const OF_LOOPBACK: ReadonlySet<Capability> = new Set(CAPABILITIES.map(([, name]) => name));
const OF_LINK: ReadonlySet<Capability> = new Set<Capability>(['LINKSTATE']);

/** What a driver does by itself. Nothing here counts checksums for the stack, so that it can not be switched off either. */
function capabilitiesOf({kind}: BsdInterface): ReadonlySet<Capability> {
  if (kind === 'lo') return OF_LOOPBACK;
  return kind === 'bridge' ? new Set() : OF_LINK;
}

export function interfaceText(iface: BsdInterface, details: Details): string {
  const {state, name} = iface;
  const {family} = details;
  const all = family === undefined;
  const capabilities = capabilitiesOf(iface);
  const lines = [
    bitsText('options', CAPABILITIES, capabilities),
    ...(details.supported ? [bitsText('capabilities', CAPABILITIES, capabilities)] : []),
    ...(all || family === 'link' ? etherLines(iface, details) : []),
    ...(all || family === 'inet' ? addressesOf(iface, 'inet').map((each) => inetLine(iface, each, details)) : []),
    ...(all || family === 'inet6' ? addressesOf(iface, 'inet6').map((each) => inet6Line(iface, each, details)) : []),
    ...(all ? driverLines(iface, details) : []),
    ...(all || family === 'inet6' ? discoveryLines(iface) : []),
    ...(iface.opened ? [`Opened by PID ${details.pid}`] : []),
  ];
  const head = `${name}: ${flagsText(iface)} metric ${state.metric} mtu ${state.mtu}\n`;
  return head + lines.map((line) => `\t${line}\n`).join('');
}

export function addressesOf({state}: Pick<BsdInterface, 'state'>, family: 'inet' | 'inet6'): readonly AddressState[] {
  return state.addr_info.filter((address) => address.family === family);
}

function etherLines({state}: BsdInterface, {formats}: Details): string[] {
  if (state.address === undefined) return [];
  const octets = state.address.toLowerCase().split(':');
  if (formats.ether === 'dash') return [`ether ${octets.join('-')}`];
  if (formats.ether !== 'dotted') return [`ether ${octets.join(':')}`];
  return [`ether ${octets.join('').replaceAll(/(....)(?=.)/g, '$1.')}`];
}

function inetLine(iface: BsdInterface, {local, address, prefixlen, broadcast}: AddressState, details: Details): string {
  const {formats, nameOf} = details;
  const mask = maskOf(prefixlen);
  const masks: Readonly<Record<string, string>> = {cidr: `/${prefixlen}`, dotted: ` netmask ${formatAddress(mask)}`};
  const toAll = iface.kind !== 'lo' && !isPointToPoint(iface) && prefixlen !== 0;
  return [
    `inet ${nameOf(local)}`,
    ...(isPointToPoint(iface) ? [` --> ${address ?? local}`] : []),
    masks[formats.inet ?? ''] ?? ` netmask 0x${mask.toString(16)}`,
    ...(toAll ? [` broadcast ${broadcast ?? naturalBroadcast(local, prefixlen)}`] : []),
  ].join('');
}

/** RFC 3021: two stations have none of their own. */
function naturalBroadcast(local: string, prefixlen: number): string {
  return prefixlen === 31 ? '255.255.255.255' : formatAddress(broadcastOf(parseAddress(local)!, prefixlen));
}

/** By FreeBSD's words, in the order they are printed. */
const NOTES = [
  ['tentative', 'tentative'],
  ['dadfailed', 'duplicated'],
  ['deprecated', 'deprecated'],
  ['dynamic', 'autoconf'],
] as const satisfies readonly (readonly [keyof AddressState, string])[];

function inet6Line({state, name}: BsdInterface, each: AddressState, {formats, nameOf}: Details): string {
  const {local, address, prefixlen, scope} = each;
  const onLink = scope === 'link';
  const lifetimes = [each.preferred_life_time, each.valid_life_time];
  const bounded = lifetimes.some((time) => time !== undefined);
  return [
    `inet6 ${nameOf(onLink ? `${local}%${name}` : local)}`,
    ...(address === undefined ? [] : [`--> ${address}`]),
    ...(formats.inet6 === 'cidr' ? [] : [`prefixlen ${prefixlen}`]),
    ...NOTES.filter(([note]) => each[note]).map(([, word]) => word),
    ...(onLink ? [`scopeid 0x${state.ifindex.toString(16)}`] : []),
    ...(bounded ? ['pltime', lifetimes[0] ?? 0, 'vltime', lifetimes[1] ?? 0] : []),
  ]
    .join(' ')
    .replace(/^inet6 \S+( --> \S+)?/, (start) => (formats.inet6 === 'cidr' ? `${start}/${prefixlen}` : start));
}

function driverLines(iface: BsdInterface, {supported}: Details): string[] {
  const group = groupOf(iface);
  return [
    ...(iface.bridge ? bridgeLines(iface.bridge) : []),
    ...(group === undefined ? [] : [`groups: ${group}`]),
    ...mediaLines(iface),
    ...(supported ? supportedMedia(iface) : []),
  ];
}

function mediaLines(iface: BsdInterface): string[] {
  const status = `status: ${hasLink(iface) ? 'active' : 'no carrier'}`;
  if (iface.kind === 'tap') return ['media: Ethernet 1000baseT <full-duplex>', status];
  if (iface.kind !== 'nic') return [];
  return [`media: Ethernet autoselect${hasLink(iface) ? ' (1000baseT <full-duplex>)' : ''}`, status];
}

function supportedMedia({kind}: BsdInterface): string[] {
  return kind === 'tap' || kind === 'nic' ? ['supported media:', '\tmedia autoselect'] : [];
}

const DISCOVERY = [
  [0x1, 'PERFORMNUD'],
  [0x2, 'ACCEPT_RTADV'],
  [0x8, 'IFDISABLED'],
  [0x20, 'AUTO_LINKLOCAL'],
] as const;

function discoveryLines({state: {inet6}, kind}: BsdInterface): string[] {
  const set = new Set<(typeof DISCOVERY)[number][1]>(['PERFORMNUD']);
  if (inet6.accept_ra) set.add('ACCEPT_RTADV');
  if (!inet6.enabled) set.add('IFDISABLED');
  // A bridge makes none by itself.
  if (kind !== 'bridge') set.add('AUTO_LINKLOCAL');
  return [bitsText('nd6 options', DISCOVERY, set)];
}
