/** Which station is behind which port of a bridge: the filtering database of IEEE 802.1D §7.9. */
import type {MacAddress} from '../packet/ethernet.ts';
import type {Clock} from '../time/clock.ts';

/** As many as Linux allows itself to hash by default; the one heard longest ago makes room. */
export const MOST_STATIONS = 4096;

export interface Station<Port> {
  readonly mac: MacAddress;
  readonly port: Port;
  /** Milliseconds since it was last heard. */
  readonly age: number;
}

interface Entry<Port> {
  readonly port: Port;
  /** In ms, on the clock of the lab. */
  readonly heard: number;
}

export class ForwardingTable<Port> {
  /** How long a station is remembered after it was last heard, in ms; 0: not at all. */
  ageing: number;
  readonly #clock: Clock;
  /** The one heard longest ago first. */
  readonly #entries = new Map<MacAddress, Entry<Port>>();

  constructor(clock: Clock, ageing: number) {
    this.#clock = clock;
    this.ageing = ageing;
  }

  /** A station was heard on a port, the one where it was or another. */
  learn(mac: MacAddress, port: Port): void {
    const known = this.#entries.delete(mac);
    if (!known && this.#entries.size >= MOST_STATIONS) this.#forgetOldest();
    this.#entries.set(mac, {port, heard: this.#clock.now()});
  }

  /** The port behind which a station is. */
  lookup(mac: MacAddress): Port | undefined {
    const entry = this.#entries.get(mac);
    return entry && this.#ageOf(entry) < this.ageing ? entry.port : undefined;
  }

  /** Forget whoever is behind a port, or, without one, everybody. */
  flush(port?: Port): void {
    for (const [mac, entry] of this.#entries) {
      if (port === undefined || entry.port === port) this.#entries.delete(mac);
    }
  }

  /** All that are remembered, the one heard longest ago first. */
  stations(): Station<Port>[] {
    for (const [mac, entry] of this.#entries) {
      if (this.#ageOf(entry) < this.ageing) break;
      this.#entries.delete(mac);
    }
    return [...this.#entries].map(([mac, entry]) => ({mac, port: entry.port, age: this.#ageOf(entry)}));
  }

  #ageOf({heard}: Entry<Port>): number {
    return this.#clock.now() - heard;
  }

  #forgetOldest(): void {
    for (const mac of this.#entries.keys()) {
      this.#entries.delete(mac);
      return;
    }
  }
}
