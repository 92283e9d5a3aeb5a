/** What `ping` of iputils 20221126 counts, and its closing lines. Times are whole microseconds, as the original's. */
import type {PingEvent} from '../../../api/schema/ping.ts';
import {isError} from './ping-text.ts';

export class LinuxPingStatistics {
  #transmitted = 0;
  #received = 0;
  #duplicates = 0;
  #errors = 0;
  #pipe = 0;
  #last = -1;
  #least = Infinity;
  #most = 0;
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

  get transmitted(): number {
    return this.#transmitted;
  }

  add(event: PingEvent): void {
    if (event.event === 'sent' || event.event === 'send-failed') {
      // One that could not be sent is told twice.
      if (event.seq !== this.#last) this.#transmitted++;
      this.#last = event.seq;
      if (event.event === 'send-failed') this.#errors++;
    } else if (event.event === 'reply') this.#reply(event.seq, event.duplicate, event.rtt);
    else if (event.event === 'icmp-error' && isError(event)) {
      this.#errors++;
      this.#acknowledge(event.seq);
    }
  }

  #reply(seq: number, duplicate: boolean, rtt: number | undefined): void {
    if (duplicate) this.#duplicates++;
    else this.#received++;
    this.#acknowledge(seq);
    if (rtt === undefined) return;
    const time = Math.round(rtt * 1000);
    this.#least = Math.min(this.#least, time);
    this.#most = Math.max(this.#most, time);
    this.#sum += time;
    this.#squares += time * time;
  }

  /** How many requests were on their way at once. */
  #acknowledge(seq: number): void {
    const waiting = (this.#last - seq) & 0xffff;
    if (waiting < 0x8000) this.#pipe = Math.max(this.#pipe, waiting + 1);
  }

  /** @param interval seconds between two requests */
  text(destination: string, interval: number): string {
    const elapsed = Math.round(Math.max(0, this.#transmitted - 1) * interval * 1000);
    const loss = this.#transmitted === 0 ? 0 : ((this.#transmitted - this.#received) * 100) / this.#transmitted;
    const counts = [
      `${this.#transmitted} packets transmitted`,
      `${this.#received} received`,
      ...(this.#duplicates > 0 ? [`+${this.#duplicates} duplicates`] : []),
      ...(this.#errors > 0 ? [`+${this.#errors} errors`] : []),
      `${Number(loss.toPrecision(6))}% packet loss`,
      `time ${elapsed}ms`,
    ];
    const last = [...this.#times(), ...(this.#pipe > 1 ? [`pipe ${this.#pipe}`] : [])];
    return `\n--- ${destination} ping statistics ---\n${counts.join(', ')}\n${last.join(', ')}\n`;
  }

  #times(): string[] {
    const counted = this.#received + this.#duplicates;
    if (!this.#timed || counted === 0 || this.#least === Infinity) return [];
    const average = Math.floor(this.#sum / counted);
    const deviation = Math.floor(Math.sqrt(Math.max(0, Math.floor(this.#squares / counted) - average * average)));
    const times = [this.#least, average, this.#most, deviation].map((time) => (time / 1000).toFixed(3));
    return [`rtt min/avg/max/mdev = ${times.join('/')} ms`];
  }
}
