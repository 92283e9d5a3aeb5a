import {PacketQueue, type QueueLimits} from '../queue/packet-queue.ts';

/** Why a packet is in the queue it is in. */
export type QueueReason = 'own-address' | 'from-stack' | 'from-application';

/** Whoever takes packets out of a queue. */
export interface Consumer {
  /** Whether it has room for a packet now. */
  ready(): boolean;
  /** One whole frame; valid during the call only. */
  take(frame: Uint8Array): void;
}

/** A queue with its consumer, such as each of a device's two: a packet waits only when it can not be taken at once. */
export class QueueSide<Note> {
  readonly queue: PacketQueue<Note>;
  consumer: Consumer | undefined;
  readonly #changed: () => void;
  #draining = false;

  /** @param changed called each time a packet has to wait, and when packets that waited have been taken */
  constructor(limits: QueueLimits, changed: () => void) {
    this.queue = new PacketQueue(limits);
    this.#changed = changed;
  }

  /** @returns whether there was room for the frame */
  put(frame: Uint8Array, note: Note): boolean {
    if (this.queue.open && !this.#draining && this.consumer?.ready()) {
      this.queue.passBy();
      this.consumer.take(frame);
      return true;
    }
    if (!this.queue.offer(frame, note)) return false;
    this.#changed();
    this.drain();
    return true;
  }

  /** Hand over what may leave, for as long as the consumer is ready. What comes in meanwhile queues up behind. */
  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    let taken = false;
    try {
      while (this.queue.ready && this.consumer?.ready()) {
        taken = true;
        this.consumer.take(this.queue.take()!.frame);
      }
    } finally {
      this.#draining = false;
    }
    if (taken) this.#changed();
  }
}
