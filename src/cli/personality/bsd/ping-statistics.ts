/** What `ping` of FreeBSD 14 counts, and its closing lines. */
import type {PingEvent} from '../../../api/schema/ping.ts';

export class BsdPingStatistics {
  #transmitted = 0;
  #failed = 0;
  #received = 0;
  #duplicates = 0;
  #late = 0;
  #mostMissed = 0;
  #last: number | undefined;
  #least = 999_999_999;
  #longest = 0;
  #sum = 0;
  #squares = 0;
  readonly #timed: boolean;

  /** @param timed whether the data has room for a time stamp */
  constructor(timed: boolean) {
    this.#timed = timed;
  }

  get received(): number {
    return this.#received;
  }

  /** Whether no request left. */
  get nothingSent(): boolean {
    return this.#transmitted === this.#failed;
  }

  add(event: PingEvent): void {
    if (event.event === 'sent' || event.event === 'send-failed') {
      // One that could not be sent is told twice.
      if (event.seq !== this.#last) this.#transmitted++;
      this.#last = event.seq;
      if (event.event === 'send-failed') this.#failed++;
    } else if (event.event === 'reply') {
      if (event.duplicate) this.#duplicates++;
      else this.#received++;
      if (event.rtt !== undefined) this.#time(event.rtt);
    }
  }

  #time(milliseconds: number): void {
    this.#least = Math.min(this.#least, milliseconds);
    this.#longest = Math.max(this.#longest, milliseconds);
    this.#sum += milliseconds;
    this.#squares += milliseconds * milliseconds;
  }

  /** A reply came too late to be told. */
  countLate(): void {
    this.#late++;
  }

  /** Whether more requests have no answer than ever before, the latest aside. */
  misses(): boolean {
    const missed = this.#transmitted - this.#received - 1;
    if (missed <= this.#mostMissed) return false;
    this.#mostMissed = missed;
    return true;
  }

  text(destination: string): string {
    const counts = [
      `${this.#transmitted} packets transmitted`,
      `${this.#received} packets received`,
      ...(this.#duplicates > 0 ? [`+${this.#duplicates} duplicates`] : []),
      this.#loss(),
      ...(this.#late > 0 ? [`${this.#late} packets out of wait time`] : []),
    ];
    return `\n--- ${destination} ping statistics ---\n${counts.join(', ')}\n${this.#times()}`;
  }

  #loss(): string {
    if (this.#transmitted === 0) return '';
    if (this.#received > this.#transmitted) return "-- somebody's duplicating packets!";
    return `${(((this.#transmitted - this.#received) * 100) / this.#transmitted).toFixed(1)}% packet loss`;
  }

  #times(): string {
    if (!this.#timed || this.#received === 0) return '';
    const number = this.#received + this.#duplicates;
    const average = this.#sum / number;
    const deviation = Math.sqrt(Math.max(0, this.#squares / number - average * average));
    const times = [this.#least, average, this.#longest, deviation].map((time) => time.toFixed(3));
    return `round-trip min/avg/max/stddev = ${times.join('/')} ms\n`;
  }
}
