/** When a ping sends its next request. */

export interface PaceOptions {
  /** Milliseconds between two requests; 0: each answer lets the next out. */
  readonly interval: number;
  /** Requests that may be on their way at once without any answer. */
  readonly preload: number;
  /** The interval follows the round trip time. */
  readonly adaptive: boolean;
}

/** Milliseconds after which a request goes out although none was answered, where answers set the pace. */
const UNANSWERED = 10;
/** And between two that answers let out, at the least: no host answers faster, nor does a lab whose time stands still. */
const SHORTEST = 0.01;
/** Requests that may be made up for at once when a timer came late. */
const MOST_LATE = 100;
/** Less than any timer tells. */
const SLACK = 0.001;

export class Pace {
  readonly #preload: number;
  readonly #adaptive: boolean;
  #interval: number;
  /** Milliseconds that were waited already for the next request, the last one's moment aside. */
  #credit: number;
  #last: number | undefined;
  /** Round trip time that moves an eighth of the way with each reply, in ms. */
  #average: number | undefined;

  constructor({interval, preload, adaptive}: PaceOptions) {
    this.#interval = interval;
    this.#preload = preload;
    this.#adaptive = adaptive;
    this.#credit = interval * preload;
  }

  /** Milliseconds until the next request may go out; 0: now. @param onTheWay requests without an answer */
  wait(now: number, onTheWay: number): number {
    if (this.#last === undefined) return 0;
    const elapsed = now - this.#last;
    if (this.#interval === 0 && onTheWay >= this.#preload) return notBelowSlack(UNANSWERED - elapsed);
    return notBelowSlack(this.#gap() - Math.min(this.#credit + elapsed, this.#most()));
  }

  /** A request goes out. */
  sent(now: number): void {
    const elapsed = now - (this.#last ?? now);
    this.#credit = Math.max(0, Math.min(this.#credit + elapsed, this.#most()) - this.#gap());
    this.#last = now;
  }

  replied(rtt: number | undefined): void {
    if (!this.#adaptive || rtt === undefined) return;
    this.#average = this.#average === undefined ? rtt : this.#average + (rtt - this.#average) / 8;
    this.#interval = Math.floor(this.#average + 0.5);
  }

  #gap(): number {
    return this.#interval === 0 ? SHORTEST : this.#interval;
  }

  #most(): number {
    return this.#interval === 0 ? SHORTEST * MOST_LATE : this.#interval * this.#preload;
  }
}

function notBelowSlack(wait: number): number {
  return wait < SLACK ? 0 : wait;
}
