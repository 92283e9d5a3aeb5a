/** What happens to a peer because nothing else did (whitepaper §6). Events go in; what is due comes out as actions. */
import type {Clock} from '../time/clock.ts';
import {Alarm} from './alarm.ts';
import type {ProtocolConstants} from './protocol-constants.ts';

export interface TimerActions {
  /** @param retry nobody has answered the last one */
  initiate(retry: boolean): void;
  sendKeepalive(): void;
  /** Nobody answers: what waits for a session waits no longer. */
  giveUp(): void;
  /** Nothing was agreed on for so long that all keys are to be forgotten. */
  forget(): void;
  /** 0 up to the constants' `rekeyJitter`, by chance. */
  jitter(): number;
}

export class PeerTimers {
  readonly #constants: ProtocolConstants;
  readonly #actions: TimerActions;
  readonly #retryHandshake: Alarm;
  readonly #keepalive: Alarm;
  readonly #newHandshake: Alarm;
  readonly #forget: Alarm;
  readonly #persistent: Alarm;
  #attempts = 0;
  #anotherKeepalive = false;
  #interval = 0;

  constructor(clock: Clock, constants: ProtocolConstants, actions: TimerActions) {
    this.#constants = constants;
    this.#actions = actions;
    this.#retryHandshake = new Alarm(clock, () => this.#unanswered());
    this.#keepalive = new Alarm(clock, () => this.#silent(), 'background');
    this.#newHandshake = new Alarm(clock, () => actions.initiate(false), 'background');
    this.#forget = new Alarm(clock, () => actions.forget(), 'background');
    this.#persistent = new Alarm(clock, () => actions.sendKeepalive(), 'background');
  }

  /** ms between keepalives that are sent whatever happens; 0: none are. */
  set persistentKeepalive(interval: number) {
    this.#interval = interval;
    if (interval > 0) this.#persistent.set(interval);
    else this.#persistent.stop();
  }

  /** A packet that is no keepalive: an answer of any kind is expected. */
  dataSent(): void {
    const {keepaliveTimeout, rekeyTimeout} = this.#constants;
    if (!this.#newHandshake.pending) this.#newHandshake.set(keepaliveTimeout + rekeyTimeout + this.#actions.jitter());
  }

  /** A packet that is no keepalive: its sender is to hear something. */
  dataReceived(): void {
    if (this.#keepalive.pending) this.#anotherKeepalive = true;
    else this.#keepalive.set(this.#constants.keepaliveTimeout);
  }

  authenticatedSent(): void {
    this.#keepalive.clear();
    this.#putOffPersistent();
  }

  authenticatedReceived(): void {
    this.#newHandshake.clear();
    this.#putOffPersistent();
  }

  /** @param retry it repeats one that nobody has answered */
  handshakeInitiated(retry: boolean): void {
    if (!retry) this.#attempts = 0;
    this.#retryHandshake.set(this.#constants.rekeyTimeout + this.#actions.jitter());
  }

  handshakeComplete(): void {
    this.#retryHandshake.clear();
    this.#attempts = 0;
  }

  sessionDerived(): void {
    this.#forget.set(3 * this.#constants.rejectAfterTime);
  }

  stop(): void {
    for (const alarm of [this.#retryHandshake, this.#keepalive, this.#newHandshake, this.#forget, this.#persistent]) {
      alarm.stop();
    }
    this.#anotherKeepalive = false;
    this.#attempts = 0;
  }

  #putOffPersistent(): void {
    if (this.#interval > 0) this.#persistent.set(this.#interval);
  }

  #unanswered(): void {
    const {rekeyAttemptTime, rekeyTimeout, rejectAfterTime} = this.#constants;
    this.#attempts++;
    if (this.#attempts <= Math.floor(rekeyAttemptTime / rekeyTimeout)) {
      this.#actions.initiate(true);
      return;
    }
    this.#keepalive.clear();
    this.#actions.giveUp();
    if (!this.#forget.pending) this.#forget.set(3 * rejectAfterTime);
  }

  #silent(): void {
    this.#actions.sendKeepalive();
    if (!this.#anotherKeepalive) return;
    this.#anotherKeepalive = false;
    this.#keepalive.set(this.#constants.keepaliveTimeout);
  }
}
