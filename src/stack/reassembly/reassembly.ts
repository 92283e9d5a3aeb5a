/** Putting fragments of IP packets together again (RFC 791 §3.2, RFC 1122 §3.3.2, RFC 8200 §4.5). */
import type {Clock, Timer} from '../../time/clock.ts';
import {FragmentBuffer, type PieceFault} from './fragment-buffer.ts';
import type {FragmentFormat, Piece} from './fragment-format.ts';

export interface ReassemblyLimits {
  /** Memory for all fragments that wait, in octets as allocated. */
  readonly octets: number;
  /** Datagrams under way, those given up but not yet forgotten included; at least 1. */
  readonly datagrams: number;
  /** Milliseconds from a datagram's earliest fragment until it is given up; later fragments do not prolong it. */
  readonly lifetime: number;
}

/** Memory and time are Linux's. The memory holds 60 of the longest datagrams, or 256 of up to 14 KiB. */
export const REASSEMBLY_LIMITS: ReassemblyLimits = {octets: 4 * 1024 * 1024, datagrams: 256, lifetime: 30_000};

/** Why a datagram was given up before its time was over. */
export type DatagramFault =
  /** Two fragments share octets and are not the same: as Linux, and RFC 5722 for IPv6. */
  | 'overlap'
  /** Two ends, or data behind the end. */
  | 'length-conflict'
  /** Above 65,535 octets, with its header (IPv4) or without it (IPv6). */
  | 'too-long'
  /** The oldest makes room; the newest where there is no room even so. */
  | 'memory'
  /** The oldest makes room. */
  | 'too-many-datagrams';

/** Why a fragment was not taken; the datagram faults drop all that came before it as well. */
export type FragmentFault =
  | Exclude<DatagramFault, 'too-many-datagrams'>
  /** More to follow, but its data is no multiple of 8 octets. */
  | 'bad-length'
  /** No data. */
  | 'zero-length'
  /** The same octets at the same place are there. */
  | 'duplicate'
  /** Its datagram was given up a short time ago. */
  | 'given-up';

export type ReassemblyResult =
  /** The whole packet, in memory that nobody else uses. */
  | {readonly kind: 'complete'; readonly packet: Uint8Array}
  | {readonly kind: 'waiting'}
  | {readonly kind: 'dropped'; readonly reason: FragmentFault};

const WAITING: ReassemblyResult = {kind: 'waiting'};

interface Datagram {
  readonly key: string;
  readonly timer: Timer;
  /** `undefined`: given up. It is remembered until its time is over, so that later fragments do not begin it anew. */
  buffer: FragmentBuffer | undefined;
}

/**
 * The datagrams of one host that have not all their fragments yet.
 *
 * The counters add up: `fragments` is the sum of `refused` and of what was waiting or made a datagram complete;
 * `created` is `completed` + `expired` + the sum of `discarded` + `waiting`.
 */
export class Reassembly {
  /** Fragments given to `add`. */
  fragments = 0;
  /** Datagrams, of which a fragment came. */
  created = 0;
  completed = 0;
  /** Datagrams whose time was over. */
  expired = 0;
  /** Datagrams that are under way now. */
  waiting = 0;
  /** Memory that they take. */
  octets = 0;
  readonly refused = new Map<FragmentFault, number>();
  readonly discarded = new Map<DatagramFault, number>();
  readonly #clock: Clock;
  readonly #format: FragmentFormat;
  readonly #limits: ReassemblyLimits;
  readonly #onExpiry: ((firstFragment: Uint8Array | undefined) => void) | undefined;
  /** The oldest first. */
  readonly #datagrams = new Map<string, Datagram>();

  /**
   * @param onExpiry called when a datagram's time was over, with the fragment at offset 0 as it came, in memory that
   *   nobody else uses: only then may the sender be told (RFC 792, time exceeded code 1)
   */
  constructor(
    clock: Clock,
    format: FragmentFormat,
    limits: Partial<ReassemblyLimits> = {},
    onExpiry?: (firstFragment: Uint8Array | undefined) => void,
  ) {
    this.#clock = clock;
    this.#format = format;
    this.#limits = {...REASSEMBLY_LIMITS, ...limits};
    this.#onExpiry = onExpiry;
  }

