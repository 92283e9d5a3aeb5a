/** What `ping` of iputils 20221126 prints while it runs. */
import type {PingEvent} from '../../../api/schema/ping.ts';
import type {ToolSession} from '../tool.ts';
import type {PingConnection} from './ping-connection.ts';
import {IpOptionLines, quotedHeaderText} from './ping-ip-options.ts';
import {
  type ReplyWords,
  adviceText,
  errorText,
  isError,
  isLocalError,
  isTruncated,
  replyText,
  startLine,
} from './ping-text.ts';
import type {PingWords} from './ping-words.ts';

type EventOf<Name extends PingEvent['event']> = Extract<PingEvent, {event: Name}>;

const BELL = '\x07';
/** What `-R` and `-T` add to the header as it is told. */
const OPTIONS = 40;

export class PingPrinter {
  readonly #session: ToolSession;
  readonly #words: PingWords;
  readonly #connection: PingConnection;
  readonly #options = new IpOptionLines();
  /** Requests without a reply: the last, and the one before. */
  readonly #waiting = new Set<number>();
  #identifier = 0;
  #address = '';
  /** The sign of a request that may still turn out not to have left. */
  #dot = '';

  constructor(session: ToolSession, words: PingWords, connection: PingConnection) {
    this.#session = session;
    this.#words = words;
    this.#connection = connection;
  }

  tell(event: PingEvent): void {
    switch (event.event) {
      case 'start':
        this.#identifier = event.identifier;
        this.#address = event.address;
        this.#start(event);
        break;
      case 'sent':
        this.#sent(event);
        break;
      case 'reply':
        this.#waiting.delete(event.seq);
        this.#flush();
        if (!this.#words.quiet) this.#reply(event);
        break;
      case 'icmp-error':
        this.#flush();
        if (!this.#words.quiet) this.#error(event);
        break;
      case 'send-failed':
        this.#dot = '';
        if (!this.#words.quiet) this.#failed(event);
        break;
      case 'icmp':
      case 'end':
    }
  }

  /** Before the closing lines. */
  end(): void {
    this.#flush();
  }

  #start({address}: EventOf<'start'>): void {
    const {destination, size, pattern, verbose, recordRoute, timestamps, flowLabel} = this.#words;
    const {out} = this.#session;
    const {from} = this.#connection;
    const ipv6 = address.includes(':');
    if (pattern !== undefined) out(`PATTERN: 0x${pattern}\n`);
    if (verbose) out(`ai->ai_family: ${ipv6 ? 'AF_INET6' : 'AF_INET'}, ai->ai_canonname: '${destination}'\n`);
    const told = destination.includes('%') || destination === '::' ? destination : address;
    const named = ipv6 && !this.#words.numeric ? `${destination} (${address})` : told;
    const options = recordRoute || timestamps !== undefined ? OPTIONS : 0;
    out(startLine({destination, address: named, size, from, options, ...(flowLabel !== undefined && {flowLabel})}));
  }

  #sent({seq, at}: EventOf<'sent'>): void {
    const {outstanding, flood, quiet} = this.#words;
    this.#flush();
    if (outstanding && this.#waiting.has(seq - 1)) {
      this.#session.out(`${this.#stamp(at)}no answer yet for icmp_seq=${seq - 1}\n`);
    }
    this.#waiting.add(seq).delete(seq - 2);
    if (flood && !quiet) this.#dot = '.';
  }

  #reply(event: EventOf<'reply'>): void {
    const {flood, audible, size} = this.#words;
    const {out} = this.#session;
    const bell = audible ? BELL : '';
    if (flood) out(`\b \b${bell}`);
    else if (isTruncated(event, size)) out(`${this.#stamp(event.at)}${replyText(event, this.#replyWords())}\n`);
    else {
      const options = this.#options.text(event.ip_options);
      out(`${this.#stamp(event.at)}${replyText(event, this.#replyWords())}${bell}${options}\n`);
    }
  }

  #error(event: EventOf<'icmp-error'>): void {
    const {flood, verbose} = this.#words;
    const {out} = this.#session;
    if (flood) {
      if (isError(event)) out('\bE');
      return;
    }
    const words = this.#replyWords();
    const advice = adviceText(event, words);
    const text = advice ?? errorText(event, words);
    if (text === undefined) return;
    const header =
      advice !== undefined && verbose ? quotedHeaderText(event.quoted, this.#options.text(event.quoted_options)) : '';
    out(`${this.#stamp(event.at)}${text}\n${header}`);
  }

  #failed(event: EventOf<'send-failed'>): void {
    if (!isLocalError({...event, size: this.#words.size})) return;
    if (this.#words.flood) this.#session.out('E');
    else {
      const sign = this.#connection.address.includes(':') ? ': ' : '=';
      this.#session.err(`ping: local error: message too long, mtu${sign}${event.mtu ?? 0}\n`);
    }
  }

  #replyWords(): ReplyWords {
    const {size, numeric, verbose} = this.#words;
    const {zone, toMany} = this.#connection;
    return {address: this.#address, size, zone, toMany, numeric, verbose, identifier: this.#identifier};
  }

  #stamp(at: number): string {
    return this.#words.stamped ? `[${at.toFixed(6)}] ` : '';
  }

  #flush(): void {
    if (this.#dot !== '') this.#session.out(this.#dot);
    this.#dot = '';
  }
}
