import type {Station} from './wire-end.ts';

/** Every frame that a station sends, and every second one of a duplicate, is in the end in exactly one of these. */
export interface WireCounters {
  /** Frames handed to the wire. */
  sent: number;
  /** Frames that appeared a second time: `sent + duplicated` are to be accounted for by what follows. */
  duplicated: number;
  /** Arrived, at however many stations there are. */
  delivered: number;
  /** By chance. */
  lost: number;
  /** By a rule. */
  filtered: number;
  /** No room: in the sender's queue, or on the wire. */
  dropped: number;
  /** The wire was cut, or the sender unplugged. */
  cut: number;
  /** Of those that arrived or will: overtaken by the next frame. */
  reordered: number;
  /** Of those that arrived or will: one bit flipped. */
  corrupted: number;
}

/** Hears what a segment carries, and is no station: it sends nothing, and nobody knows of it. */
export interface WireListener {
  /**
   * A frame that arrives now, before anybody has received it. It is valid during the call only, and not to be written to.
   *
   * @param from label of the station that sent it
   */
  hear(frame: Uint8Array, from: string): void;
  /** The wire was removed: nothing more will be heard. */
  removed(): void;
}

/** One station on the segment. */
export interface Port {
  readonly station: Station;
  readonly counters: WireCounters;
}

/**
 * Between two stations, how many frames may be carried inside one another's call: an answer, the answer to that, …
 * Hosts work on one frame at a time and stay far below; a loop of bridges does not.
 */
const DEEPEST = 32;
/** Frames that may be sent because of one frame, before it is done with; more is a loop. */
const MOST_CAUSED = 8192;

/** Hands a frame to every station but its sender, at once. */
export class Repeater {
  /** Replaced, never changed: somebody may be going through it. */
  ports: readonly Port[] = [];
  /** Replaced, never changed, as well. */
  listeners: readonly WireListener[] = [];
  #depth = 0;
  #caused = 0;
  #backlog: ({port: Port; frame: Uint8Array} | undefined)[] = [];

  /**
   * @param frame is overwritten by its receiver where there is only one; several get a copy each, so that none sees what
   *   another wrote, nor the sender's next frame in the same buffer.
   */
  carry(from: Port, frame: Uint8Array): void {
    if (this.#depth > 0) {
      if (++this.#caused > MOST_CAUSED) {
        from.counters.dropped++;
        return;
      }
      // A third station would hear the answer before the question.
      if (this.ports.length > 2 || this.#depth >= DEEPEST) {
        this.#backlog.push({port: from, frame: new Uint8Array(frame)});
        return;
      }
    }
    this.#depth++;
    try {
      this.#handOut(from, frame);
      if (this.#depth === 1 && this.#backlog.length > 0) this.#settle();
    } finally {
      this.#depth--;
      if (this.#depth === 0) {
        this.#caused = 0;
        if (this.#backlog.length > 0) this.#backlog = [];
      }
    }
  }

  /** What one station has sent and what waits for its turn does not arrive. */
  forget(port: Port): void {
    for (const [at, waiting] of this.#backlog.entries()) {
      if (waiting?.port !== port) continue;
      port.counters.cut++;
      this.#backlog[at] = undefined;
    }
  }

  #handOut(from: Port, frame: Uint8Array): void {
    from.counters.delivered++;
    const {ports, listeners} = this;
    for (const listener of listeners) listener.hear(frame, from.station.label);
    if (ports.length <= 2) {
      for (const port of ports) if (port !== from) port.station.receive(frame);
      return;
    }
    const original = new Uint8Array(frame);
    for (const port of ports) if (port !== from) port.station.receive(new Uint8Array(original));
  }

  #settle(): void {
    for (let next = 0; next < this.#backlog.length; next++) {
      const waiting = this.#backlog[next];
      this.#backlog[next] = undefined;
      if (waiting) this.#handOut(waiting.port, waiting.frame);
    }
  }
}
