/** The client's side of DHCP on one interface, from its first question until it is told to stop (RFC 2131 §4.4). */
import type {Ipv4Address} from '../../packet/address.ts';
import type {DhcpMessage} from '../../packet/dhcp.ts';
import type {Timer} from '../../time/clock.ts';
import type {Interface} from '../interface.ts';
import {Exchange, type ExchangeParts} from './exchange.ts';
import {type Lease, leaseOf} from './lease.ts';
import {Patience, renewalPause} from './patience.ts';

/** As RFC 2131 §4.4, figure 5, names them. `rebooting`: a lease from before is asked for again. */
export type DhcpState = 'selecting' | 'requesting' | 'rebooting' | 'bound' | 'renewing' | 'rebinding' | 'stopped';

/** Why a lease is not the host's any more. */
export type LeaseEnd = 'expired' | 'refused' | 'released';

export interface DhcpClientOptions extends ExchangeParts {
  /** The host has that from now on, in place of what it had before. */
  readonly onLease: (lease: Lease, before: Lease | undefined) => void;
  readonly onLoss: (lease: Lease, why: LeaseEnd) => void;
  /** Called after each change of the state. */
  readonly onState?: () => void;
}

/** Requests that an offer, or a lease from before, is worth (RFC 2131 §3.1, step 5). */
const MOST_REQUESTS = 4;
/** Rounds of questions that somebody who waits for the next event waits for. */
const AWAITED_ROUNDS = 4;

export class DhcpClient {
  readonly iface: Interface;
  readonly #options: DhcpClientOptions;
  readonly #exchange: Exchange;
  readonly #patience: Patience;
  #state: DhcpState = 'stopped';
  #lease: Lease | undefined;
  #offer: Lease | undefined;
  #requests = 0;
  /** The address that the host had last, and would like to have again. */
  #last: Ipv4Address | undefined;
  #timer: Timer | undefined;
  /** What a server that refused said of it. */
  #refusal: string | undefined;

  constructor(options: DhcpClientOptions) {
    this.#options = options;
    this.iface = options.iface;
    this.#exchange = new Exchange(options);
    this.#patience = new Patience(options.random);
  }

  get state(): DhcpState {
    return this.#state;
  }
  /** Messages sent and received by type, and what was received and not believed. */
  get counters(): Readonly<Record<string, number>> {
    return this.#exchange.counters;
  }
  get lease(): Lease | undefined {
    return this.#lease;
  }
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** @param before what the host had when it was last seen, and has on its interface still */
  start(before?: Lease): void {
    this.iface.dhcp = (data) => this.#receive(data);
    this.#lease = before;
    if (before && !this.#isOver(before.expires)) this.#ask('rebooting');
    else this.#begin();
  }

  /** Gives the lease back, and hears no more. */
  stop(): void {
    const lease = this.#lease;
    if (lease && this.#state !== 'stopped') this.#release(lease);
    this.abandon();
    if (lease) this.#options.onLoss(lease, 'released');
  }

  /** Hears no more, and tells nobody: the machine is switched off. */
  abandon(): void {
    this.#timer?.cancel();
    this.iface.dhcp = undefined;
    this.#lease = undefined;
    this.#offer = undefined;
    this.#enter('stopped');
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #isOver(moment: number | null): boolean {
    return moment !== null && moment <= this.#now();
  }

  /** Look for a server, after a while where one has just refused. */
  #begin(pause = 0): void {
    const lease = this.#lease;
    if (lease) {
      this.#lease = undefined;
      this.#options.onLoss(lease, this.#isOver(lease.expires) ? 'expired' : 'refused');
    }
    this.#offer = undefined;
    this.#enter('selecting');
    this.#newExchange();
    if (pause > 0) this.#wait(pause, () => this.#discover());
    else this.#discover();
  }

  // Here and below a timer is set before anything is sent: an answer may come in the very call that sends.
  #discover(): void {
    this.#wait(this.#patience.next(), () => this.#discover());
    this.#exchange.ask({type: 'discover', options: {...(this.#last !== undefined && {requested: this.#last})}});
  }

