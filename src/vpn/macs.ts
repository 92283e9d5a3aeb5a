/**
 * What stands in front of the handshake (whitepaper §5.4.4, §5.3): mac1 shows that who sends knows whom they send to; mac2
 * that they get what is sent to their address, when the receiver has told them a cookie because it has too much to do.
 */
import {timingSafeEqual} from 'node:crypto';
import {openCookie, sealCookie} from './aead.ts';
import {hash, mac} from './hash.ts';
import {type CookieReply, emitCookieReply, MAC_LENGTH, MACS_LENGTH} from './message.ts';
import type {RandomSource} from './random-source.ts';

const LABEL = {
  mac1: new TextEncoder().encode('mac1----'),
  cookie: new TextEncoder().encode('cookie--'),
} as const;

const SECRET_LENGTH = 32;
const NONCE_LENGTH = 24;

/** Checks what is sent to the owner of a public key, and makes cookies for it. */
export class MacChecker {
  readonly #mac1Key: Uint8Array;
  readonly #cookieKey: Uint8Array;
  readonly #random: RandomSource;
  readonly #lifetime: number;
  #secret = new Uint8Array();
  #secretSince = -Infinity;

  /** @param lifetime of the secret that cookies are made of, in ms */
  constructor(publicKey: Uint8Array, random: RandomSource, lifetime: number) {
    this.#mac1Key = hash(LABEL.mac1, publicKey);
    this.#cookieKey = hash(LABEL.cookie, publicKey);
    this.#random = random;
    this.#lifetime = lifetime;
  }

  hasMac1(message: Uint8Array): boolean {
    const end = message.length - MACS_LENGTH;
    return timingSafeEqual(mac(this.#mac1Key, message.subarray(0, end)), mac1Of(message));
  }

  /** Whether the sender at `source` was told a cookie, and has it still. */
  hasMac2(message: Uint8Array, source: Uint8Array, now: number): boolean {
    if (now - this.#secretSince >= this.#lifetime) return false;
    const end = message.length - MAC_LENGTH;
    const expected = mac(mac(this.#secret, source), message.subarray(0, end));
    return timingSafeEqual(expected, message.subarray(end));
  }

  /** @param receiver the number that `message` wants to be answered to */
  cookieReply(message: Uint8Array, receiver: number, source: Uint8Array, now: number): Uint8Array {
    if (now - this.#secretSince >= this.#lifetime) {
      this.#secret.fill(0);
      this.#secret = Uint8Array.from(this.#random(SECRET_LENGTH));
      this.#secretSince = now;
    }
    const nonce = this.#random(NONCE_LENGTH);
    const sealedCookie = sealCookie(this.#cookieKey, nonce, mac(this.#secret, source), mac1Of(message));
    return emitCookieReply({type: 'cookie-reply', receiver, nonce, sealedCookie});
  }

  wipe(): void {
    this.#secret.fill(0);
    this.#secretSince = -Infinity;
  }
}

/** Writes both into messages for the owner of a public key, and keeps the cookie that they tell. */
export class MacWriter {
  readonly #mac1Key: Uint8Array;
  readonly #cookieKey: Uint8Array;
  readonly #lifetime: number;
  /** Of the last message; a cookie is sealed with it. */
  #mac1: Uint8Array | undefined;
  #cookie: Uint8Array | undefined;
  #cookieSince = 0;

  /** @param lifetime of a cookie, in ms */
  constructor(publicKey: Uint8Array, lifetime: number) {
    this.#mac1Key = hash(LABEL.mac1, publicKey);
    this.#cookieKey = hash(LABEL.cookie, publicKey);
    this.#lifetime = lifetime;
  }

  /** In place. */
  write(message: Uint8Array, now: number): void {
    const end = message.length - MACS_LENGTH;
    const mac1 = mac(this.#mac1Key, message.subarray(0, end));
    message.set(mac1, end);
    this.#mac1 = mac1;
    if (!this.#cookie || now - this.#cookieSince >= this.#lifetime) return;
    message.set(mac(this.#cookie, message.subarray(0, end + MAC_LENGTH)), end + MAC_LENGTH);
  }

  /** @returns whether it answers the last message; the next one proves what was told */
  takeCookie(reply: CookieReply, now: number): boolean {
    if (!this.#mac1) return false;
    const cookie = openCookie(this.#cookieKey, reply.nonce, reply.sealedCookie, this.#mac1);
    if (!cookie) return false;
    this.wipe();
    this.#cookie = cookie;
    this.#cookieSince = now;
    return true;
  }

  wipe(): void {
    this.#cookie?.fill(0);
    this.#cookie = undefined;
  }
}

function mac1Of(message: Uint8Array): Uint8Array {
  return message.subarray(message.length - MACS_LENGTH, message.length - MAC_LENGTH);
}
