/** Something that is to happen once, at a moment that is put off again and again: with each packet, say. */
import type {Clock, Timer} from '../time/clock.ts';

export class Alarm {
  readonly #clock: Clock;
  readonly #callback: () => void;
  readonly #kind: 'background' | undefined;
  #due = Infinity;
  /** Fires at or before `#due`: moving a moment back costs no timer. */
  #timer: Timer | undefined;
  #timerDue = Infinity;

  constructor(clock: Clock, callback: () => void, kind?: 'background') {
    this.#clock = clock;
    this.#callback = callback;
    this.#kind = kind;
  }

  get pending(): boolean {
    return this.#due !== Infinity;
  }

  /** In `delay` ms, and not when it was to be before. */
  set(delay: number): void {
    this.#due = this.#clock.now() + delay;
    if (this.#timer && this.#timerDue <= this.#due) return;
    this.#timer?.cancel();
    this.#arm(delay);
  }

  clear(): void {
    this.#due = Infinity;
    // In the background nobody minds a timer that does nothing; otherwise somebody would wait for it.
    if (this.#kind === undefined) this.stop();
  }

  /** `clear`, and no timer is left. */
  stop(): void {
    this.#due = Infinity;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(delay: number): void {
    this.#timerDue = this.#clock.now() + delay;
    this.#timer = this.#clock.after(delay, () => this.#fire(), this.#kind);
  }

  #fire(): void {
    this.#timer = undefined;
    if (this.#due === Infinity) return;
    const left = this.#due - this.#clock.now();
    if (left > 0) {
      this.#arm(left);
      return;
    }
    this.#due = Infinity;
    this.#callback();
  }
}
