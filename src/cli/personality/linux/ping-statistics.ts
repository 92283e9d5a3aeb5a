/** What `ping` of iputils 20221126 counts, and its closing lines. Times are whole microseconds, as the original's. */
import type {PingEvent} from '../../../api/schema/ping.ts';
import {ICMP_HEADER, STAMP, isError, isLocalError} from './ping-text.ts';

export class LinuxPingStatistics {
  #transmitted = 0;
  #received = 0;
  #duplicates = 0;
  #errors = 0;
  #pipe = 0;
  #last = -1;
  #firstSent = 0;
  #lastSent = 0;
  #least = Infinity;
  #most = 0;
  #sum = 0;
  #squares = 0;
  /** Eight times a round trip time that moves an eighth of the way with each reply. */
  #moving = 0;
  readonly #size: number;
  readonly #timed: boolean;
  readonly #quiet: boolean;

  /** @param size octets of data @param quiet local errors are not even counted then */
  constructor(size: number, quiet: boolean) {
    this.#size = size;
    this.#timed = size >= STAMP;
    this.#quiet = quiet;
  }

  get received(): number {
    return this.#received;
  }

  add(event: PingEvent): void {
    switch (event.event) {
      case 'sent':
        if (this.#transmitted++ === 0) this.#firstSent = event.at;
        this.#last = event.seq;
        this.#lastSent = event.at;
        break;
      case 'send-failed':
        if (isLocalError({...event, size: this.#size}) && !this.#quiet) this.#errors++;
        break;
      case 'reply':
        this.#reply(event);
        break;
      case 'icmp-error':
        if (!isError(event)) break;
        this.#errors++;
        this.#acknowledge(event.seq);
        break;
      default:
    }
  }

  #reply({seq, duplicate, rtt, octets}: Extract<PingEvent, {event: 'reply'}>): void {
    if (duplicate) this.#duplicates++;
    else this.#received++;
    this.#acknowledge(seq);
    if (rtt === undefined || octets < ICMP_HEADER + STAMP) return;
    const time = Math.round(rtt * 1000);
    this.#least = Math.min(this.#least, time);
    this.#most = Math.max(this.#most, time);
    this.#sum += time;
    this.#squares += time * time;
    this.#moving += this.#moving === 0 ? time * 8 : time - Math.floor(this.#moving / 8);
  }

  /** How many requests were on their way at once. */
  #acknowledge(seq: number): void {
    const waiting = (this.#last - seq) & 0xffff;
    if (waiting < 0x8000) this.#pipe = Math.max(this.#pipe, waiting + 1);
  }

  /** @param paced whether answers let requests out, so that the time between two of them tells something */
  text(destination: string, paced: boolean): string {
    const elapsed = (this.#lastSent - this.#firstSent) * 1000;
    const loss = ((this.#transmitted - this.#received) * 100) / this.#transmitted;
    const counts = [
      `${this.#transmitted} packets transmitted`,
      `${this.#received} received`,
      ...(this.#duplicates > 0 ? [`+${this.#duplicates} duplicates`] : []),
      ...(this.#errors > 0 ? [`+${this.#errors} errors`] : []),
      ...(this.#transmitted > 0
        ? [`${Number(loss.toPrecision(6))}% packet loss`, `time ${Math.round(elapsed)}ms`]
        : []),
    ];
    const last = [
      ...this.#times(),
      ...(this.#pipe > 1 ? [`pipe ${this.#pipe}`] : []),
      ...(paced && this.#received > 0 && this.#transmitted > 1 ? [this.#paceText(elapsed)] : []),
    ];
    return `\n--- ${destination} ping statistics ---\n${counts.join(', ')}\n${last.join(', ')}\n`;
  }

  /** The line for who asks in between. */
  status(): string {
    const {transmitted, received} = {transmitted: this.#transmitted, received: this.#received};
    const loss = transmitted === 0 ? 0 : Math.floor(((transmitted - received) * 100) / transmitted);
    const times = [this.#least, this.#average(), this.#ewma(), this.#most].map(thousandths);
    const timed = this.#timed && received > 0 && this.#least !== Infinity;
    const told = timed ? `, min/avg/ewma/max = ${times.join('/')} ms` : '';
    return `\r${received}/${transmitted} packets, ${loss}% loss${told}\n`;
  }

  #times(): string[] {
    const counted = this.#received + this.#duplicates;
    if (!this.#timed || counted === 0 || this.#least === Infinity) return [];
    const average = this.#average();
    const deviation = Math.floor(Math.sqrt(Math.max(0, Math.floor(this.#squares / counted) - average * average)));
    const times = [this.#least, average, this.#most, deviation].map(thousandths);
    return [`rtt min/avg/max/mdev = ${times.join('/')} ms`];
  }

  #average(): number {
    return Math.floor(this.#sum / (this.#received + this.#duplicates));
  }

  #ewma(): number {
    return Math.floor(this.#moving / 8);
  }

  /** @param elapsed milliseconds */
  #paceText(elapsed: number): string {
    const gap = Math.floor(Math.round(elapsed * 1000) / (this.#transmitted - 1));
    return `ipg/ewma ${thousandths(gap)}/${thousandths(this.#ewma())} ms`;
  }
}

function thousandths(microseconds: number): string {
  return (microseconds / 1000).toFixed(3);
}
