import {describe, expect, test} from 'vitest';
import {toHex} from '../../src/packet/hex.ts';
import {open, seal} from '../../src/vpn/aead.ts';
import {
  consumeInitiation,
  consumeResponse,
  createInitiation,
  createResponse,
  type Partner,
  type ReceivedInitiation,
} from '../../src/vpn/handshake.ts';
import {type KeyPair, newKeyPair, sharedSecret} from '../../src/vpn/key-pair.ts';
import {parseInitiation, parseResponse} from '../../src/vpn/message.ts';
import {timestampOf} from '../../src/vpn/timestamp.ts';
import {seeded} from './seeded.ts';

const random = seeded(7);
const ALICE = newKeyPair(random);
const BOB = newKeyPair(random);
const MALLORY = newKeyPair(random);
const KEY: Uint8Array = new Uint8Array(32).fill(9);
const TIMESTAMP = timestampOf(1_686_024_960_000);

/** `theirs` as `own` sees them. */
function partner(own: KeyPair, theirs: KeyPair, presharedKey: Uint8Array = new Uint8Array(32)): Partner {
  const staticSecret = sharedSecret(own.privateKey, theirs.publicKey)!;
  return {publicKey: theirs.publicKey, staticSecret, presharedKey: presharedKey.slice()};
}

function begin() {
  return createInitiation(ALICE, partner(ALICE, BOB), 0x1111, TIMESTAMP, seeded(1))!;
}

function receive(message: Uint8Array, own = BOB): ReceivedInitiation | undefined {
  return consumeInitiation(own, parseInitiation(message), (publicKey) =>
    toHex(publicKey) === toHex(ALICE.publicKey) ? sharedSecret(own.privateKey, ALICE.publicKey) : undefined,
  );
}

function answer(received: ReceivedInitiation, presharedKey?: Uint8Array) {
  return createResponse(received, partner(BOB, ALICE, presharedKey), 0x2222, seeded(2))!;
}

describe('a handshake', () => {
  test('leaves what the next one needs', () => {
    const [alice, bob] = [partner(BOB, ALICE, KEY), partner(ALICE, BOB, KEY)];
    const before = [alice, bob].map(({staticSecret, presharedKey}) => toHex(staticSecret) + toHex(presharedKey));
    const {message, handshake} = createInitiation(ALICE, bob, 1, TIMESTAMP, seeded(1))!;
    const received = consumeInitiation(BOB, parseInitiation(message), () => alice.staticSecret)!;
    const response = createResponse(received, alice, 2, seeded(2))!;
    expect(consumeResponse(ALICE, parseResponse(response.message), handshake, bob)).toBeDefined();
    const after = [alice, bob].map(({staticSecret, presharedKey}) => toHex(staticSecret) + toHex(presharedKey));
    expect(after).toEqual(before);
  });

  test.each([
    ['without', undefined],
    ['with', KEY],
  ])('%s a preshared key ends with the same two keys on both sides, crosswise', (_what, presharedKey) => {
    const initiation = begin();
    const received = receive(initiation.message)!;
    expect(received).toMatchObject({sender: 0x1111});
    expect(toHex(received.publicKey)).toBe(toHex(ALICE.publicKey));
    expect(toHex(received.timestamp)).toBe(toHex(TIMESTAMP));
    const response = answer(received, presharedKey);
    const message = parseResponse(response.message);
    expect(message).toMatchObject({sender: 0x2222, receiver: 0x1111});
    const bob = partner(ALICE, BOB, presharedKey);
    const keys = consumeResponse(ALICE, message, initiation.handshake, bob)!;
    expect(toHex(keys.send)).toBe(toHex(response.keys.receive));
    expect(toHex(keys.receive)).toBe(toHex(response.keys.send));
    expect(toHex(keys.send)).not.toBe(toHex(keys.receive));
    const text = Uint8Array.of(1, 2, 3);
    expect(Uint8Array.from(open(response.keys.receive, 5, seal(keys.send, 5, text))!)).toEqual(text);
  });

  test('fails where the preshared keys differ, and may still succeed with the right answer', () => {
    const initiation = begin();
    const wrong = answer(receive(initiation.message)!, new Uint8Array(32).fill(1));
    const right = answer(receive(initiation.message)!);
    const finish = ({message}: {message: Uint8Array}) =>
      consumeResponse(ALICE, parseResponse(message), initiation.handshake, partner(ALICE, BOB));
    expect(finish(wrong)).toBeUndefined();
    expect(finish(right)).toBeDefined();
  });

  test('is none with somebody else than it was meant for, or of somebody unknown', () => {
    expect(receive(begin().message, MALLORY)).toBeUndefined();
    const unknown = createInitiation(MALLORY, partner(MALLORY, BOB), 1, TIMESTAMP, seeded(3))!;
    expect(receive(unknown.message)).toBeUndefined();
  });

  test('does not begin with a public key of low order', () => {
    const nobody: Partner = {...partner(ALICE, BOB), publicKey: new Uint8Array(32)};
    expect(createInitiation(ALICE, nobody, 1, TIMESTAMP, seeded(1))).toBeUndefined();
  });

  test('bears no changed octet in either message', () => {
    const initiation = begin();
    // All but type and sender, which the MACs protect, and the MACs themselves.
    for (let at = 8; at < 116; at++) {
      const changed = initiation.message.slice();
      changed[at]! ^= 1 << (at % 8);
      // The topmost bit of a public key means nothing to the curve, but it is hashed.
      expect(receive(changed), `octet ${at}`).toBeUndefined();
    }
    const response = answer(receive(initiation.message)!);
    for (let at = 12; at < 60; at++) {
      const changed = response.message.slice();
      changed[at]! ^= 0x80 >> (at % 8);
      const keys = consumeResponse(ALICE, parseResponse(changed), initiation.handshake, partner(ALICE, BOB));
      expect(keys, `octet ${at}`).toBeUndefined();
    }
  });

  test('leaves nothing of what its keys were made of', () => {
    const initiation = begin();
    const received = receive(initiation.message)!;
    const response = answer(received);
    expect(Math.max(...received.handshake.chainingKey, ...received.handshake.hash)).toBe(0);
    consumeResponse(ALICE, parseResponse(response.message), initiation.handshake, partner(ALICE, BOB));
    expect(Math.max(...initiation.handshake.chainingKey, ...initiation.handshake.hash)).toBe(0);
  });
});
