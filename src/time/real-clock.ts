import type {Clock, Timer} from './clock.ts';

/** Longest delay that Node's timers take; they fire at once above it. */
const LONGEST_DELAY = 0x7fff_ffff;

/** The machine's own time. */
export class RealClock implements Clock {
  readonly #keepsAlive: boolean;

  /** @param options.keepsAlive whether a process goes on for as long as something is to be called */
  constructor({keepsAlive = true}: {readonly keepsAlive?: boolean} = {}) {
    this.#keepsAlive = keepsAlive;
  }

  now(): number {
    return performance.timeOrigin + performance.now();
  }

  after(delay: number, callback: () => void): Timer {
    const timer = setTimeout(callback, Math.min(Math.max(delay, 0), LONGEST_DELAY));
    if (!this.#keepsAlive) timer.unref();
    return {cancel: () => clearTimeout(timer)};
  }
}
