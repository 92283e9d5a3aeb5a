/**
 * The handshake (whitepaper §5.4.2, §5.4.3), Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s: one message each way, after which both
 * have two keys that nobody else has. Functions from what is known to messages and keys; MACs are in `macs.ts`.
 */
import {open, seal} from './aead.ts';
import {deriveOne, deriveThree, deriveTwo, hash} from './hash.ts';
import {type KeyPair, newKeyPair, sharedSecret} from './key-pair.ts';
import {emitInitiation, emitResponse, type Initiation, type Response} from './message.ts';
import type {RandomSource} from './random-source.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const CHAIN_START = hash(text('Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s'));
const HASH_START = hash(CHAIN_START, text('WireGuard v1 zx2c4 Jason@zx2c4.com'));
const NOTHING = new Uint8Array();

/** Who a handshake is with, as far as it has to be known. */
export interface Partner {
  readonly publicKey: Uint8Array;
  /** What the static keys of both sides share. */
  readonly staticSecret: Uint8Array;
  /** 32 zeros where there is none. */
  readonly presharedKey: Uint8Array;
}

/** A handshake that is under way. Whoever drops it calls `wipeHandshake`. */
export interface Handshake {
  readonly chainingKey: Uint8Array;
  readonly hash: Uint8Array;
  /** The initiator's: its own pair while it waits; the responder knows the other's public one. */
  readonly ephemeral: KeyPair | Uint8Array;
}

/** An initiation that is authentic, from whom it says it is. */
export interface ReceivedInitiation {
  readonly publicKey: Uint8Array;
  readonly timestamp: Uint8Array;
  readonly sender: number;
  readonly handshake: Handshake;
}

export interface TransportKeys {
  readonly send: Uint8Array;
  readonly receive: Uint8Array;
}

/** @param sender the number that the response shall name. `undefined`: the partner's public key is none. */
export function createInitiation(
  own: KeyPair,
  partner: Partner,
  sender: number,
  timestamp: Uint8Array,
  random: RandomSource,
): {message: Uint8Array; handshake: Handshake} | undefined {
  const ephemeral = newKeyPair(random);
  const secret = sharedSecret(ephemeral.privateKey, partner.publicKey);
  if (!secret) return undefined;
  let chain = deriveOne(CHAIN_START, ephemeral.publicKey);
  let digest = hash(hash(HASH_START, partner.publicKey), ephemeral.publicKey);
  let key;
  [chain, key] = mix(chain, secret);
  const sealedStatic = sealOnce(key, own.publicKey, digest);
  digest = hash(digest, sealedStatic);
  [chain, key] = mix(chain, Uint8Array.from(partner.staticSecret));
  const sealedTimestamp = sealOnce(key, timestamp, digest);
  digest = hash(digest, sealedTimestamp);
  return {
    message: emitInitiation({
      type: 'initiation',
      sender,
      ephemeral: ephemeral.publicKey,
      sealedStatic,
      sealedTimestamp,
    }),
    handshake: {chainingKey: chain, hash: digest, ephemeral},
  };
}

/**
 * @param secretWith what our static key and that of a public key share; `undefined` where nobody has that key
 * @returns `undefined`: it is not authentic, or from nobody we know
 */
export function consumeInitiation(
  own: KeyPair,
  message: Initiation,
  secretWith: (publicKey: Uint8Array) => Uint8Array | undefined,
): ReceivedInitiation | undefined {
  const ephemeral = Uint8Array.from(message.ephemeral);
  const secret = sharedSecret(own.privateKey, ephemeral);
  if (!secret) return undefined;
  let chain = deriveOne(CHAIN_START, ephemeral);
  let digest = hash(hash(HASH_START, own.publicKey), ephemeral);
  let key;
  [chain, key] = mix(chain, secret);
  const publicKey = openOnce(key, message.sealedStatic, digest);
  const staticSecret = publicKey && secretWith(publicKey);
  if (!staticSecret) {
    chain.fill(0);
    return undefined;
  }
  digest = hash(digest, message.sealedStatic);
  [chain, key] = mix(chain, Uint8Array.from(staticSecret));
  const timestamp = openOnce(key, message.sealedTimestamp, digest);
  if (!timestamp) {
    chain.fill(0);
    return undefined;
  }
  digest = hash(digest, message.sealedTimestamp);
  return {publicKey, timestamp, sender: message.sender, handshake: {chainingKey: chain, hash: digest, ephemeral}};
}

