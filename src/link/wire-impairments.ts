/** What chance does to the frames of one sender. */
import {Random} from '../random.ts';
import type {WireSettings} from './wire-settings.ts';

/**
 * One sequence of numbers for each kind of harm, one step a frame while that setting is not 0: what one setting does to
 * the n-th frame depends on no other setting, and more per cent harm the same frames and others besides.
 */
export class Impairments {
  lost = false;
  duplicated = false;
  reordered = false;
  corrupted = false;
  /** Milliseconds to add to the delay, perhaps below 0. */
  jitter = 0;
  /** 0 ≤ … < 1: where in a corrupted frame the flipped bit is. */
  #place = 0;
  readonly #loss: Random;
  readonly #duplicate: Random;
  readonly #reorder: Random;
  readonly #corrupt: Random;
  readonly #jitter: Random;

  /** @param label the sender's: senders on one wire have different sequences, whichever was plugged in first */
  constructor(seed: number, label: string) {
    const seeds = new Random(seed ^ hash(label));
    this.#loss = new Random(seeds.next());
    this.#duplicate = new Random(seeds.next());
    this.#reorder = new Random(seeds.next());
    this.#corrupt = new Random(seeds.next());
    this.#jitter = new Random(seeds.next());
  }

  /** Decide about the next frame; the properties hold until the next call. */
  draw({loss, duplicate, reorder, corrupt, jitter}: WireSettings): void {
    this.lost = happens(this.#loss, loss);
    this.duplicated = happens(this.#duplicate, duplicate);
    this.reordered = happens(this.#reorder, reorder);
    this.corrupted = happens(this.#corrupt, corrupt);
    if (corrupt > 0) this.#place = fraction(this.#corrupt);
    this.jitter = jitter > 0 ? (2 * fraction(this.#jitter) - 1) * jitter : 0;
  }

  /** Flip the bit in place. */
  corrupt(frame: Uint8Array): void {
    const bit = Math.floor(this.#place * frame.length * 8);
    if (frame.length > 0) frame[bit >>> 3]! ^= 0x80 >>> (bit & 7);
  }
}

function happens(random: Random, perCent: number): boolean {
  return perCent > 0 && fraction(random) * 100 < perCent;
}

function fraction(random: Random): number {
  return random.next() / 2 ** 32;
}

/** FNV-1a over the code units. */
function hash(text: string): number {
  let mixed = 0x811c_9dc5;
  for (let at = 0; at < text.length; at++) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x0100_0193);
  return mixed >>> 0;
}
