import type {Clock, Timer} from './clock.ts';

/** Longest delay that Node's timers take; they fire at once above it. */
const LONGEST_DELAY = 0x7fff_ffff;

/** The machine's own time. What is still to happen keeps the process alive, until the clock is stopped. */
export class RealClock implements Clock {
  readonly #pending = new Set<NodeJS.Timeout>();
  #stopped = false;

  now(): number {
    return performance.timeOrigin + performance.now();
  }

  after(delay: number, callback: () => void): Timer {
    if (this.#stopped) return {cancel: () => undefined};
    const timer = setTimeout(
      () => {
        this.#pending.delete(timer);
        callback();
      },
      Math.min(Math.max(delay, 0), LONGEST_DELAY),
    );
    this.#pending.add(timer);
    return {
      cancel: () => {
        this.#pending.delete(timer);
        clearTimeout(timer);
      },
    };
  }

  /** For good: nothing happens any more that was to happen, or is asked for later. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
