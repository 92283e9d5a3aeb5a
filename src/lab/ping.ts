/** A running ping: an application over an echo endpoint of a host, on the lab's clock. */
import {ICMP_TYPE} from '../packet/icmpv4.ts';
import {isIpv6} from '../packet/ip-address.ts';
import type {EchoMessage} from '../stack/endpoint/echo-endpoint.ts';
import type {Host} from '../stack/host.ts';
import {type SendFault, sendError} from '../stack/send-fault.ts';
import type {Clock, Timer} from '../time/clock.ts';
import {echoData, wrongOctet} from './echo-data.ts';
import type {PingOptions, PingReport} from './ping-options.ts';
import {Pace} from './ping-pace.ts';

const INTERVAL = 1000;
const WAIT = 10_000;
/** After a reply has come, the last request is waited for twice the longest round trip, and this at least. */
const LINGER = 1000;
export const DATA_SIZE = 56;
/** No packet holds more: nothing is made of it. */
const MOST_DATA = 0xffff;
/** Then others get a turn, whoever reads what is told among them. */
const MOST_AT_ONCE = 1000;
const SEQUENCES = 0x1_0000;
/** Requests that are remembered: later replies to older ones have no round trip time. */
const REMEMBERED = 1024;

interface Sent {
  readonly at: number;
  readonly data: Uint8Array;
  replies: number;
}

type Unstamped<Report> = Report extends {readonly at: number} ? Omit<Report, 'at'> : never;

export class Ping {
  /** Of ICMP. */
  readonly identifier: number;
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #options: PingOptions;
  readonly #report: (report: PingReport) => void;
  readonly #stopListening: (() => void) | undefined;
  readonly #pace: Pace;
  readonly #sent = new Map<number, Sent>();
  #transmitted = 0;
  /** Requests up to the latest that was answered, by a reply or an error. */
  #answered = 0;
  /** Whether any request left at all, so that there is something to wait for. */
  #onTheWay = false;
  #received = 0;
  #errors = 0;
  #longestRtt = 0;
  #next: Timer | undefined;
  #limit: Timer | undefined;
  #sending = false;
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
    const {interval = INTERVAL, preload = 1, adaptive = false, deadline} = options;
    this.#pace = new Pace({interval, preload, adaptive});
    this.identifier = host.echo.open(options.identifier, (message) => this.#receive(message));
    this.#stopListening = options.others
      ? host.echo.listen((message, identifier) => {
          if (identifier !== this.identifier) this.#tell({event: 'icmp', message});
        })
      : undefined;
    if (deadline !== undefined) this.#limit = clock.after(deadline, () => this.#end('deadline'));
    this.#proceed();
  }

  /** Give up: nothing is reported any more. */
  stop(): void {
    this.#ended = true;
    this.#next?.cancel();
    this.#limit?.cancel();
    this.#stopListening?.();
    this.#host.echo.close(this.identifier);
  }

  /** Send what may go out now, and see to it that the rest goes out later. */
  #proceed(): void {
    // An answer may come while its request is still being sent.
    if (this.#sending || this.#ended) return;
    this.#sending = true;
    this.#next?.cancel();
    this.#next = undefined;
    let wait = 0;
    for (let sent = 0; sent < MOST_AT_ONCE && !this.#isOver(); sent++) {
      wait = this.#pace.wait(this.#clock.now(), this.#transmitted - this.#answered);
      if (wait > 0) break;
      this.#send();
    }
    this.#sending = false;
    this.#arm(wait);
  }

