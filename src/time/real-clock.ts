import type {Clock, Timer} from './clock.ts';

/** Longest delay that Node's timers take; they fire at once above it. */
const LONGEST_DELAY = 0x7fff_ffff;

/** The machine's own time. */
export class RealClock implements Clock {
  now(): number {
    return performance.timeOrigin + performance.now();
  }

  after(delay: number, callback: () => void): Timer {
    const timer = setTimeout(callback, Math.min(Math.max(delay, 0), LONGEST_DELAY));
    return {cancel: () => clearTimeout(timer)};
  }
}
