/** The other end of a tunnel: where it was seen last, its sessions, and what waits for one. */
import type {DropReason} from './drop-reason.ts';
import type {Endpoint} from './endpoint.ts';
import type {Partner, ReceivedInitiation} from './handshake.ts';
import {paddedLength} from './inner-packet.ts';
import type {CookieReply, Response} from './message.ts';
import type {PeerContext} from './peer-context.ts';
import {PeerHandshakes} from './peer-handshakes.ts';
import {PeerTimers} from './peer-timers.ts';
import {randomUint32} from './random-source.ts';
import {Session, type SessionFacts} from './session.ts';
import {SessionSlots} from './session-slots.ts';
import {StagedPackets} from './staged-packets.ts';

const EMPTY = new Uint8Array();

export class Peer {
  readonly partner: Partner;
  endpoint: Endpoint | undefined;
  /** Octets of messages, on the outside. */
  octetsReceived = 0;
  octetsSent = 0;
  /** When the last handshake was complete, in ms since 1970. */
  lastHandshake: number | undefined;
  readonly #context: PeerContext;
  readonly #handshakes: PeerHandshakes;
  readonly #slots: SessionSlots;
  readonly #timers: PeerTimers;
  readonly #staged: StagedPackets;
  /** A new session was asked for because the current one, which we began, is received in and will soon be over. */
  #asked = false;

