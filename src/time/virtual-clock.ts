import type {Clock, Timer} from './clock.ts';

interface Event {
  readonly due: number;
  readonly callback: () => void;
  readonly background: boolean;
}

/** Time that stands still until it is advanced. Events due at the same moment run in the order they were asked for. */
export class VirtualClock implements Clock {
  readonly watchers = new Set<() => void>();
  #now: number;
  /** Latest first, so that the next event is taken off the end. */
  readonly #events: Event[] = [];
  /** How many of them are no background. */
  #awaited = 0;

  /** @param start milliseconds since 1970 */
  constructor(start = 0) {
    this.#now = start;
  }

  get awaited(): number {
    return this.#awaited;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, callback: () => void, kind?: 'background'): Timer {
    const event: Event = {due: this.#now + Math.max(delay, 0), callback, background: kind === 'background'};
    this.#events.splice(this.#placeOf(event.due), 0, event);
    if (!event.background) this.#awaited++;
    return {
      cancel: () => {
        const place = this.#events.indexOf(event);
        if (place < 0) return;
        this.#events.splice(place, 1);
        if (!event.background) this.#awaited--;
      },
    };
  }

  /** Milliseconds until the next event; `undefined` when there is none, or nothing but background. */
  untilNext(): number | undefined {
    const next = this.#events.at(-1);
    return next && this.#awaited > 0 ? next.due - this.#now : undefined;
  }

  /** Let `duration` milliseconds pass, running all that falls due, each at its own moment. */
  advance(duration: number): void {
    const end = this.#now + duration;
    for (let next = this.#events.at(-1); next && next.due <= end; next = this.#events.at(-1)) {
      this.#events.pop();
      if (!next.background) this.#awaited--;
      this.#now = next.due;
      next.callback();
      for (const watch of this.watchers) watch();
    }
    this.#now = end;
  }

  /** Run event after event until none but background is left, or until `limit` milliseconds have passed. */
  runUntilIdle(limit = Infinity): void {
    const end = this.#now + limit;
    for (let wait = this.untilNext(); wait !== undefined && this.#now + wait <= end; wait = this.untilNext()) {
      this.advance(wait);
    }
  }

  /** Where an event due then belongs: before those due earlier, and before those due at the same moment. */
  #placeOf(due: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#events[middle]!.due > due) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
