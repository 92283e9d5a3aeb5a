/** Hash, MAC and key derivation of WireGuard (whitepaper §5.4): BLAKE2s, its keyed form, HMAC over it and HKDF. */
import {blake2s} from '@noble/hashes/blake2.js';
import {hmac} from '@noble/hashes/hmac.js';

const MAC_LENGTH = 16;

/** 32 octets of BLAKE2s over the parts, one behind the other. */
export function hash(...parts: readonly Uint8Array[]): Uint8Array {
  const state = blake2s.create();
  for (const part of parts) state.update(part);
  return state.digest();
}

/** 16 octets of keyed BLAKE2s. */
export function mac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return blake2s(message, {key, dkLen: MAC_LENGTH});
}

/** Two keys of 32 octets from a chaining key and something new (HKDF, RFC 5869); the first is the next chaining key. */
export function deriveTwo(chainingKey: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array] {
  const [first, second, third] = deriveThree(chainingKey, input);
  third.fill(0);
  return [first, second];
}

/** The next chaining key alone. */
export function deriveOne(chainingKey: Uint8Array, input: Uint8Array): Uint8Array {
  const secret = hmac(blake2s, chainingKey, input);
  const first = hmac(blake2s, secret, Uint8Array.of(1));
  secret.fill(0);
  return first;
}

export function deriveThree(chainingKey: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
  const secret = hmac(blake2s, chainingKey, input);
  const next = (previous: Uint8Array, number: number): Uint8Array =>
    hmac(blake2s, secret, Uint8Array.of(...previous, number));
  const first = next(new Uint8Array(), 1);
  const second = next(first, 2);
  const third = next(second, 3);
  secret.fill(0);
  return [first, second, third];
}