  /** Ask for what was offered, or for what the host had before. */
  #ask(state: 'requesting' | 'rebooting'): void {
    this.#enter(state);
    if (state === 'rebooting') this.#newExchange();
    else this.#patience.reset();
    this.#requests = 0;
    this.#request();
  }

  #request(): void {
    const wanted = this.#state === 'requesting' ? this.#offer : this.#lease;
    if (!wanted) return;
    if (this.#requests++ >= MOST_REQUESTS) {
      // RFC 2131 §3.2, step 3: what is not over may be used on although nobody answers.
      if (this.#state === 'rebooting') this.#hold(wanted);
      else this.#begin();
      return;
    }
    const follows = this.#state === 'requesting';
    const options = {requested: wanted.address, ...(follows && {server: wanted.server})};
    this.#wait(this.#patience.next(), () => this.#request());
    this.#exchange.ask({type: 'request', options, follows});
  }

  /** The host has a lease: until T1 nothing is asked. */
  #hold(lease: Lease): void {
    this.#enter('bound');
    this.#timer?.cancel();
    if (lease.renews === null) return;
    // A clock may take no delay as long as this.
    const due = (): void => (this.#isOver(lease.renews) ? this.#extend() : this.#hold(lease));
    this.#wait(lease.renews - this.#now(), due);
  }

  /** Ask its own server for more time, from T2 on any, and give the address up when nobody has given it. */
  #extend(): void {
    const lease = this.#lease!;
    if (this.#isOver(lease.expires)) {
      this.#begin();
      return;
    }
    const state = this.#isOver(lease.rebinds) ? 'rebinding' : 'renewing';
    if (this.#state !== state) {
      this.#enter(state);
      this.#newExchange();
    }
    const end = (state === 'renewing' ? lease.rebinds : lease.expires)! - this.#now();
    this.#wait(renewalPause(end), () => this.#extend());
    this.#exchange.ask({type: 'request', from: lease.address, to: state === 'renewing' ? lease.server : undefined});
  }

  #release({address, server}: Lease): void {
    this.#newExchange();
    this.#exchange.ask({type: 'release', options: {server}, from: address, to: server});
  }

  #receive(data: Uint8Array): void {
    const message = this.#exchange.answer(data);
    if (!message) return;
    const {type} = message.options;
    const used =
      (type === 'offer' && this.#offered(message)) ||
      (type === 'ack' && this.#acknowledged(message)) ||
      (type === 'nak' && this.#refused(message));
    this.#exchange.count(used ? type : `unused-${type}`);
  }

  #offered(message: DhcpMessage): boolean {
    const offer = this.#state === 'selecting' ? leaseOf(message, this.#exchange.asked) : undefined;
    if (!offer) return false;
    this.#offer = offer;
    this.#ask('requesting');
    return true;
  }

  #acknowledged(message: DhcpMessage): boolean {
    const waiting = this.#isAsking();
    const lease = waiting ? leaseOf(message, this.#exchange.asked) : undefined;
    if (!lease || this.#isOver(lease.expires)) return false;
    const before = this.#lease;
    this.#lease = lease;
    this.#last = lease.address;
    this.#refusal = undefined;
    this.#options.onLease(lease, before);
    this.#hold(lease);
    return true;
  }

  /** Of the server that was asked, where only one was. */
  #refused({options}: DhcpMessage): boolean {
    const asked = this.#state === 'requesting' ? this.#offer?.server : undefined;
    if (!this.#isAsking() || (asked !== undefined && options.server !== asked)) return false;
    this.#refusal = options.message ?? 'refused';
    // A server that offers and refuses is not asked again at once.
    this.#begin(this.#state === 'requesting' ? this.#patience.next() : 0);
    return true;
  }

  #isAsking(): boolean {
    return ['requesting', 'rebooting', 'renewing', 'rebinding'].includes(this.#state);
  }

  #newExchange(): void {
    this.#exchange.begin();
    this.#patience.reset();
  }

  /** In the background as soon as it may go on for ever. */
  #wait(delay: number, callback: () => void): void {
    this.#timer?.cancel();
    const asking = this.#state === 'selecting' || this.#state === 'requesting' || this.#state === 'rebooting';
    const awaited = asking && this.#patience.rounds <= AWAITED_ROUNDS;
    this.#timer = this.#options.clock.after(delay, callback, awaited ? undefined : 'background');
  }

  #enter(state: DhcpState): void {
    this.#state = state;
    this.#options.onState?.();
  }
}
