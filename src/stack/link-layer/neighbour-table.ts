/**
 * Which station has which address on one interface, and what waits to be told: for ARP (RFC 826, RFC 1122 §2.3.2) and for
 * neighbour discovery with its unreachability detection (RFC 4861 §7.3).
 */
import {NetworkError} from '../../errors.ts';
import type {MacAddress} from '../../packet/ethernet.ts';
import {type IpAddress, formatIp} from '../../packet/ip-address.ts';
import type {PacketQueue} from '../../queue/packet-queue.ts';
import type {Clock} from '../../time/clock.ts';
import {type Entry, emptyEntry} from './neighbour-entry.ts';
import type {Neighbour, NeighbourActions, NeighbourStateName, NeighbourTimes} from './neighbour.ts';

const MOST_NEIGHBOURS = 1024;

export class NeighbourTable<Address extends IpAddress> {
  /** For what is asked from now on. */
  times: NeighbourTimes;
  readonly #clock: Clock;
  readonly #actions: NeighbourActions<Address>;
  readonly #entries = new Map<Address, Entry<Address>>();

  constructor(clock: Clock, times: NeighbourTimes, actions: NeighbourActions<Address>) {
    this.#clock = clock;
    this.times = times;
    this.#actions = actions;
  }

  [Symbol.iterator](): IterableIterator<Neighbour<Address>> {
    return this.#entries.values();
  }

  get(address: Address): Neighbour<Address> | undefined {
    return this.#entries.get(address);
  }

  /** The station to send to, if it is known. */
  lookup(address: Address): MacAddress | undefined {
    const entry = this.#entries.get(address);
    if (!entry || entry.state === 'incomplete' || entry.state === 'failed') return undefined;
    if (entry.state === 'stale') this.#used(entry);
    return entry.mac;
  }

  /**
   * Keep a copy of a packet until its station is known, and ask for it.
   *
   * @returns `failed`: it was asked for in vain, or the table has no room
   */
  wait(address: Address, packet: Uint8Array): 'waiting' | 'failed' {
    const known = this.#entries.get(address);
    if (known?.state === 'failed' && this.times.asksAnew !== true) return 'failed';
    const entry = known ?? this.#add(address);
    if (!entry) return 'failed';
    while (!entry.waiting.offer(packet, undefined)) {
      this.#actions.dropped(entry.waiting.remove()!.frame, 'neighbour-queue-full');
    }
    if (!known || known.state === 'failed') this.#askAnew(entry);
    return 'waiting';
  }

  /** A station has said that it has an address, and is believed at once, as in ARP. @param learn make an entry */
  heard(address: Address, mac: MacAddress, learn: boolean): void {
    const entry = this.#entries.get(address) ?? (learn ? this.#add(address) : undefined);
    if (!entry || entry.state === 'permanent') return;
    this.#reachable(entry);
    this.#found(entry, mac);
  }

  /** A station has told its address in passing: that it can be reached is not said (RFC 4861 §7.2.3). */
  suggested(address: Address, mac: MacAddress): void {
    const entry = this.#entries.get(address) ?? this.#add(address);
    if (!entry || entry.state === 'permanent' || entry.mac === mac) return;
    this.#stale(entry);
    this.#found(entry, mac);
  }

  /**
   * A neighbour advertisement (RFC 4861 §7.2.5); nobody is learnt from one.
   *
   * @param mac where it tells one
   * @returns whether it is believed, so that what else it says holds as well
   */
  advertised(
    address: Address,
    {mac, solicited, override}: {mac: MacAddress | undefined; solicited: boolean; override: boolean},
  ): boolean {
    const entry = this.#entries.get(address);
    if (!entry) return false;
    if (entry.state === 'permanent') return true;
    const known = entry.state !== 'incomplete' && entry.state !== 'failed';
    if (!known && mac === undefined) return false;
    const other = mac !== undefined && mac !== entry.mac;
    if (known && other && !override) {
      if (entry.state === 'reachable') this.#stale(entry);
      return false;
    }
    if (solicited) this.#reachable(entry);
    else if (other) this.#stale(entry);
    if (other) this.#found(entry, mac);
    return true;
  }