/** The answer, and the keys; the handshake is wiped. `undefined`: a key of the initiator's is none. */
export function createResponse(
  received: ReceivedInitiation,
  partner: Partner,
  sender: number,
  random: RandomSource,
): {message: Uint8Array; keys: TransportKeys} | undefined {
  const {handshake} = received;
  const theirs = handshake.ephemeral as Uint8Array;
  const ephemeral = newKeyPair(random);
  const first = sharedSecret(ephemeral.privateKey, theirs);
  const second = sharedSecret(ephemeral.privateKey, partner.publicKey);
  if (!first || !second) {
    wipeHandshake(handshake);
    return undefined;
  }
  let chain = deriveOne(handshake.chainingKey, ephemeral.publicKey);
  let digest = hash(handshake.hash, ephemeral.publicKey);
  wipeHandshake(handshake);
  const {chainingKey, hash: bound, key} = mixSecrets(chain, digest, [first, second], partner.presharedKey);
  chain = chainingKey;
  digest = bound;
  const sealedNothing = sealOnce(key, NOTHING, digest);
  const [receive, send] = mix(chain, NOTHING);
  return {
    message: emitResponse({
      type: 'response',
      sender,
      receiver: received.sender,
      ephemeral: ephemeral.publicKey,
      sealedNothing,
    }),
    keys: {send, receive},
  };
}

/** The keys, and the handshake is wiped; `undefined`: it is no authentic answer, and the handshake may go on. */
export function consumeResponse(
  own: KeyPair,
  message: Response,
  handshake: Handshake,
  partner: Partner,
): TransportKeys | undefined {
  const ours = handshake.ephemeral as KeyPair;
  const theirs = message.ephemeral;
  const first = sharedSecret(ours.privateKey, theirs);
  const second = sharedSecret(own.privateKey, theirs);
  if (!first || !second) return undefined;
  const start = deriveOne(handshake.chainingKey, theirs);
  const digest = hash(handshake.hash, theirs);
  const {chainingKey, hash: bound, key} = mixSecrets(start, digest, [first, second], partner.presharedKey);
  if (!openOnce(key, message.sealedNothing, bound)) {
    chainingKey.fill(0);
    return undefined;
  }
  wipeHandshake(handshake);
  const [send, receive] = mix(chainingKey, NOTHING);
  return {send, receive};
}

export function wipeHandshake({chainingKey, hash: digest}: Handshake): void {
  chainingKey.fill(0);
  digest.fill(0);
}

/** What both sides of a response do alike: the two secrets with the responder's new key, then the preshared key. */
function mixSecrets(
  start: Uint8Array,
  digest: Uint8Array,
  secrets: readonly Uint8Array[],
  presharedKey: Uint8Array,
): {chainingKey: Uint8Array; hash: Uint8Array; key: Uint8Array} {
  let chain = start;
  for (const secret of secrets) {
    const next = deriveOne(chain, secret);
    chain.fill(0);
    secret.fill(0);
    chain = next;
  }
  const [chainingKey, bound, key] = deriveThree(chain, presharedKey);
  chain.fill(0);
  const mixed = hash(digest, bound);
  bound.fill(0);
  return {chainingKey, hash: mixed, key};
}

/** The next chaining key, and a key; what they come from is wiped. */
function mix(chain: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array] {
  const pair = deriveTwo(chain, input);
  chain.fill(0);
  input.fill(0);
  return pair;
}

/** A key of the handshake seals one thing, and is gone. */
function sealOnce(key: Uint8Array, content: Uint8Array, digest: Uint8Array): Uint8Array {
  const sealed = seal(key, 0, content, digest);
  key.fill(0);
  return sealed;
}

function openOnce(key: Uint8Array, sealed: Uint8Array, digest: Uint8Array): Uint8Array | undefined {
  const content = open(key, 0, sealed, digest);
  key.fill(0);
  return content;
}
