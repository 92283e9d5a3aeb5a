/** A running ping: an application over an echo endpoint of a host, on the lab's clock. */
import {NetworkError} from '../errors.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import type {EchoMessage} from '../stack/endpoint/echo-endpoint.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {type SendFault, sendError} from '../stack/send-fault.ts';
import type {Clock, Timer} from '../time/clock.ts';
import {type WrongOctet, echoData, wrongOctet} from './echo-data.ts';

export interface PingOptions {
  readonly destination: IpAddress;
  readonly count?: number | undefined;
  /** Milliseconds, as all durations here. */
  readonly interval?: number | undefined;
  /** Octets of data. */
  readonly size?: number | undefined;
  /** How long to wait for a first reply after the last request. */
  readonly wait?: number | undefined;
  readonly deadline?: number | undefined;
  readonly ttl?: number | undefined;
  readonly pattern?: Uint8Array | undefined;
  readonly source?: IpAddress | undefined;
  readonly device?: Interface | undefined;
  readonly dontFragment?: boolean | undefined;
  readonly identifier?: number | undefined;
  readonly sequence?: number | undefined;
  readonly ipId?: number | undefined;
  /** Microseconds since 1970 in place of the time. */
  readonly stamp?: bigint | undefined;
}

export type PingReport =
  | {readonly event: 'sent'; readonly seq: number}
  | {
      readonly event: 'reply';
      readonly message: EchoMessage & {kind: 'reply'};
      readonly rtt: number | undefined;
      readonly duplicate: boolean;
      readonly wrong: WrongOctet | undefined;
    }
  /** Views into the message are valid during the call only. */
  | {readonly event: 'icmp-error'; readonly message: EchoMessage & {kind: 'error'}; readonly rtt: number | undefined}
  | {readonly event: 'send-failed'; readonly seq: number; readonly error: NetworkError}
  | {readonly event: 'end'; readonly reason: 'count' | 'wait' | 'deadline'};

const INTERVAL = 1000;
const WAIT = 10_000;
/** After a reply has come, the last request is waited for twice the longest round trip, and this at least. */
const SHORTEST_WAIT = 1000;
export const DATA_SIZE = 56;
const SEQUENCES = 0x1_0000;
/** Requests that are remembered: later replies to older ones have no round trip time. */
const REMEMBERED = 1024;

interface Sent {
  readonly at: number;
  readonly data: Uint8Array;
  replies: number;
}

export class Ping {
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #options: PingOptions;
  readonly #report: (report: PingReport) => void;
  readonly #identifier: number;
  readonly #sent = new Map<number, Sent>();
  #transmitted = 0;
  /** Whether any request left at all, so that there is something to wait for. */
  #onTheWay = false;
  #received = 0;
  #longestRtt = 0;
  #timers: Timer[] = [];
  #ended = false;

  /**
   * Starts at once: the first request is sent before this returns.
   *
   * @throws {NetworkError} EBUSY: the identifier is taken
   */
  constructor(host: Host, clock: Clock, options: PingOptions, report: (report: PingReport) => void) {
    this.#host = host;
    this.#clock = clock;
    this.#options = options;
    this.#report = report;
    this.#identifier = host.echo.open(options.identifier, (message) => this.#receive(message));
    if (options.deadline !== undefined) this.#after(options.deadline, () => this.#end('deadline'));
    this.#send();
  }

  /** Give up: nothing is reported any more. */
  stop(): void {
    this.#ended = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
    this.#host.echo.close(this.#identifier);
  }

  #send(): void {
    const options = this.#options;
    const sequence = this.#sequence(this.#transmitted);
    const at = this.#clock.now();
    const data = echoData(options.size ?? DATA_SIZE, options.stamp ?? BigInt(Math.floor(at * 1000)), options.pattern);
    this.#remember(sequence, {at, data, replies: 0});
    this.#report({event: 'sent', seq: sequence});
    const fault = this.#host.sendEcho(this.#identifier, {
      ...options,
      sequence,
      data,
      ipId: options.ipId === undefined ? undefined : (options.ipId + this.#transmitted) & 0xffff,
    });
    this.#transmitted++;
    if (fault) this.#failed(sequence, fault);
    else this.#onTheWay = true;
    if (this.#ended) return;
    if (this.#transmitted === options.count) this.#waitForLast();
    else this.#after(options.interval ?? INTERVAL, () => this.#send());
  }

  #failed(seq: number, fault: SendFault): void {
    this.#report({event: 'send-failed', seq, error: sendError(fault)});
  }

  #waitForLast(): void {
    if (!this.#onTheWay) {
      this.#end('wait');
      return;
    }
    const {wait} = this.#options;
    const patience = this.#received > 0 ? Math.max(2 * this.#longestRtt, SHORTEST_WAIT) : (wait ?? WAIT);
    this.#after(Math.min(patience, wait ?? patience), () => this.#end('wait'));
  }

  #receive(message: EchoMessage): void {
    const sent = this.#sent.get(message.sequence);
    const rtt = sent && this.#clock.now() - sent.at;
    if (message.kind === 'error') {
      this.#report({event: 'icmp-error', message, rtt});
      return;
    }
    const duplicate = sent !== undefined && sent.replies++ > 0;
    if (!duplicate) this.#received++;
    this.#longestRtt = Math.max(this.#longestRtt, rtt ?? 0);
    this.#report({event: 'reply', message, rtt, duplicate, wrong: sent && wrongOctet(sent.data, message.data)});
    if (this.#received === this.#options.count) this.#end('count');
  }

  #end(reason: 'count' | 'wait' | 'deadline'): void {
    if (this.#ended) return;
    this.stop();
    this.#report({event: 'end', reason});
  }

  #sequence(transmitted: number): number {
    return ((this.#options.sequence ?? 0) + transmitted) % SEQUENCES;
  }

  #remember(sequence: number, sent: Sent): void {
    this.#sent.set(sequence, sent);
    if (this.#transmitted >= REMEMBERED) this.#sent.delete(this.#sequence(this.#transmitted - REMEMBERED));
  }

  #after(delay: number, callback: () => void): void {
    const timer = this.#clock.after(delay, () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
      callback();
    });
    this.#timers.push(timer);
  }
}
