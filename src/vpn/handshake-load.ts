/** How much the handshakes that come ask of this machine: each costs a thousand times what it costs to send. */
import type {ProtocolConstants} from './protocol-constants.ts';

type Limits = Pick<ProtocolConstants, 'handshakesPerSecond' | 'loadMemory' | 'addressRate' | 'addressBurst'>;

/** Addresses remembered; whoever sends from more of them gets no further for it. */
const MOST_ADDRESSES = 4096;

interface Bucket {
  tokens: number;
  since: number;
}

export class HandshakeLoad {
  readonly #limits: Limits;
  /** By address; the one that was asked for longest ago comes first. */
  readonly #buckets = new Map<string, Bucket>();
  #second = -Infinity;
  #inSecond = 0;
  #loadedUntil = -Infinity;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Counts a handshake message. @returns whether there are too many of them */
  arrived(now: number): boolean {
    if (now - this.#second >= 1000) {
      this.#second = now;
      this.#inSecond = 0;
    }
    this.#inSecond++;
    if (this.#inSecond > this.#limits.handshakesPerSecond) this.#loadedUntil = now + this.#limits.loadMemory;
    return now < this.#loadedUntil;
  }

  /** Takes one of the address's tokens. @returns `false`: it has none left */
  allows(address: string, now: number): boolean {
    const {addressRate, addressBurst} = this.#limits;
    const bucket = this.#buckets.get(address) ?? {tokens: addressBurst, since: now};
    this.#buckets.delete(address);
    bucket.tokens = Math.min(addressBurst, bucket.tokens + ((now - bucket.since) * addressRate) / 1000);
    bucket.since = now;
    this.#buckets.set(address, bucket);
    if (this.#buckets.size > MOST_ADDRESSES) this.#buckets.delete(this.#buckets.keys().next().value!);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}
