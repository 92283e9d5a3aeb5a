/** Authenticated encryption: ChaCha20-Poly1305 (RFC 8439) with counters, XChaCha20-Poly1305 for cookies. */
import {createCipheriv, createDecipheriv} from 'node:crypto';
import {xchacha20poly1305} from '@noble/ciphers/chacha.js';
import {TAG_LENGTH, writeUint64le} from './message.ts';

const CIPHER = 'chacha20-poly1305';
const OPTIONS = {authTagLength: TAG_LENGTH} as const;

/** Four zeros and a 64-bit little-endian counter. Both ciphers copy it, so one array serves all. */
const NONCE = new Uint8Array(12);

function nonceOf(counter: number): Uint8Array {
  writeUint64le(NONCE, 4, counter);
  return NONCE;
}

/** What `sealed` holds and its tag, in new arrays: of no packet, but of handshakes. */
export function seal(key: Uint8Array, counter: number, text: Uint8Array, associated?: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(text.length + TAG_LENGTH);
  sealInto(key, counter, text, sealed, associated);
  return sealed;
}

/** Writes the sealed `text` and its tag to the start of `target`, which may be where `text` lies. */
export function sealInto(
  key: Uint8Array,
  counter: number,
  text: Uint8Array,
  target: Uint8Array,
  associated?: Uint8Array,
): void {
  const cipher = createCipheriv(CIPHER, key, nonceOf(counter), OPTIONS);
  if (associated) cipher.setAAD(associated, {plaintextLength: text.length});
  const {length} = text;
  if (length > 0) target.set(cipher.update(text));
  cipher.final();
  target.set(cipher.getAuthTag(), length);
}

/** What was sealed, in a new array; `undefined`: it is not authentic. */
export function open(
  key: Uint8Array,
  counter: number,
  sealed: Uint8Array,
  associated?: Uint8Array,
): Uint8Array | undefined {
  const length = sealed.length - TAG_LENGTH;
  if (length < 0) return undefined;
  const decipher = createDecipheriv(CIPHER, key, nonceOf(counter), OPTIONS);
  if (associated) decipher.setAAD(associated, {plaintextLength: length});
  decipher.setAuthTag(sealed.subarray(length));
  const text = decipher.update(sealed.subarray(0, length));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return new Uint8Array(text.buffer, text.byteOffset, text.length);
}

/** @param nonce 24 octets, drawn at random */
export function sealCookie(key: Uint8Array, nonce: Uint8Array, cookie: Uint8Array, mac1: Uint8Array): Uint8Array {
  return xchacha20poly1305(key, nonce, mac1).encrypt(cookie);
}

/** `undefined`: it is not authentic. */
export function openCookie(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  mac1: Uint8Array,
): Uint8Array | undefined {
  try {
    return xchacha20poly1305(key, nonce, mac1).decrypt(sealed);
  } catch {
    return undefined;
  }
}
