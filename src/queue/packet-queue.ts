/** A bounded first-in first-out queue of whole packets that can be held, looked into and stepped. */

export interface QueueLimits {
  readonly packets: number;
  /** `null`: only packets are counted. */
  readonly octets: number | null;
}

export interface Queued<Note> {
  /** Owned by the queue, and by whoever takes it after that. */
  readonly frame: Uint8Array;
  readonly note: Note;
}

export class PacketQueue<Note> {
  /** A held queue lets nothing go but what was stepped. */
  #held = false;
  #steps = 0;
  #limits: QueueLimits;
  #entries: Queued<Note>[] = [];
  /** Entries before this one have left: shifting an array costs its length, moving an index does not. */
  #first = 0;
  #octets = 0;
  #enqueued = 0;
  #dequeued = 0;
  #dropped = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#entries.length - this.#first;
  }
  get octets(): number {
    return this.#octets;
  }
  get held(): boolean {
    return this.#held;
  }
  /** How many packets may still leave while the queue is held. */
  get steps(): number {
    return this.#steps;
  }
  get enqueued(): number {
    return this.#enqueued;
  }
  get dequeued(): number {
    return this.#dequeued;
  }
  get dropped(): number {
    return this.#dropped;
  }
  get limits(): QueueLimits {
    return this.#limits;
  }
  /** What is in the queue stays there: a smaller limit only refuses what comes after. */
  set limits(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Whether a packet may leave now. */
  get ready(): boolean {
    return this.length > 0 && (!this.#held || this.#steps > 0);
  }
  /** Whether a packet that came now would leave at once, so that it need not be put in first. */
  get open(): boolean {
    return this.length === 0 && !this.#held && this.#limits.packets > 0;
  }

  /** Put a copy of `frame` in; `false` where the queue is full and the packet was dropped (tail drop). */
  offer(frame: Uint8Array, note: Note): boolean {
    const {packets, octets} = this.#limits;
    if (this.length >= packets || (octets !== null && this.#octets + frame.length > octets)) {
      this.#dropped++;
      return false;
    }
    this.restore(frame, note);
    return true;
  }

  /** Put a copy of `frame` in, full or not: what was in a queue stays in it when its limits become smaller. */
  restore(frame: Uint8Array, note: Note): void {
    // Not slice(): on a Buffer that is a view of the sender's memory.
    this.#entries.push({frame: new Uint8Array(frame), note});
    this.#octets += frame.length;
    this.#enqueued++;
  }

  /** Count a packet that found the queue `open` and went past it. */
  passBy(): void {
    this.#enqueued++;
    this.#dequeued++;
  }

  /** The next packet that may leave. */
  take(): Queued<Note> | undefined {
    return this.ready ? this.remove() : undefined;
  }

  /** The next packet, whether it may leave or not; one that was stepped has used its step. */
  remove(): Queued<Note> | undefined {
    if (this.length === 0) return undefined;
    if (this.#steps > 0) this.#steps--;
    const entry = this.#entries[this.#first++]!;
    this.#octets -= entry.frame.length;
    this.#dequeued++;
    if (this.#first > 64 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    return entry;
  }

  /** What is in the queue, the next to leave first; nothing is taken. */
  contents(): readonly Queued<Note>[] {
    return this.#entries.slice(this.#first);
  }

  hold(): void {
    this.#held = true;
    this.#steps = 0;
  }

  release(): void {
    this.#held = false;
    this.#steps = 0;
  }

  /** Let one more packet of a held queue go; `false` where there is none that is not on its way already. */
  step(): boolean {
    if (!this.#held || this.#steps >= this.length) return false;
    this.#steps++;
    return true;
  }

  /** Throw everything away. @returns how many packets that were */
  flush(): number {
    const {length} = this;
    this.#entries = [];
    this.#first = 0;
    this.#octets = 0;
    this.#steps = 0;
    return length;
  }
}
