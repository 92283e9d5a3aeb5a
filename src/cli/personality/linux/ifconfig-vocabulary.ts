/** The words of `ifconfig` that need no more than a table. */
import type {Change} from './interface-steps.ts';

export const HELP = "ifconfig: `--help' gives usage information.\n";

/** Flags that are words by themselves, and what they change. */
export const SWITCHES: Readonly<Record<string, Change>> = {
  up: {up: true},
  down: {up: false},
  arp: {arp: true},
  '-arp': {arp: false},
  promisc: {promisc: true},
  '-promisc': {promisc: false},
  allmulti: {allmulti: true},
  '-allmulti': {allmulti: false},
  multicast: {multicast: true},
  '-multicast': {multicast: false},
  dynamic: {dynamic: true},
  '-dynamic': {dynamic: false},
  trailers: {trailers: true},
  '-trailers': {trailers: false},
};

/** Flags that the kernel lets nobody change. */
export const AS_IT_IS: ReadonlySet<string> = new Set(['-broadcast']);

/** Words with one value that are refused, as for the real devices that they are not for. */
export const REFUSED: Readonly<Record<string, string>> = {
  irq: 'irq: SIOCSIFMAP',
  io_addr: 'io_addr: SIOCSIFMAP',
  mem_start: 'mem_start: SIOCSIFMAP',
  keepalive: 'SIOCSKEEPALIVE',
  outfill: 'SIOCSOUTFILL',
  tunnel: 'SIOCSIFDSTADDR',
};
