/**
 * An Ethernet segment: every station hears what any other sends, as on a repeater.
 *
 * A frame on its way through a direction: chance is drawn → it waits until the rate lets it go (tail drop) → rules and loss
 * take it off → it is corrupted, duplicated → the delay → it arrives at all other stations. Where none of that takes time
 * it arrives in the call that sends it.
 */
import {NetworkError} from '../errors.ts';
import type {Random} from '../random.ts';
import type {Clock} from '../time/clock.ts';
import {Direction, type WireState} from './wire-direction.ts';
import type {Segment, Station, WireEnd} from './wire-end.ts';
import {DropRules} from './wire-match.ts';
import {Repeater, type WireCounters, type WireListener} from './wire-repeater.ts';
import {DEFAULT_WIRE_SETTINGS, type WireChange, type WireSettings, changedSettings, isIdeal} from './wire-settings.ts';

/** What one station sends, as numbers. */
export interface DirectionState {
  readonly from: string;
  readonly inFlight: number;
  readonly counters: Readonly<WireCounters>;
}

export class Wire implements Segment {
  readonly name: string;
  /** Frames to be taken off, whichever way they go. */
  readonly rules = new DropRules();
  readonly #clock: Clock;
  readonly #repeater = new Repeater();
  readonly #state: WireState;
  /** In the order they were plugged in. */
  #directions: readonly Direction[] = [];

  /** @param random gives the first value of the setting `seed` */
  constructor(name: string, clock: Clock, random: Random) {
    this.name = name;
    this.#clock = clock;
    const settings = {...DEFAULT_WIRE_SETTINGS, seed: random.next()};
    this.#state = {joined: true, settings, ideal: true, rules: this.rules, repeater: this.#repeater};
  }

  /** Whether it is in one piece. */
  get joined(): boolean {
    return this.#state.joined;
  }
  get settings(): WireSettings {
    return this.#state.settings;
  }
  /** Who is plugged in. */
  get stations(): readonly Station[] {
    return this.#directions.map(({station}) => station);
  }

  /** @throws {NetworkError} ENOENT: a sender is asked for, and no station of that label is plugged in */
  checkSender(label: string | undefined): void {
    const labels = this.stations.map((station) => station.label);
    if (label === undefined || labels.includes(label)) return;
    const there = labels.length === 0 ? 'nobody is' : `there is: ${labels.join(', ')}`;
    throw new NetworkError('ENOENT', `${label} is not plugged into ${this.name}; ${there}`);
  }

  directions(): DirectionState[] {
    return this.#directions.map(({station, inFlight, counters}) => ({
      from: station.label,
      inFlight,
      counters: {...counters},
    }));
  }

  /**
   * Holds for the frames sent after it; what is on the way keeps its time, and its place before them. `seed`, the same one
   * too, begins all sequences of chance again.
   *
   * @throws {NetworkError} EINVAL: a value out of its range; nothing is changed
   */
  configure(change: WireChange): void {
    const settings = changedSettings(this.name, this.settings, change);
    this.#state.settings = settings;
    this.#state.ideal = isIdeal(settings);
    if (change.seed !== undefined) for (const direction of this.#directions) direction.reseed();
  }

  /** Have `listener` hear what arrives from now on. @returns what ends that */
  listen(listener: WireListener): () => void {
    this.#repeater.listeners = [...this.#repeater.listeners, listener];
    return () => {
      this.#repeater.listeners = this.#repeater.listeners.filter((other) => other !== listener);
    };
  }

  /** Called when it is removed, and everybody unplugged. */
  remove(): void {
    for (const listener of this.#repeater.listeners) listener.removed();
  }

  /** Called by a station that is being plugged in. Its counters begin at 0, its sequence of chance at the beginning. */
  connect(station: Station): WireEnd {
    const direction: Direction = new Direction(station, this.#clock, this.#state, () => {
      this.#setDirections(this.#directions.filter((other) => other !== direction));
      this.rules.forgetSender(station.label);
    });
    this.#setDirections([...this.#directions, direction]);
    return direction;
  }

  /** What is on the way does not arrive, and no station has a link until it is joined again. */
  cut(): void {
    if (!this.joined) return;
    this.#state.joined = false;
    for (const direction of this.#directions) direction.discard();
    this.#tellStations();
  }

  /** Nothing happens to a wire in one piece. */
  join(): void {
    if (this.joined) return;
    this.#state.joined = true;
    this.#tellStations();
  }

  #tellStations(): void {
    for (const {station} of this.#directions) station.carrierChanged();
  }

  #setDirections(directions: readonly Direction[]): void {
    this.#directions = directions;
    this.#repeater.ports = directions;
  }
}
