/** Frames that may be carried because of one frame, before it is done with; more is a loop. */
const MOST_CAUSED = 8192;

/** Where a frame enters a bridge. */
export interface BridgeEntrance {
  /** The frame is valid during the call only, and may have been overwritten when it returns. */
  carry(frame: Uint8Array): void;
}

/**
 * Bridges that can reach each other take turns: while one carries a frame, what this brings to it or to another waits.
 * So neither a long row of bridges nor a loop of them becomes recursion, and everybody hears a question before its answer.
 */
export class BridgeTurns {
  #busy = false;
  #caused = 0;
  #backlog: ({entrance: BridgeEntrance; frame: Uint8Array} | undefined)[] = [];

  /**
   * Carry a frame now, or, while another is being carried, a copy of it afterwards.
   *
   * @returns `false`: too many were caused by one already, and this one is not carried
   */
  take(entrance: BridgeEntrance, frame: Uint8Array): boolean {
    if (this.#busy) {
      if (this.#caused >= MOST_CAUSED) return false;
      this.#caused++;
      this.#backlog.push({entrance, frame: new Uint8Array(frame)});
      return true;
    }
    this.#busy = true;
    try {
      entrance.carry(frame);
      this.#settle();
    } finally {
      this.#busy = false;
      this.#caused = 0;
      if (this.#backlog.length > 0) this.#backlog = [];
    }
    return true;
  }

  #settle(): void {
    for (let next = 0; next < this.#backlog.length; next++) {
      const waiting = this.#backlog[next];
      this.#backlog[next] = undefined;
      waiting?.entrance.carry(waiting.frame);
    }
  }
}
