/**
 * Who waits for something to happen in the lab. Under the virtual clock that is what makes time pass: when all that is
 * being told has been told, and somebody still waits, the next event comes.
 */
import {VirtualClock} from '../time/virtual-clock.ts';
import type {Lab} from '../lab/lab.ts';

/** Milliseconds that an application with an open node is given to say something before time goes on. */
const APPLICATIONS_TURN = 50;
/** The same of a program that is the way out of the lab, behind which there is another network. */
const UPLINKS_TURN = 250;

export class Waiting {
  readonly #lab: Lab;
  readonly #told: () => void;
  /** Streams that run, and those of them that have nothing to tell. */
  #running = 0;
  #waiting = 0;
  #planned = false;
  #held = false;

  /** @param told called when a stream has something to tell */
  constructor(lab: Lab, told: () => void) {
    this.#lab = lab;
    this.#told = told;
  }

  /** Whether time stands still although everybody waits. */
  get held(): boolean {
    return this.#held;
  }

  set held(held: boolean) {
    this.#held = held;
    this.#plan();
  }

  /** Whether somebody waits, and nobody has anything left to tell. */
  get awaited(): boolean {
    return this.#waiting > 0 && this.#waiting === this.#running;
  }

  /** A stream of which this knows whether it waits. */
  async *stream<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    this.#running++;
    try {
      for await (const item of items) {
        this.#told();
        yield item;
      }
    } finally {
      this.#running--;
      this.#plan();
    }
  }

  /** To be awaited by a stream that has nothing to tell until `happens`. */
  async for(happens: Promise<void>): Promise<void> {
    this.#waiting++;
    this.#plan();
    await happens;
    this.#waiting--;
  }

  /** Let the next event come, in a turn of its own: what is under way is finished first. */
  #plan(): void {
    const {clock} = this.#lab;
    if (this.#planned || this.#held || !(clock instanceof VirtualClock)) return;
    this.#planned = true;
    const happen = (): void => {
      this.#planned = false;
      const wait = this.awaited && !this.#held ? clock.untilNext() : undefined;
      if (wait === undefined) return;
      clock.advance(wait);
      this.#plan();
    };
    if (this.#lab.uplinks.size > 0) setTimeout(happen, UPLINKS_TURN);
    else if (this.#applications()) setTimeout(happen, APPLICATIONS_TURN);
    else setImmediate(happen);
  }

  #applications(): boolean {
    for (const {devices, udp} of this.#lab.hosts()) {
      for (const node of [...devices.values(), ...udp]) if (node.opened) return true;
    }
    return false;
  }
}
