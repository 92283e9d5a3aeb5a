import type {Clock, Timer} from './clock.ts';

/** Longest delay that Node's timers take; they fire at once above it. */
const LONGEST_DELAY = 0x7fff_ffff;

/** The machine's own time. What is still to happen keeps the process alive, until the clock is stopped. */
export class RealClock implements Clock {
  readonly watchers = new Set<() => void>();
  readonly #pending = new Set<NodeJS.Timeout>();
  readonly #background = new Set<NodeJS.Timeout>();
  #stopped = false;

  get awaited(): number {
    return this.#pending.size - this.#background.size;
  }

  now(): number {
    return performance.timeOrigin + performance.now();
  }

  after(delay: number, callback: () => void, kind?: 'background'): Timer {
    if (this.#stopped) return {cancel: () => undefined};
    const timer = setTimeout(
      () => {
        this.#forget(timer);
        callback();
        for (const watch of this.watchers) watch();
      },
      Math.min(Math.max(delay, 0), LONGEST_DELAY),
    );
    this.#pending.add(timer);
    if (kind === 'background') this.#background.add(timer);
    return {
      cancel: () => {
        this.#forget(timer);
        clearTimeout(timer);
      },
    };
  }

  /** For good: nothing happens any more that was to happen, or is asked for later. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
    this.#background.clear();
  }

  #forget(timer: NodeJS.Timeout): void {
    this.#pending.delete(timer);
    this.#background.delete(timer);
  }
}
