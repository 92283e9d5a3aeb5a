/** Flags of interfaces as FreeBSD counts and prints them. */
import type {BsdInterface} from './interface-kind.ts';

/** In the order of their bits. */
const FLAGS = [
  [0x1, 'UP'],
  [0x2, 'BROADCAST'],
  [0x8, 'LOOPBACK'],
  [0x10, 'POINTOPOINT'],
  [0x40, 'RUNNING'],
  [0x80, 'NOARP'],
  [0x100, 'PROMISC'],
  [0x800, 'SIMPLEX'],
  [0x8000, 'MULTICAST'],
  [0x2_0000, 'PPROMISC'],
  [0x100_0000, 'LOWER_UP'],
] as const;
type Flag = (typeof FLAGS)[number][1];

/**
 * Whether it has another end. A tun has one until it gets an address without: the application behind it is taken to have
 * set it to broadcast (TUNSIFMODE), as OpenVPN does for a whole subnet.
 */
export function isPointToPoint({state, kind}: Pick<BsdInterface, 'state' | 'kind'>): boolean {
  const first = state.addr_info.find(({family}) => family === 'inet');
  return kind === 'tun' && (first === undefined || first.address !== undefined);
}

/** A tun runs once it has an address, a tap once it is open as well; the other drivers while they are up. */
function isRunning({state, kind, opened}: BsdInterface): boolean {
  if (kind === 'tun' || kind === 'tap') return opened || state.addr_info.length > 0;
  return state.flags.includes('UP');
}

/** Whether its driver says that there is a link. */
export function hasLink({state, kind, opened}: BsdInterface): boolean {
  if (kind === 'tap') return opened;
  return kind === 'nic' ? state.flags.includes('LOWER_UP') : state.flags.includes('UP');
}

function flagsOf(iface: BsdInterface): ReadonlySet<Flag> {
  const {state, kind} = iface;
  const flags = new Set<Flag>(['MULTICAST']);
  if (state.flags.includes('UP')) flags.add('UP');
  if (kind === 'lo') flags.add('LOOPBACK');
  else flags.add(isPointToPoint(iface) ? 'POINTOPOINT' : 'BROADCAST');
  if (kind === 'tap' || kind === 'nic' || kind === 'bridge') flags.add('SIMPLEX');
  if (state.flags.includes('NOARP')) flags.add('NOARP');
  if (state.flags.includes('PROMISC')) flags.add('PROMISC').add('PPROMISC');
  if (isRunning(iface)) flags.add('RUNNING');
  if (hasLink(iface)) flags.add('LOWER_UP');
  return flags;
}

/** `flags=1008051<UP,POINTOPOINT,RUNNING,MULTICAST,LOWER_UP>` */
export function flagsText(iface: BsdInterface): string {
  const flags = flagsOf(iface);
  return bitsText('flags', FLAGS, flags);
}

/** Bits in hex, and their names where there is any. */
export function bitsText<Name extends string>(
  title: string,
  bits: readonly (readonly [bit: number, name: Name])[],
  set: ReadonlySet<Name>,
): string {
  const found = bits.filter(([, name]) => set.has(name));
  const sum = found.reduce((all, [bit]) => all + bit, 0);
  const names = found.map(([, name]) => name);
  return `${title}=${sum.toString(16)}${names.length === 0 ? '' : `<${names.join(',')}>`}`;
}