  #arm(wait: number): void {
    if (this.#ended) return;
    if (!this.#isLast()) this.#next = this.#clock.after(wait, () => this.#proceed());
    else if (this.#onTheWay) this.#next = this.#clock.after(this.#patience(), () => this.#end('wait'));
    else this.#end('wait');
  }

  #isOver(): boolean {
    return this.#ended || this.#isLast();
  }

  /** Whether there is nothing more to send. */
  #isLast(): boolean {
    const {count, sweep} = this.#options;
    if (this.#transmitted === count) return true;
    return sweep !== undefined && this.#size() > sweep.largest;
  }

  /** Of the next request. */
  #size(): number {
    const {size = DATA_SIZE, sweep} = this.#options;
    return sweep ? size + Math.floor(this.#transmitted / sweep.each) * sweep.step : size;
  }

  #send(): void {
    const {pattern, stamp, stampForm, ipId} = this.#options;
    const sequence = this.#sequence(this.#transmitted);
    const at = this.#clock.now();
    const size = this.#size();
    const fits = size <= MOST_DATA;
    const data = echoData(fits ? size : 0, stamp ?? BigInt(Math.floor(at * 1000)), pattern, stampForm);
    this.#remember(sequence, {at, data, replies: 0});
    this.#pace.sent(at);
    this.#tell({event: 'sent', seq: sequence, size});
    const request = {
      ...this.#options,
      sequence,
      data,
      ipId: ipId === undefined ? undefined : (ipId + this.#transmitted) & 0xffff,
    };
    this.#transmitted++;
    const fault = fits ? this.#host.sendEcho(this.identifier, request) : 'too-long';
    if (fault) this.#failed(sequence, fault);
    else this.#onTheWay = true;
  }

  #failed(seq: number, fault: SendFault): void {
    const {destination, device} = this.#options;
    const mtu = fault === 'too-long' ? this.#host.mtuTo(destination, device) : undefined;
    this.#tell({event: 'send-failed', seq, error: sendError(fault), mtu});
    if (mtu !== undefined) this.#countError();
  }

  #patience(): number {
    const {wait, linger = LINGER} = this.#options;
    const patience = this.#received > 0 ? Math.max(2 * this.#longestRtt, linger) : (wait ?? WAIT);
    return Math.min(patience, wait ?? patience);
  }

  #receive(message: EchoMessage): void {
    const sent = this.#sent.get(message.sequence);
    const rtt = sent && this.#clock.now() - sent.at;
    if (sent && !isAdvice(message)) this.#acknowledge(message.sequence);
    if (message.kind === 'error') {
      this.#tell({event: 'icmp-error', message, rtt});
      if (!isAdvice(message)) this.#countError();
    } else {
      const duplicate = sent !== undefined && sent.replies++ > 0;
      if (!duplicate) this.#received++;
      this.#longestRtt = Math.max(this.#longestRtt, rtt ?? 0);
      this.#pace.replied(rtt);
      const wrong = sent && wrongOctet(sent.data, message.data, this.#options.stampForm);
      this.#tell({event: 'reply', message, rtt, duplicate, wrong});
      this.#endIfEnough();
    }
    if (!this.#isLast()) this.#proceed();
  }

  /** @param sequence of a request that is remembered */
  #acknowledge(sequence: number): void {
    const last = this.#sequence(this.#transmitted - 1);
    const behind = (last - sequence + SEQUENCES) % SEQUENCES;
    this.#answered = Math.max(this.#answered, this.#transmitted - behind);
  }

  #countError(): void {
    this.#errors++;
    if (this.#options.onError === 'end') this.#end('error');
    else if (this.#options.onError === 'count') this.#endIfEnough();
  }

  #endIfEnough(): void {
    const {count, replies = count, onError} = this.#options;
    const answers = this.#received + (onError === 'count' ? this.#errors : 0);
    if (replies !== undefined && answers >= replies) this.#end('count');
  }

  #end(reason: 'count' | 'wait' | 'deadline' | 'error'): void {
    if (this.#ended) return;
    this.stop();
    this.#tell({event: 'end', reason});
  }

  #tell(report: Unstamped<PingReport>): void {
    this.#report({...report, at: this.#clock.now()});
  }

  #sequence(transmitted: number): number {
    return ((this.#options.sequence ?? 0) + transmitted) % SEQUENCES;
  }

  #remember(sequence: number, sent: Sent): void {
    this.#sent.set(sequence, sent);
    if (this.#transmitted >= REMEMBERED) this.#sent.delete(this.#sequence(this.#transmitted - REMEMBERED));
  }
}

/** What changes nothing for the request that it is about: it is on its way all the same. */
function isAdvice(message: EchoMessage): boolean {
  if (message.kind !== 'error' || isIpv6(message.from)) return false;
  return message.type === ICMP_TYPE.redirect || message.type === ICMP_TYPE.sourceQuench;
}
