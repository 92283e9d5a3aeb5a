/** Which station has which address on one interface (RFC 826, RFC 1122 §2.3.2), and what waits to be told. */
import {NetworkError} from '../../errors.ts';
import {type Ipv4Address, formatAddress} from '../../packet/address.ts';
import type {MacAddress} from '../../packet/ethernet.ts';
import {PacketQueue, type QueueLimits} from '../../queue/packet-queue.ts';
import type {Clock, Timer} from '../../time/clock.ts';

/** `permanent`: somebody typed it. `failed`: nobody answered; asked again when it has expired. */
export type NeighbourState = 'incomplete' | 'reachable' | 'failed' | 'permanent';

export interface Neighbour {
  readonly address: Ipv4Address;
  state: NeighbourState;
  mac: MacAddress | undefined;
  /** Requests for it are answered in its name. */
  proxy: boolean;
}

interface Entry extends Neighbour {
  /** Packets for it, copies, the oldest first. */
  readonly waiting: PacketQueue<undefined>;
  requests: number;
  timer: Timer | undefined;
}

/** Times in ms: Haiku's. */
const REQUEST_INTERVAL = 1000;
const MOST_REQUESTS = 5;
const FAILED_FOR = 20_000;
const REACHABLE_FOR = 30 * 60_000;
/** What may wait for one neighbour: three of the longest packets, or two in fragments of the smallest MTU. */
const WAITING: QueueLimits = {packets: 4096, octets: 196_608};
const MOST_NEIGHBOURS = 1024;

export type WaitingFault = 'neighbour-queue-full' | 'neighbour-forgotten';

export interface NeighbourActions {
  /** Ask the network who has it. */
  request(address: Ipv4Address): void;
  /** Send a packet that has waited. */
  send(packet: Uint8Array, mac: MacAddress): void;
  /** Nobody has it: what waited goes no further. */
  unreachable(packet: Uint8Array): void;
  /** A packet that waited has made room for a newer one, or its neighbour was forgotten. */
  dropped(packet: Uint8Array, reason: WaitingFault): void;
}

export class NeighbourTable {
  readonly #clock: Clock;
  readonly #actions: NeighbourActions;
  readonly #entries = new Map<Ipv4Address, Entry>();

  constructor(clock: Clock, actions: NeighbourActions) {
    this.#clock = clock;
    this.#actions = actions;
  }

  [Symbol.iterator](): IterableIterator<Neighbour> {
    return this.#entries.values();
  }

  get(address: Ipv4Address): Neighbour | undefined {
    return this.#entries.get(address);
  }

  /** The station to send to, if it is known. */
  lookup(address: Ipv4Address): MacAddress | undefined {
    const entry = this.#entries.get(address);
    return entry && (entry.state === 'reachable' || entry.state === 'permanent') ? entry.mac : undefined;
  }

  /**
   * Keep a copy of a packet until its station is known, and ask for it.
   *
   * @returns `failed`: it was asked for in vain, or the table has no room
   */
  wait(address: Ipv4Address, packet: Uint8Array): 'waiting' | 'failed' {
    const known = this.#entries.get(address);
    if (known?.state === 'failed') return 'failed';
    const entry = known ?? this.#add(address);
    if (!entry) return 'failed';
    while (!entry.waiting.offer(packet, undefined)) {
      this.#actions.dropped(entry.waiting.remove()!.frame, 'neighbour-queue-full');
    }
    if (!known) this.#ask(entry);
    return 'waiting';
  }

  /** A station has said that it has an address. @param learn make an entry if there is none */
  heard(address: Ipv4Address, mac: MacAddress, learn: boolean): void {
    const entry = this.#entries.get(address) ?? (learn ? this.#add(address) : undefined);
    if (!entry || entry.state === 'permanent') return;
    this.#set(entry, 'reachable', REACHABLE_FOR, () => this.delete(address));
    entry.mac = mac;
    for (const packet of drained(entry.waiting)) this.#actions.send(packet, mac);
  }

  /** Write an entry down that nothing heard will change. @throws {NetworkError} ENOBUFS: all entries are such */
  setPermanent(address: Ipv4Address, mac: MacAddress, proxy: boolean): void {
    const entry = this.#write(address, mac, proxy);
    this.#set(entry, 'permanent');
    for (const packet of drained(entry.waiting)) this.#actions.send(packet, mac);
  }

  /** Write an entry down as if it had been heard: it is forgotten again. @throws {NetworkError} ENOBUFS */
  setTemporary(address: Ipv4Address, mac: MacAddress, proxy: boolean): void {
    const entry = this.#write(address, mac, proxy);
    this.#set(entry, 'reachable', REACHABLE_FOR, () => this.delete(address));
    for (const packet of drained(entry.waiting)) this.#actions.send(packet, mac);
  }

  #write(address: Ipv4Address, mac: MacAddress, proxy: boolean): Entry {
    const entry = this.#entries.get(address) ?? this.#add(address);
    if (!entry) {
      const message = `no room for the neighbour ${formatAddress(address)}: all entries are permanent`;
      throw new NetworkError('ENOBUFS', message);
    }
    return Object.assign(entry, {mac, proxy});
  }

  delete(address: Ipv4Address): void {
    const entry = this.#entries.get(address);
    if (!entry) return;
    entry.timer?.cancel();
    this.#entries.delete(address);
    for (const packet of drained(entry.waiting)) this.#actions.dropped(packet, 'neighbour-forgotten');
  }

  /** Forget everything but what was typed. */
  flush(): void {
    for (const {address, state} of [...this.#entries.values()]) if (state !== 'permanent') this.delete(address);
  }

  #ask(entry: Entry): void {
    if (entry.requests === MOST_REQUESTS) {
      this.#set(entry, 'failed', FAILED_FOR, () => this.delete(entry.address));
      for (const packet of drained(entry.waiting)) this.#actions.unreachable(packet);
      return;
    }
    entry.requests++;
    entry.timer = this.#clock.after(REQUEST_INTERVAL, () => this.#ask(entry));
    this.#actions.request(entry.address);
  }

  #set(entry: Entry, state: NeighbourState, duration?: number, expired?: () => void): void {
    entry.timer?.cancel();
    entry.state = state;
    entry.timer = duration !== undefined && expired ? this.#clock.after(duration, expired) : undefined;
  }

  /** @returns `undefined`: there is no room */
  #add(address: Ipv4Address): Entry | undefined {
    if (this.#entries.size >= MOST_NEIGHBOURS && !this.#makeRoom()) return undefined;
    const entry: Entry = {
      address,
      state: 'incomplete',
      mac: undefined,
      proxy: false,
      waiting: new PacketQueue(WAITING),
      requests: 0,
      timer: undefined,
    };
    this.#entries.set(address, entry);
    return entry;
  }

  #makeRoom(): boolean {
    for (const entry of this.#entries.values()) {
      if (entry.state !== 'permanent') {
        this.delete(entry.address);
        return true;
      }
    }
    return false;
  }
}

/** Takes packet after packet out of a queue, until it is empty. */
function* drained(queue: PacketQueue<undefined>): Generator<Uint8Array> {
  for (let entry = queue.remove(); entry; entry = queue.remove()) yield entry.frame;
}
