/** A segment with one station, whose other end is a program outside the lab that has a network of its own. */
import {NetworkError} from '../errors.ts';
import type {Segment, Station, WireEnd} from './wire-end.ts';
import {type UplinkFault, uplinkFault} from './uplink-filter.ts';
import type {UplinkProgramName, UplinkSettings} from './uplink-settings.ts';

/** `starting`: it has not said anything yet. `failed`: it could not be started, or has ended. */
export type UplinkState = 'starting' | 'up' | 'failed';

/** What a running program is to its uplink. */
export interface UplinkProgram {
  readonly pid: number | undefined;
  /** Copies the frame. `full`: it is lost, as the program does not read as fast. */
  send(frame: Uint8Array): 'queued' | 'full';
  /** Ends the program, whatever it does. */
  stop(): void;
}

/** What an uplink is to its program; nothing is to be told after `ended`. */
export interface UplinkEnd {
  /** The program answers. */
  ready(): void;
  /** Valid during the call only. */
  receive(frame: Uint8Array): void;
  /** @param reason for people */
  ended(reason: string): void;
}

/** Who can start programs. */
export interface UplinkPrograms {
  /** @throws {NetworkError} ENOENT: it is not installed, or for `auto` none is. EOPNOTSUPP: there are none here */
  choose(via: UplinkProgramName | 'auto'): UplinkProgramName;
  /** @throws {NetworkError} as `choose` */
  start(settings: UplinkSettings, end: UplinkEnd): UplinkProgram;
}

export type UplinkDrop = UplinkFault | 'no-link' | 'queue-full';

export class Uplink implements Segment {
  /** As no wire is named. */
  readonly name = 'its uplink';
  readonly settings: UplinkSettings;
  readonly counters = {sent: 0, received: 0};
  /** Frames of the station that went no further, by reason. */
  readonly dropped = new Map<UplinkDrop, number>();
  /** Called when its state has changed, and when a frame has come. */
  readonly watchers: Set<() => void>;
  readonly #programs: UplinkPrograms;
  readonly #released: () => void;
  #station: Station | undefined;
  #program: UplinkProgram | undefined;
  #state: UplinkState = 'starting';
  #reason: string | undefined;

  /** @param released called when the station has left */
  constructor(settings: UplinkSettings, programs: UplinkPrograms, watchers: Set<() => void>, released: () => void) {
    this.settings = settings;
    this.watchers = watchers;
    this.#programs = programs;
    this.#released = released;
  }

  get state(): UplinkState {
    return this.#state;
  }
  /** Why it has failed. */
  get reason(): string | undefined {
    return this.#reason;
  }
  get pid(): number | undefined {
    return this.#program?.pid;
  }
  get station(): Station | undefined {
    return this.#station;
  }

  /** Starts the program; where that is refused the uplink has failed. @throws {NetworkError} EBUSY: one station is enough */
  connect(station: Station): WireEnd {
    if (this.#station) throw new NetworkError('EBUSY', `an uplink has one end: ${this.#station.label}`);
    this.#station = station;
    try {
      this.#program = this.#programs.start(this.settings, this.#end());
    } catch (reason) {
      this.#fail(NetworkError.from(reason).message);
    }
    const isLive = (): boolean => this.#state === 'up';
    return {
      get live() {
        return isLive();
      },
      send: (frame) => this.#send(frame),
      unplug: () => this.#unplug(),
    };
  }

  /** The program ends; the station stays where it is. */
  close(): void {
    if (this.#state !== 'failed') this.#fail('it was stopped');
  }

  #end(): UplinkEnd {
    return {
      ready: () => {
        if (this.#state === 'starting' && this.#station) this.#enter('up');
      },
      receive: (frame) => {
        if (this.#state !== 'up') return;
        this.counters.received++;
        this.#station?.receive(frame);
        this.#tell();
      },
      ended: (reason) => {
        if (this.#station) this.#fail(reason);
      },
    };
  }

  #send(frame: Uint8Array): 'queued' | 'dropped' {
    const fault = this.#state === 'up' ? uplinkFault(frame, this.settings) : 'no-link';
    const drop = fault ?? (this.#program?.send(frame) === 'queued' ? undefined : 'queue-full');
    if (drop) {
      this.dropped.set(drop, (this.dropped.get(drop) ?? 0) + 1);
      // What is not let through is lost on the way, as on any network: no sender knows.
      return drop === 'no-link' || drop === 'queue-full' ? 'dropped' : 'queued';
    }
    this.counters.sent++;
    return 'queued';
  }

  #unplug(): void {
    this.#program?.stop();
    this.#program = undefined;
    this.#station = undefined;
    this.#released();
    this.#tell();
  }

  #fail(reason: string): void {
    this.#program?.stop();
    this.#program = undefined;
    this.#reason = reason;
    this.#enter('failed');
  }

  #enter(state: UplinkState): void {
    this.#state = state;
    this.#station?.carrierChanged();
    this.#tell();
  }

  #tell(): void {
    for (const watch of this.watchers) watch();
  }
}
