/** The keys of one handshake, and what is sent and received under them (whitepaper §5.4.6). */
import {open, sealInto} from './aead.ts';
import type {TransportKeys} from './handshake.ts';
import {dataCounter, MESSAGE_LENGTH, TAG_LENGTH, writeDataHeader} from './message.ts';
import {ReplayWindow} from './replay-window.ts';

export interface SessionFacts {
  readonly keys: TransportKeys;
  /** Whether this side began the handshake: it is the one to replace the session in time. */
  readonly initiator: boolean;
  /** The number that names the session in what is received, and in what is sent. */
  readonly localIndex: number;
  readonly remoteIndex: number;
  readonly createdAt: number;
}

/** Octets that sealing adds to a padded packet. */
export const OVERHEAD = MESSAGE_LENGTH.data + TAG_LENGTH;

export class Session {
  readonly initiator: boolean;
  readonly localIndex: number;
  readonly createdAt: number;
  readonly #remoteIndex: number;
  readonly #send: Uint8Array;
  readonly #receive: Uint8Array;
  readonly #window = new ReplayWindow();
  #sent = 0;

  constructor({keys, initiator, localIndex, remoteIndex, createdAt}: SessionFacts) {
    this.#send = keys.send;
    this.#receive = keys.receive;
    this.initiator = initiator;
    this.localIndex = localIndex;
    this.#remoteIndex = remoteIndex;
    this.createdAt = createdAt;
  }

  /** Messages sealed so far: the next one's counter. */
  get sent(): number {
    return this.#sent;
  }

  /**
   * Writes a data message to the start of `target`. The caller sees to it that the session may still be used.
   *
   * @param padded octets that the packet is to be made, with zeros
   * @returns its length: `padded` + `OVERHEAD`
   */
  seal(packet: Uint8Array, padded: number, target: Uint8Array): number {
    const end = MESSAGE_LENGTH.data + padded;
    const counter = this.#sent++;
    target.set(packet, MESSAGE_LENGTH.data);
    target.fill(0, MESSAGE_LENGTH.data + packet.length, end);
    writeDataHeader(target, this.#remoteIndex, counter);
    sealInto(this.#send, counter, target.subarray(MESSAGE_LENGTH.data, end), target.subarray(MESSAGE_LENGTH.data));
    return end + TAG_LENGTH;
  }

  /** What a data message holds, in a new array. @param limit counters from here on are not taken */
  open(message: Uint8Array, limit: number): Uint8Array | 'session-over' | 'not-authentic' | 'replayed' {
    const counter = dataCounter(message);
    if (counter >= limit) return 'session-over';
    const text = open(this.#receive, counter, message.subarray(MESSAGE_LENGTH.data));
    if (!text) return 'not-authentic';
    // Only what is authentic may move the window.
    return this.#window.accept(counter) ? text : 'replayed';
  }

  /** It is not to be used afterwards. */
  wipe(): void {
    this.#send.fill(0);
    this.#receive.fill(0);
  }
}
