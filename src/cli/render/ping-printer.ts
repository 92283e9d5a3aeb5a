/** What FreeBSD's `ping`, which Haiku's is, prints while it runs (ping.c, `pinger` and `pr_pack`). */
import type {IpOption, PingEvent} from '../../api/schema/ping.ts';
import {type PingLines, type PingSent, renderPingEvent} from './ping.ts';

export interface PingPrinting {
  /** Only the first line and the statistics. */
  readonly quiet: boolean;
  /** No ICMP errors. */
  readonly quietErrors: boolean;
  /** A dot a request and a backspace a reply, in place of lines. */
  readonly dots: boolean;
  /** A bell a reply. */
  readonly audible: boolean;
  /** A bell when more requests are without a reply than ever before. */
  readonly missed: boolean;
  /** Names behind which addresses stand. */
  readonly names: boolean;
  /** What the data is filled with, in hex. */
  readonly pattern?: string | undefined;
  /** Address to send from, as it was typed. */
  readonly source?: string | undefined;
}

const BELL = '\x07';

/** What is to be printed, as it is: line breaks are in it. */
export class PingPrinter {
  readonly #printing: PingPrinting;
  #transmitted = 0;
  #received = 0;
  #mostMissed = 0;
  #lastRoute = '';
  #sent: PingSent;

  constructor(printing: PingPrinting) {
    this.#printing = printing;
    this.#sent = {pattern: printing.pattern, source: printing.source};
  }

  tell(event: PingEvent): PingLines {
    const {quiet, dots, quietErrors} = this.#printing;
    switch (event.event) {
      case 'start':
        if (event.sweep === undefined) this.#sent = {...this.#sent, size: event.size};
        return this.#start(event);
      case 'sent':
        this.#transmitted++;
        return {out: `${dots && !quiet ? '.' : ''}${this.#bellOfMissed()}`};
      case 'reply':
        if (!event.duplicate) this.#received++;
        return quiet ? {} : {out: this.#reply(event)};
      case 'icmp-error':
      case 'icmp':
        return quietErrors ? {} : lines(renderPingEvent(this.#named(event)));
      case 'send-failed':
        return lines(renderPingEvent(event));
      case 'end':
        return {};
    }
  }

  #start(event: Extract<PingEvent, {event: 'start'}>): PingLines {
    const {quiet, pattern} = this.#printing;
    const filling = pattern === undefined || quiet ? '' : `PATTERN: 0x${pattern}\n`;
    return {out: `${filling}${renderPingEvent(event, this.#sent).out ?? ''}\n`};
  }

  #reply(event: Extract<PingEvent, {event: 'reply'}>): string {
    const {dots, audible} = this.#printing;
    if (dots) return '\b';
    const [line = '', ...wrong] = (renderPingEvent(this.#named(event), this.#sent).out ?? '').split('\n');
    const text = [`${line}${this.#optionsText(event.ip_options)}`, ...wrong].join('\n');
    return `${audible ? BELL : ''}${text}\n`;
  }

  #named<Event extends Extract<PingEvent, {from: string}>>(event: Event): Event {
    const {name, from} = event;
    return this.#printing.names && name !== undefined ? {...event, from: `${name} (${from})`} : event;
  }

  #bellOfMissed(): string {
    const missed = this.#transmitted - this.#received - 1;
    if (!this.#printing.missed || missed <= this.#mostMissed) return '';
    this.#mostMissed = missed;
    return BELL;
  }

  #optionsText(options: readonly IpOption[] = []): string {
    return options.map((option) => this.#optionText(option)).join('');
  }

  #optionText(option: IpOption): string {
    switch (option.type) {
      case 'no-operation':
        return '\nNOP';
      case 'record-route': {
        const text = `\nRR: ${option.route.map((hop) => `\t${hop}`).join('\n')}`;
        if (text === this.#lastRoute) return '\t(same route)';
        this.#lastRoute = text;
        return text;
      }
      case 'timestamp':
        return `\nTS: ${option.times.map(({address = '', time}) => `\t${address}\t${time}`).join('\n')}`;
      case 'other':
        return `\nunknown option ${option.number.toString(16)}`;
    }
  }
}

function lines({out, err}: PingLines): PingLines {
  return {...(out !== undefined && {out: `${out}\n`}), ...(err !== undefined && {err: `${err}\n`})};
}
