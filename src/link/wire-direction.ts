import type {Clock, Timer} from '../time/clock.ts';
import {DelayLine} from './wire-delay-line.ts';
import type {Station, WireEnd} from './wire-end.ts';
import {Impairments} from './wire-impairments.ts';
import type {DropRules} from './wire-match.ts';
import {RateQueue} from './wire-rate.ts';
import type {Port, Repeater, WireCounters} from './wire-repeater.ts';
import {REORDER_WAIT, type WireSettings} from './wire-settings.ts';

/** What all directions of one wire have in common; the wire changes it. */
export interface WireState {
  joined: boolean;
  settings: WireSettings;
  /** Whether the settings do nothing to a frame. */
  ideal: boolean;
  readonly rules: DropRules;
  readonly repeater: Repeater;
}

/** A frame, twice if it was duplicated, that the next one is to overtake. */
interface Held {
  readonly frames: readonly Uint8Array[];
  /** When it arrives if nothing has overtaken it. */
  readonly deadline: number;
  readonly timer: Timer;
}

/** What one station sends over a wire: its end of it, the way from there to the others, and what befell its frames. */
export class Direction implements WireEnd, Port {
  readonly station: Station;
  readonly counters: WireCounters = {
    sent: 0,
    duplicated: 0,
    delivered: 0,
    lost: 0,
    filtered: 0,
    dropped: 0,
    cut: 0,
    reordered: 0,
    corrupted: 0,
  };
  readonly #clock: Clock;
  readonly #wire: WireState;
  readonly #leave: () => void;
  readonly #queue = new RateQueue();
  readonly #line: DelayLine;
  #impairments: Impairments;
  #held: Held | undefined;
  /** When the last frame put on the line arrives: none after it arrives before. */
  #lastDue = -Infinity;
  #plugged = true;

  constructor(station: Station, clock: Clock, wire: WireState, leave: () => void) {
    this.station = station;
    this.#clock = clock;
    this.#wire = wire;
    this.#leave = leave;
    this.#line = new DelayLine(clock, (frame) => wire.repeater.carry(this, frame));
    this.#impairments = new Impairments(wire.settings.seed, station.label);
  }

  get live(): boolean {
    return this.#plugged && this.#wire.joined;
  }

  /** Frames sent that have not arrived yet, those that wait for their turn included. */
  get inFlight(): number {
    return this.#line.length + (this.#held?.frames.length ?? 0);
  }

  send(frame: Uint8Array): 'queued' | 'dropped' {
    const {counters} = this;
    counters.sent++;
    if (!this.live) {
      counters.cut++;
      return 'dropped';
    }
    const {ideal, rules, repeater} = this.#wire;
    if (ideal && rules.none && this.#held === undefined && this.#line.length === 0) {
      repeater.carry(this, frame);
      return 'queued';
    }
    return this.#sendImpaired(frame);
  }

  unplug(): void {
    if (!this.#plugged) return;
    this.#plugged = false;
    this.discard();
    this.#leave();
  }

  /** What is on the way does not arrive. */
  discard(): void {
    this.counters.cut += this.inFlight;
    this.#line.clear();
    this.#held?.timer.cancel();
    this.#held = undefined;
    this.#queue.reset();
    this.#lastDue = -Infinity;
    this.#wire.repeater.forget(this);
  }

  /** Begin the sequence of chance again. */
  reseed(): void {
    this.#impairments = new Impairments(this.#wire.settings.seed, this.station.label);
  }

  #sendImpaired(frame: Uint8Array): 'queued' | 'dropped' {
    const {counters} = this;
    const {settings, rules} = this.#wire;
    const chance = this.#impairments;
    // First of all, so that what befalls the n-th frame does not depend on what else happens to it.
    chance.draw(settings);
    const {lost, duplicated, reordered, corrupted} = chance;
    const now = this.#clock.now();
    const left = settings.rate === null ? now : this.#queue.schedule(now, frame.length, settings.rate, settings.queue);
    if (left === undefined) {
      counters.dropped++;
      return 'dropped';
    }
    // From here on the sender cannot know.
    if (rules.take(frame, this.station.label)) {
      counters.filtered++;
    } else if (lost) {
      counters.lost++;
    } else {
      const due = left + Math.max(settings.delay + chance.jitter, 0);
      const first = corrupted ? this.#corrupt(frame) : frame;
      const owned = corrupted || duplicated || reordered;
      const frames = duplicated
        ? [new Uint8Array(first), new Uint8Array(first)]
        : [reordered ? new Uint8Array(first) : first];
      if (duplicated) counters.duplicated++;
      this.#dispatch(frames, owned, due, reordered);
    }
    return 'queued';
  }

  #corrupt(frame: Uint8Array): Uint8Array {
    const copy = new Uint8Array(frame);
    this.#impairments.corrupt(copy);
    this.counters.corrupted++;
    return copy;
  }

  /** Send frames on their way, before or behind the one that is to be overtaken. */
  #dispatch(frames: readonly Uint8Array[], owned: boolean, due: number, reordered: boolean): void {
    const held = this.#held;
    this.#held = undefined;
    held?.timer.cancel();
    // Together with what is on the line before it, in case that is late.
    const arrival = Math.max(due, this.#lastDue);
    if (held && arrival <= held.deadline) {
      this.counters.reordered++;
      this.#forward(frames, owned, arrival);
      this.#forward(held.frames, true, arrival);
      return;
    }
    if (held) this.#forward(held.frames, true, held.deadline);
    if (reordered) this.#hold(frames, Math.max(due, this.#lastDue) + REORDER_WAIT);
    else this.#forward(frames, owned, due);
  }

  #hold(frames: readonly Uint8Array[], deadline: number): void {
    const timer = this.#clock.after(deadline - this.#clock.now(), () => {
      this.#held = undefined;
      this.#forward(frames, true, this.#clock.now());
    });
    this.#held = {frames, deadline, timer};
  }

  /** @param owned whether the frames may be kept */
  #forward(frames: readonly Uint8Array[], owned: boolean, due: number): void {
    for (const frame of frames) {
      const arrival = Math.max(due, this.#lastDue);
      if (this.#line.length === 0 && arrival <= this.#clock.now()) {
        this.#wire.repeater.carry(this, frame);
      } else if (this.#line.put(owned ? frame : new Uint8Array(frame), arrival)) {
        this.#lastDue = arrival;
      } else {
        this.counters.dropped++;
      }
    }
  }
}