  /** Take a fragment: a packet that is one, of this version of IP and without other faults. It is copied. */
  add(packet: Uint8Array): ReassemblyResult {
    this.fragments++;
    const piece = this.#format.pieceOf(packet);
    const length = piece.end - piece.start;
    if (length === 0) return this.#refuse('zero-length');
    if (!piece.last && length % 8 !== 0) return this.#refuse('bad-length');
    const datagram = this.#datagramOf(packet);
    const {buffer} = datagram;
    if (!buffer) return this.#refuse('given-up');
    const fault = this.#put(datagram, buffer, piece);
    if (fault) {
      if (fault !== 'duplicate') this.#giveUp(datagram, fault);
      return this.#refuse(fault);
    }
    if (!buffer.complete) return WAITING;
    this.#forget(datagram);
    this.completed++;
    return {kind: 'complete', packet: buffer.take()};
  }

  /** Forget all that is under way, without a word to anybody, as a host that goes away does. Counters begin anew. */
  clear(): void {
    for (const datagram of this.#datagrams.values()) this.#forget(datagram);
    this.fragments = this.created = this.completed = this.expired = 0;
    this.refused.clear();
    this.discarded.clear();
  }

  #datagramOf(packet: Uint8Array): Datagram {
    const key = this.#format.keyOf(packet);
    return this.#datagrams.get(key) ?? this.#begin(key);
  }

  #begin(key: string): Datagram {
    for (const oldest of this.#datagrams.values()) {
      if (this.#datagrams.size < this.#limits.datagrams) break;
      if (oldest.buffer) count(this.discarded, 'too-many-datagrams');
      this.#forget(oldest);
    }
    const buffer = new FragmentBuffer(this.#format);
    const timer = this.#clock.after(this.#limits.lifetime, () => this.#expire(datagram));
    const datagram: Datagram = {key, timer, buffer};
    this.#datagrams.set(key, datagram);
    this.created++;
    this.waiting++;
    this.octets += buffer.octets;
    return datagram;
  }

  #put(datagram: Datagram, buffer: FragmentBuffer, piece: Piece): PieceFault | 'memory' | undefined {
    const fault = buffer.faultOf(piece);
    if (fault) return fault;
    const growth = buffer.growthFor(piece);
    if (!this.#makeRoom(datagram, buffer.octets, growth)) return 'memory';
    buffer.put(piece);
    this.octets += growth;
    return undefined;
  }

  /** Give the oldest datagrams up until `growth` octets more are free. @returns whether they are */
  #makeRoom(keep: Datagram, kept: number, growth: number): boolean {
    const {octets} = this.#limits;
    if (kept + growth > octets) return false;
    for (const oldest of this.#datagrams.values()) {
      if (this.octets + growth <= octets) break;
      if (oldest === keep || !oldest.buffer) continue;
      count(this.discarded, 'memory');
      this.#forget(oldest);
    }
    return true;
  }

  #expire(datagram: Datagram): void {
    const {buffer} = datagram;
    this.#forget(datagram);
    if (!buffer) return;
    this.expired++;
    this.#onExpiry?.(buffer.first());
  }

  #giveUp(datagram: Datagram, fault: DatagramFault): void {
    this.#release(datagram);
    count(this.discarded, fault);
  }

  #forget(datagram: Datagram): void {
    this.#release(datagram);
    datagram.timer.cancel();
    this.#datagrams.delete(datagram.key);
  }

  #release(datagram: Datagram): void {
    if (!datagram.buffer) return;
    this.octets -= datagram.buffer.octets;
    this.waiting--;
    datagram.buffer = undefined;
  }

  #refuse(reason: FragmentFault): ReassemblyResult {
    count(this.refused, reason);
    return {kind: 'dropped', reason};
  }
}

function count<Reason>(counters: Map<Reason, number>, reason: Reason): void {
  counters.set(reason, (counters.get(reason) ?? 0) + 1);
}
