/** The client's side of DHCP on one interface, from its first question until it is told to stop (RFC 2131 §4.4). */
import type {Ipv4Address} from '../../packet/address.ts';
import {DHCP_OPTION, type DhcpMessage, type DhcpOptions, readDhcp} from '../../packet/dhcp.ts';
import type {Random} from '../../random.ts';
import type {Clock, Timer} from '../../time/clock.ts';
import type {Host} from '../host.ts';
import type {Interface} from '../interface.ts';
import {sendToServer} from './exchange.ts';
import {type Lease, leaseOf} from './lease.ts';
import {Patience, renewalPause} from './patience.ts';

/** As RFC 2131 §4.4, figure 5, names them. `rebooting`: a lease from before is asked for again. */
export type DhcpState = 'selecting' | 'requesting' | 'rebooting' | 'bound' | 'renewing' | 'rebinding' | 'stopped';

/** Why a lease is not the host's any more. */
export type LeaseEnd = 'expired' | 'refused' | 'released';

export interface DhcpClientOptions {
  readonly host: Host;
  readonly iface: Interface;
  readonly clock: Clock;
  readonly random: Random;
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

const WANTED = [
  DHCP_OPTION.mask,
  DHCP_OPTION.routers,
  DHCP_OPTION.nameservers,
  DHCP_OPTION.domain,
  DHCP_OPTION.mtu,
  DHCP_OPTION.lease,
  DHCP_OPTION.server,
  DHCP_OPTION.renewal,
  DHCP_OPTION.rebinding,
];

export class DhcpClient {
  readonly iface: Interface;
  /** Messages sent and received by type, and what was received and not believed. */
  readonly counters: Record<string, number> = {};
  readonly #options: DhcpClientOptions;
  readonly #patience: Patience;
  #state: DhcpState = 'stopped';
  #lease: Lease | undefined;
  #offer: Lease | undefined;
  #transaction = 0;
  /** When this exchange began, and when its last question was sent: a lease counts from there. */
  #began = 0;
  #asked = 0;
  #seconds = 0;
  #requests = 0;
  /** The address that the host had last, and would like to have again. */
  #last: Ipv4Address | undefined;
  #timer: Timer | undefined;
  /** What a server that refused said of it. */
  #refusal: string | undefined;

  constructor(options: DhcpClientOptions) {
    this.#options = options;
    this.iface = options.iface;
    this.#patience = new Patience(options.random);
  }

  get state(): DhcpState {
    return this.#state;
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
    this.#send('discover', {...(this.#last !== undefined && {requested: this.#last})});
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
    const toServer = this.#state === 'requesting' ? {server: wanted.server} : {};
    this.#wait(this.#patience.next(), () => this.#request());
    this.#send('request', {requested: wanted.address, ...toServer});
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
    this.#send('request', {}, lease.address, state === 'renewing' ? lease.server : undefined);
  }

  #release({address, server}: Lease): void {
    this.#newExchange();
    this.#send('release', {server}, address, server);
  }

  #receive(data: Uint8Array): void {
    const message = readDhcp(data);
    if (typeof message === 'string') {
      this.#count(`malformed-${message}`);
      return;
    }
    if (message.operation !== 'reply' || message.transaction !== this.#transaction || !this.#isForUs(message)) {
      this.#count('not-for-us');
      return;
    }
    const {type} = message.options;
    const used =
      (type === 'offer' && this.#offered(message)) ||
      (type === 'ack' && this.#acknowledged(message)) ||
      (type === 'nak' && this.#refused(message));
    this.#count(used ? type : `unused-${type}`);
  }

  #isForUs({hardwareAddress}: DhcpMessage): boolean {
    return hardwareAddress === this.iface.hardwareAddress;
  }

  #offered(message: DhcpMessage): boolean {
    const offer = this.#state === 'selecting' ? leaseOf(message, this.#asked) : undefined;
    if (!offer) return false;
    this.#offer = offer;
    this.#ask('requesting');
    return true;
  }

  #acknowledged(message: DhcpMessage): boolean {
    const waiting = this.#isAsking();
    const lease = waiting ? leaseOf(message, this.#asked) : undefined;
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
    this.#transaction = this.#options.random.next();
    this.#began = this.#now();
    this.#patience.reset();
  }

  #send(
    type: 'discover' | 'request' | 'release',
    options: Omit<DhcpOptions, 'type'>,
    from = 0,
    to?: Ipv4Address,
  ): void {
    const {host} = this.#options;
    this.#asked = this.#now();
    // What follows an offer says the same as what led to it.
    if (this.#state !== 'requesting') this.#seconds = Math.floor((this.#asked - this.#began) / 1000);
    this.#count(`sent-${type}`);
    const asks = {hostName: host.name, parameters: WANTED, maximumSize: Math.max(Math.min(this.iface.mtu, 1500), 576)};
    sendToServer(
      host,
      this.iface,
      {to, from},
      {
        operation: 'request',
        transaction: this.#transaction,
        seconds: Math.min(this.#seconds, 0xffff),
        // Until it has an address, a host hears what is for everybody.
        broadcast: from === 0 && type !== 'release',
        client: from,
        yours: 0,
        nextServer: 0,
        relay: 0,
        hardwareAddress: this.iface.hardwareAddress,
        options: {type, ...options, ...(type !== 'release' && asks)},
      },
    );
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

  #count(what: string): void {
    this.counters[what] = (this.counters[what] ?? 0) + 1;
  }
}