  constructor(context: PeerContext, partner: Partner) {
    const {clock, constants, random} = context;
    this.#context = context;
    this.partner = partner;
    this.#handshakes = new PeerHandshakes(context, partner);
    this.#staged = new StagedPackets(constants.stagedPackets);
    this.#slots = new SessionSlots((session) => this.#discard(session));
    this.#timers = new PeerTimers(clock, constants, {
      initiate: (retry) => this.initiate(retry),
      sendKeepalive: () => this.sendKeepalive(),
      giveUp: () => this.#dropStaged(),
      forget: () => this.forget(),
      jitter: () => (randomUint32(random) / 2 ** 32) * constants.rekeyJitter,
    });
  }

  /** @param interval ms; 0: off. On, the first one goes out at once. */
  keepAlive(interval: number): void {
    this.#timers.persistentKeepalive = interval;
    if (interval > 0) this.sendKeepalive();
  }

  /** Sends a packet, or keeps a copy until there is a session to send it in. */
  send(packet: Uint8Array): void {
    const {drops} = this.#context;
    if (!this.endpoint) {
      drops.add('no-endpoint');
      return;
    }
    const session = this.#usable();
    if (session) {
      this.#sendIn(session, packet);
      return;
    }
    const dropped = this.#staged.add(packet);
    if (dropped > 0) drops.add('staged-overflow', dropped);
    this.initiate(false);
  }

  /** What waits for a session serves as one. */
  sendKeepalive(): void {
    if (this.endpoint && !this.#sendStaged()) this.send(EMPTY);
  }

  /** Begins a handshake, unless one was begun just now. @param retry nobody has answered the last one */
  initiate(retry: boolean): void {
    if (!this.endpoint) return;
    const begun = this.#handshakes.begin();
    if (!begun) return;
    this.#context.indices.set(begun.index, {peer: this, session: undefined});
    this.#transmit(begun.message);
    this.#timers.handshakeInitiated(retry);
  }

  /** Answers an initiation that is authentic, and has a session that its sender may use. */
  takeInitiation(received: ReceivedInitiation, octets: number, source: Endpoint): DropReason | undefined {
    const answer = this.#handshakes.answer(received);
    if (typeof answer === 'string') return answer;
    this.#received(octets, source);
    this.#begin(answer.session);
    this.#transmit(answer.message);
    return undefined;
  }

  takeResponse(message: Response, octets: number, source: Endpoint): DropReason | undefined {
    const session = this.#handshakes.complete(message);
    if (typeof session === 'string') return session;
    this.#received(octets, source);
    this.#begin(session);
    this.#complete();
    // The other side may send only after it has heard that we have the keys.
    this.sendKeepalive();
    return undefined;
  }

  takeCookie(reply: CookieReply): boolean {
    return this.#handshakes.takeCookie(reply);
  }

  /** What came in one of the sessions: a new array, empty for a keepalive; or why it is dropped. */
  takeData(session: Session, message: Uint8Array, source: Endpoint): Uint8Array | DropReason {
    const {clock, constants} = this.#context;
    const age = clock.now() - session.createdAt;
    const over = age >= constants.rejectAfterTime;
    const text = over ? 'session-over' : session.open(message, constants.rejectAfterMessages);
    if (typeof text === 'string') return text;
    this.#received(message.length, source);
    if (this.#slots.confirm(session)) {
      this.#complete();
      this.#sendStaged();
    }
    if (session.initiator) this.#renewReceiving(age);
    if (text.length > 0) this.#timers.dataReceived();
    return text;
  }

  /** Wipes all sessions, and drops what waits for one. */
  forget(): void {
    this.#handshakes.cancel();
    this.#slots.clear();
    this.#dropStaged();
  }

  /** For good. */
  stop(): void {
    this.#timers.stop();
    this.forget();
    this.#handshakes.wipe();
    this.partner.staticSecret.fill(0);
    this.partner.presharedKey.fill(0);
  }

  /** The session to send in, if it is not over. */
  #usable(): Session | undefined {
    const {clock, constants} = this.#context;
    const session = this.#slots.current;
    if (!session || session.sent >= constants.rejectAfterMessages) return undefined;
    return clock.now() - session.createdAt < constants.rejectAfterTime ? session : undefined;
  }

  #sendIn(session: Session, packet: Uint8Array): void {
    const {mtu, scratch} = this.#context;
    const length = session.seal(packet, paddedLength(packet.length, mtu), scratch);
    this.#transmit(scratch.subarray(0, length));
    if (packet.length > 0) this.#timers.dataSent();
    this.#renewSending(session);
  }

  /** @returns whether there was anything */
  #sendStaged(): boolean {
    if (this.#staged.length === 0) return false;
    for (const packet of this.#staged.take()) this.send(packet);
    return true;
  }

  #dropStaged(): void {
    const {length} = this.#staged.take();
    if (length > 0) this.#context.drops.add('handshake-failed', length);
  }

  /** Who began a session replaces it in time; either side does when it has sent a lot in it. */
  #renewSending(session: Session): void {
    const {clock, constants} = this.#context;
    const old = session.initiator && clock.now() - session.createdAt >= constants.rekeyAfterTime;
    if (old || session.sent > constants.rekeyAfterMessages) this.initiate(false);
  }

  /** Who began it and only receives replaces it as well, before the other side may not send in it any more. */
  #renewReceiving(age: number): void {
    const {rejectAfterTime, keepaliveTimeout, rekeyTimeout} = this.#context.constants;
    if (this.#asked || age < rejectAfterTime - keepaliveTimeout - rekeyTimeout) return;
    this.#asked = true;
    this.initiate(false);
  }

  #begin(facts: SessionFacts): void {
    const session = new Session(facts);
    this.#context.indices.set(facts.localIndex, {peer: this, session});
    this.#slots.begin(session);
    this.#timers.sessionDerived();
  }

  #complete(): void {
    this.#timers.handshakeComplete();
    this.#asked = false;
    this.lastHandshake = this.#context.clock.now();
  }

  /** Something authentic came: the peer is where it came from. */
  #received(octets: number, source: Endpoint): void {
    this.octetsReceived += octets;
    this.endpoint = source;
    this.#timers.authenticatedReceived();
  }

  #transmit(datagram: Uint8Array): void {
    this.octetsSent += datagram.length;
    this.#timers.authenticatedSent();
    this.#context.transmit(datagram, this.endpoint!);
  }

  #discard(session: Session): void {
    this.#context.indices.delete(session.localIndex);
    session.wipe();
  }
}