  /** Write an entry down that nothing heard will change. @throws {NetworkError} ENOBUFS: all entries are such */
  setPermanent(address: Address, mac: MacAddress, proxy: boolean): void {
    const entry = this.#write(address, proxy);
    this.#set(entry, 'permanent');
    this.#found(entry, mac);
  }

  /** Write an entry down as if it had been heard: it is forgotten again. @throws {NetworkError} ENOBUFS */
  setTemporary(address: Address, mac: MacAddress, proxy: boolean): void {
    const entry = this.#write(address, proxy);
    this.#reachable(entry);
    this.#found(entry, mac);
  }

  #write(address: Address, proxy: boolean): Entry<Address> {
    const entry = this.#entries.get(address) ?? this.#add(address);
    if (!entry) {
      const message = `no room for the neighbour ${formatIp(address)}: all entries are permanent`;
      throw new NetworkError('ENOBUFS', message);
    }
    entry.proxy = proxy;
    return entry;
  }

  delete(address: Address): void {
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

  #found(entry: Entry<Address>, mac: MacAddress): void {
    entry.mac = mac;
    for (const packet of drained(entry.waiting)) this.#actions.send(packet, mac);
  }

  #askAnew(entry: Entry<Address>): void {
    this.#set(entry, 'incomplete');
    entry.requests = 0;
    this.#ask(entry);
  }

  #ask(entry: Entry<Address>): void {
    if (entry.requests === this.times.requests) {
      this.#failed(entry);
      return;
    }
    entry.requests++;
    this.#later(entry, this.times.interval, () => this.#ask(entry));
    this.#actions.request(entry.address, undefined);
  }

  /** What is stale is looked after some time after it is used. */
  #used(entry: Entry<Address>): void {
    this.#set(entry, 'delay');
    this.#later(entry, this.times.probing?.delay ?? 0, () => this.#probe(entry));
  }

  #probe(entry: Entry<Address>): void {
    if (entry.state !== 'probe') {
      this.#set(entry, 'probe');
      entry.requests = 0;
    }
    if (entry.requests === (this.times.probing?.requests ?? 0)) {
      this.#failed(entry);
      return;
    }
    entry.requests++;
    this.#later(entry, this.times.interval, () => this.#probe(entry));
    this.#actions.request(entry.address, entry.mac);
  }

  #failed(entry: Entry<Address>): void {
    const {failedFor} = this.times;
    this.#set(entry, 'failed');
    this.#later(entry, failedFor, () => this.delete(entry.address), 'background');
    for (const packet of drained(entry.waiting)) this.#actions.unreachable(packet);
    if (failedFor === 0) this.delete(entry.address);
  }

  #reachable(entry: Entry<Address>): void {
    this.#set(entry, 'reachable');
    const expired = () => {
      if (this.times.probing) this.#stale(entry);
      else this.delete(entry.address);
    };
    this.#later(entry, this.times.reachableFor, expired, 'background');
  }

  #stale(entry: Entry<Address>): void {
    const {staleFor} = this.times;
    this.#set(entry, 'stale');
    if (staleFor !== undefined) this.#later(entry, staleFor, () => this.delete(entry.address), 'background');
  }

  /** What becomes of an entry by itself. */
  #later(entry: Entry<Address>, delay: number, then: () => void, kind?: 'background'): void {
    entry.until = this.#clock.now() + delay;
    entry.timer = this.#clock.after(delay, then, kind);
  }

  #set(entry: Entry<Address>, state: NeighbourStateName): void {
    entry.timer?.cancel();
    entry.timer = undefined;
    entry.until = undefined;
    entry.state = state;
  }

  /** @returns `undefined`: there is no room */
  #add(address: Address): Entry<Address> | undefined {
    if (this.#entries.size >= MOST_NEIGHBOURS && !this.#makeRoom()) return undefined;
    const entry = emptyEntry(address);
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
