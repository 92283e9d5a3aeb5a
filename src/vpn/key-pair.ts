/** Curve25519 (RFC 7748): pairs of keys, and the secret that two of them share. */
import {createPrivateKey, createPublicKey, diffieHellman, type KeyObject} from 'node:crypto';
import {KEY_LENGTH} from './message.ts';
import type {RandomSource} from './random-source.ts';

/** What stands in front of the 32 octets in the formats that Node reads (RFC 8410). */
const PRIVATE_FORM = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_FORM = Buffer.from('302a300506032b656e032100', 'hex');

export interface KeyPair {
  readonly publicKey: Uint8Array;
  /** Its octets lie outside of JavaScript's memory, and are wiped there when nobody has the object any more. */
  readonly privateKey: KeyObject;
}

/** 32 octets with the bits set and cleared that the curve asks for, as `wg genkey` does. */
export function newPrivateKey(random: RandomSource): Uint8Array {
  const octets = random(KEY_LENGTH);
  octets[0]! &= 0xf8;
  octets[31] = (octets[31]! & 0x7f) | 0x40;
  return octets;
}

/** @param octets 32 of them; the caller wipes them */
export function keyPairOf(octets: Uint8Array): KeyPair {
  const key = Buffer.concat([PRIVATE_FORM, octets]);
  const privateKey = createPrivateKey({key, format: 'der', type: 'pkcs8'});
  key.fill(0);
  const spki = createPublicKey(privateKey).export({format: 'der', type: 'spki'});
  return {privateKey, publicKey: new Uint8Array(spki.subarray(PUBLIC_FORM.length))};
}

/** A pair that nobody has seen before. */
export function newKeyPair(random: RandomSource): KeyPair {
  const octets = newPrivateKey(random);
  const pair = keyPairOf(octets);
  octets.fill(0);
  return pair;
}

/** What both ends come to, in a new array; `undefined` for a public key of low order, which would make it known to all. */
export function sharedSecret(privateKey: KeyObject, publicKey: Uint8Array): Uint8Array | undefined {
  const key = Buffer.concat([PUBLIC_FORM, publicKey]);
  try {
    const secret = diffieHellman({privateKey, publicKey: createPublicKey({key, format: 'der', type: 'spki'})});
    const copy = Uint8Array.from(secret);
    secret.fill(0);
    return copy;
  } catch {
    return undefined;
  }
}
