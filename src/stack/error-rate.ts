import type {Clock} from '../time/clock.ts';

/** Errors a second, and at once (RFC 1812 §4.3.2.8, RFC 4443 §2.4 (f)): what the BSDs allow. */
const RATE = 200;

/** How many ICMP errors a host may send: a bucket of tokens. */
export class ErrorRate {
  sent = 0;
  /** Errors not sent because too many were. */
  suppressed = 0;
  readonly #clock: Clock;
  #tokens = RATE;
  #filledAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAt = clock.now();
  }

  /** Whether one more may be sent now; it counts as sent then. */
  take(): boolean {
    const now = this.#clock.now();
    this.#tokens = Math.min(RATE, this.#tokens + ((now - this.#filledAt) * RATE) / 1000);
    this.#filledAt = now;
    if (this.#tokens < 1) {
      this.suppressed++;
      return false;
    }
    this.#tokens--;
    this.sent++;
    return true;
  }
}
