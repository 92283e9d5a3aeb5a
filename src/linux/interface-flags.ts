/** IFF_… (linux/if.h): an interface's flags as bits. */
import type {InterfaceFlag, InterfaceState} from '../api/schema/interface.ts';

export const IFF_UP = 0x1;
export const IFF_PROMISC = 0x100;
export const IFF_NOARP = 0x80;
const IFF_RUNNING = 0x40;
const IFF_MULTICAST = 0x1000;

const BITS: Readonly<Partial<Record<InterfaceFlag, number>>> = {
  UP: IFF_UP,
  BROADCAST: 0x2,
  LOOPBACK: 0x8,
  POINTOPOINT: 0x10,
  NOARP: IFF_NOARP,
  PROMISC: IFF_PROMISC,
  LOWER_UP: 0x10000,
};

export function flagBits({flags, link_type: type}: InterfaceState): number {
  const told = flags.reduce((bits, flag) => bits | (BITS[flag] ?? 0), 0);
  const running = flags.includes('UP') && flags.includes('LOWER_UP') ? IFF_RUNNING : 0;
  // A link that is not up has no lower layer that is.
  const lower = flags.includes('UP') ? told : told & ~0x10000;
  return (lower | running | (type === 'loopback' ? 0 : IFF_MULTICAST)) >>> 0;
}
