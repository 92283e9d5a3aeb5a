import type {QueueLimits} from '../queue/packet-queue.ts';

/** A sender that puts one bit on the wire after the other. It keeps times and lengths; the frames are somebody else's. */
export class RateQueue {
  /** When the last bit of all frames taken so far has left. */
  #busyUntil = -Infinity;
  /** Of the frames that wait: when their turn comes, and their octets. */
  #waiting: {readonly start: number; readonly octets: number}[] = [];
  /** Frames before this one have had their turn. */
  #first = 0;
  #octets = 0;

  /**
   * Take a frame.
   *
   * @param rate bits a second
   * @returns the moment at which its last bit has left; `undefined`: too much is waiting (tail drop)
   */
  schedule(now: number, octets: number, rate: number, limits: QueueLimits): number | undefined {
    this.#leave(now);
    const start = Math.max(now, this.#busyUntil);
    if (start > now) {
      const packets = this.#waiting.length - this.#first;
      if (packets >= limits.packets || (limits.octets !== null && this.#octets + octets > limits.octets))
        return undefined;
      this.#waiting.push({start, octets});
      this.#octets += octets;
    }
    this.#busyUntil = start + (octets * 8000) / rate;
    return this.#busyUntil;
  }

  /** Forget what was taken. */
  reset(): void {
    this.#busyUntil = -Infinity;
    this.#waiting = [];
    this.#first = 0;
    this.#octets = 0;
  }

  #leave(now: number): void {
    for (let next = this.#waiting[this.#first]; next && next.start <= now; next = this.#waiting[this.#first]) {
      this.#octets -= next.octets;
      this.#first++;
    }
    if (this.#first > 64 && this.#first * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
  }
}
