/** An entry of a neighbour table, with what waits for it. */
import type {IpAddress} from '../../packet/ip-address.ts';
import {PacketQueue, type QueueLimits} from '../../queue/packet-queue.ts';
import type {Timer} from '../../time/clock.ts';
import type {Neighbour} from './neighbour.ts';

export interface Entry<Address extends IpAddress> extends Neighbour<Address> {
  /** Packets for it, copies, the oldest first. */
  readonly waiting: PacketQueue<undefined>;
  requests: number;
  timer: Timer | undefined;
}

/** What may wait for one neighbour: three of the longest packets, or two in fragments of the smallest MTU. */
const WAITING: QueueLimits = {packets: 4096, octets: 196_608};

/** One whose station nobody has been asked for yet. */
export function emptyEntry<Address extends IpAddress>(address: Address): Entry<Address> {
  return {
    address,
    state: 'incomplete',
    mac: undefined,
    proxy: false,
    router: false,
    until: undefined,
    waiting: new PacketQueue(WAITING),
    requests: 0,
    timer: undefined,
  };
}
