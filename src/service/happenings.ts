import type {LabApi} from '../api/lab-api.ts';
import type {Lab} from '../lab/lab.ts';

/**
 * Tells those who wait for something that something has happened: a request, a call of the clock, or what an application
 * did at a node. All that happens in one turn is told once, and nothing is looked at while nobody waits.
 */
export class Happenings {
  /** Calls of the clock that are there only because somebody does not wait for ever. */
  patience = 0;
  readonly #lab: Lab;
  readonly #waiting = new Set<() => void>();
  /** Whose watchers have been asked to ring. */
  readonly #watched = new Set<Set<() => void>>();
  #planned = false;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Something has happened. */
  readonly ring = (): void => {
    if (this.#waiting.size === 0 || this.#planned) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      if (this.#waiting.size > 0) this.#watch();
      for (const tell of this.#waiting) tell();
    });
  };

  /** @returns what ends it */
  listen(tell: () => void): () => void {
    this.#waiting.add(tell);
    this.#watch();
    return () => {
      this.#waiting.delete(tell);
      if (this.#waiting.size > 0) return;
      for (const watchers of this.#watched) watchers.delete(this.ring);
      this.#watched.clear();
    };
  }

  /** The same methods, each call of which is something that happens. */
  ofCalls(api: LabApi): LabApi {
    type Call = (request: unknown, signal?: AbortSignal) => unknown;
    const calls = Object.entries(api as unknown as Record<string, Call>).map(([name, call]) => {
      const told: Call = (request, signal) => {
        const answer = call.call(api, request, signal);
        this.ring();
        return answer;
      };
      return [name, told];
    });
    return Object.fromEntries(calls) as LabApi;
  }

  /** Where applications do something, and the clock; devices come and go. */
  #watch(): void {
    const {clock} = this.#lab;
    if (clock.watchers) this.#add(clock.watchers);
    this.#add(this.#lab.uplinks.watchers);
    for (const {devices, udp, watchers} of this.#lab.hosts()) {
      this.#add(watchers);
      for (const device of devices.values()) this.#add(device.watchers);
      for (const node of udp) this.#add(node.watchers);
    }
  }

  #add(watchers: Set<() => void>): void {
    watchers.add(this.ring);
    this.#watched.add(watchers);
  }
}
