/** The handshakes of one peer: the one we began, and what is known of those that the peer began. */
import type {DropReason} from './drop-reason.ts';
import {
  consumeResponse,
  createInitiation,
  createResponse,
  type Handshake,
  type Partner,
  type ReceivedInitiation,
  wipeHandshake,
} from './handshake.ts';
import {MacWriter} from './macs.ts';
import type {CookieReply, Response} from './message.ts';
import type {PeerContext} from './peer-context.ts';
import type {SessionFacts} from './session.ts';
import {isLater, timestampOf} from './timestamp.ts';

export class PeerHandshakes {
  readonly #context: PeerContext;
  readonly #partner: Partner;
  readonly #macs: MacWriter;
  #pending: {readonly index: number; readonly handshake: Handshake} | undefined;
  #sentAt = -Infinity;
  #receivedAt = -Infinity;
  #newestTimestamp: Uint8Array | undefined;

  constructor(context: PeerContext, partner: Partner) {
    this.#context = context;
    this.#partner = partner;
    this.#macs = new MacWriter(partner.publicKey, context.constants.cookieLifetime);
  }

  /**
   * An initiation, in place of one that is under way, and the index of its answer.
   *
   * @returns `undefined`: one was begun just now
   */
  begin(): {readonly message: Uint8Array; readonly index: number} | undefined {
    const {own, clock, constants, indices, random} = this.#context;
    const now = clock.now();
    if (now - this.#sentAt < constants.rekeyTimeout) return undefined;
    this.cancel();
    const index = indices.draw();
    const created = createInitiation(own, this.#partner, index, timestampOf(now), random);
    if (!created) return undefined;
    this.#sentAt = now;
    this.#pending = {index, handshake: created.handshake};
    this.#macs.write(created.message, now);
    return {message: created.message, index};
  }

  /** The answer to an authentic initiation, and the session that it makes. */
  answer(received: ReceivedInitiation): {readonly message: Uint8Array; readonly session: SessionFacts} | DropReason {
    const {clock, indices, random} = this.#context;
    const now = clock.now();
    const fault = this.#faultOf(received.timestamp, now);
    if (fault) {
      wipeHandshake(received.handshake);
      return fault;
    }
    this.#newestTimestamp = received.timestamp;
    this.#receivedAt = now;
    const localIndex = indices.draw();
    const response = createResponse(received, this.#partner, localIndex, random);
    if (!response) return 'not-authentic';
    const {message, keys} = response;
    this.#macs.write(message, now);
    return {message, session: {keys, initiator: false, localIndex, remoteIndex: received.sender, createdAt: now}};
  }

  /** The session that an answer to ours makes; it has the index of the handshake. */
  complete(message: Response): SessionFacts | DropReason {
    const pending = this.#pending;
    if (pending?.index !== message.receiver) return 'unknown-session';
    const keys = consumeResponse(this.#context.own, message, pending.handshake, this.#partner);
    if (!keys) return 'not-authentic';
    this.#pending = undefined;
    const createdAt = this.#context.clock.now();
    return {keys, initiator: true, localIndex: pending.index, remoteIndex: message.sender, createdAt};
  }

  /** @returns whether it answers our last message; the next one proves what was told */
  takeCookie(reply: CookieReply): boolean {
    return this.#macs.takeCookie(reply, this.#context.clock.now());
  }

  /** Gives up the one that is under way. */
  cancel(): void {
    if (!this.#pending) return;
    this.#context.indices.delete(this.#pending.index);
    wipeHandshake(this.#pending.handshake);
    this.#pending = undefined;
  }

  /** It is not to be used afterwards. */
  wipe(): void {
    this.cancel();
    this.#macs.wipe();
  }

  #faultOf(timestamp: Uint8Array, now: number): DropReason | undefined {
    if (this.#newestTimestamp && !isLater(timestamp, this.#newestTimestamp)) return 'stale-timestamp';
    const soon = now - this.#receivedAt < this.#context.constants.initiationInterval;
    return soon ? 'initiation-flood' : undefined;
  }
}
