import type {Clock, Timer} from '../time/clock.ts';

/** Frames and octets that may be on the way at once, those that wait for the rate included. */
const MOST_FRAMES = 16_384;
const MOST_OCTETS = 1 << 25;

interface Travelling {
  readonly frame: Uint8Array;
  readonly due: number;
}

/** The frames on their way in one direction, each with the moment it arrives; they arrive in the order they left. */
export class DelayLine {
  readonly #clock: Clock;
  readonly #arrive: (frame: Uint8Array) => void;
  #frames: Travelling[] = [];
  /** Frames before this one have arrived. */
  #first = 0;
  #octets = 0;
  /** One timer a line, not one a frame: timers of a real clock do not keep the order of close moments. */
  #timer: Timer | undefined;
  #arriving = false;

  /** @param arrive is given the frame for good */
  constructor(clock: Clock, arrive: (frame: Uint8Array) => void) {
    this.#clock = clock;
    this.#arrive = arrive;
  }

  get length(): number {
    return this.#frames.length - this.#first;
  }

  /**
   * @param frame belongs to the line from now on
   * @param due not before that of an earlier frame
   * @returns `false` where too much is on the way already
   */
  put(frame: Uint8Array, due: number): boolean {
    if (this.length >= MOST_FRAMES || this.#octets + frame.length > MOST_OCTETS) return false;
    this.#frames.push({frame, due});
    this.#octets += frame.length;
    if (!this.#arriving) this.#arm();
    return true;
  }

  /** What is on the way does not arrive. @returns how many frames that were */
  clear(): number {
    const {length} = this;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#frames = [];
    this.#first = 0;
    this.#octets = 0;
    return length;
  }

  #arm(): void {
    const next = this.#frames[this.#first];
    if (next) this.#timer ??= this.#clock.after(next.due - this.#clock.now(), () => this.#expire());
  }

  #expire(): void {
    this.#timer = undefined;
    this.#arriving = true;
    try {
      // What is sent because of an arrival waits for the next turn: a loop of wires must not keep the clock standing here.
      for (let left = this.length; left > 0; left--) {
        const next = this.#frames[this.#first];
        if (!next || next.due > this.#clock.now()) break;
        this.#remove(next);
        this.#arrive(next.frame);
      }
    } finally {
      this.#arriving = false;
    }
    this.#arm();
  }

  #remove({frame}: Travelling): void {
    this.#octets -= frame.length;
    this.#first++;
    if (this.#first > 64 && this.#first * 2 > this.#frames.length) {
      this.#frames = this.#frames.slice(this.#first);
      this.#first = 0;
    }
  }
}
