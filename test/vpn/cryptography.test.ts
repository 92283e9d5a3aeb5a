/** The parts that WireGuard is made of, against published vectors and against another implementation of each. */
import {createHash, createHmac} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {toHex} from '../../src/packet/hex.ts';
import {open, openCookie, seal, sealCookie} from '../../src/vpn/aead.ts';
import {deriveOne, deriveThree, deriveTwo, hash, mac} from '../../src/vpn/hash.ts';
import {keyPairOf, newPrivateKey, sharedSecret} from '../../src/vpn/key-pair.ts';
import {isLater, timestampOf} from '../../src/vpn/timestamp.ts';
import {octets} from '../packet/arbitraries.ts';
import {hex} from '../packet/golden.ts';
import {seeded} from './seeded.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('BLAKE2s', () => {
  test('of "abc" is that of RFC 7693 appendix B', () => {
    expect(toHex(hash(utf8('abc')))).toBe('508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982');
  });

  test('of parts is that of all of them together, and that of OpenSSL', () => {
    fc.assert(
      fc.property(octets(200), octets(200), (first, second) => {
        const expected = createHash('blake2s256').update(first).update(second).digest('hex');
        expect(toHex(hash(first, second))).toBe(expected);
      }),
    );
  });

  // Made with Python's hashlib.blake2s(message, key=key, digest_size=16).
  test.each([
    ['nothing', '01'.repeat(32), '', '32f81ebc48b5b95bd9acbfa8da93c081'],
    ['a whole block', '01'.repeat(32), '00'.repeat(64), '82ee683d32a61432720f266944a1f905'],
    [
      'a word',
      '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
      '68656c6c6f',
      '1f946dc212a39570bc06fd378517a91e',
    ],
  ])('with a key, of %s, is that of another implementation', (_what, key, message, expected) => {
    expect(toHex(mac(hex(key), hex(message)))).toBe(expected);
  });
});

describe('keys are derived', () => {
  test('from "test-key" and "test-input" as by other implementations of WireGuard', () => {
    expect(deriveThree(utf8('test-key'), utf8('test-input')).map(toHex)).toEqual([
      '6f0e5ad38daba1bea8a0d213688736f19763239305e0f58aba697f9ffc41c633',
      'df1194df20802a4fe594cde27e92991c8cae66c366e8106aaa937a55fa371e8a',
      'fac6e2745a325f5dc5d11a5b165aad08b0ada28e7b4e666b7c077934a4d76c24',
    ]);
  });

  test('by HKDF over HMAC over BLAKE2s, as OpenSSL would', () => {
    const hmac = (key: Uint8Array, ...parts: Uint8Array[]) => {
      const state = createHmac('blake2s256', key);
      for (const part of parts) state.update(part);
      return state.digest();
    };
    fc.assert(
      fc.property(octets(32), octets(64), (chain, input) => {
        const secret = hmac(chain, input);
        const first = hmac(secret, Uint8Array.of(1));
        const second = hmac(secret, first, Uint8Array.of(2));
        const third = hmac(secret, second, Uint8Array.of(3));
        const expected = [first, second, third].map(toHex);
        expect(deriveThree(chain, input).map(toHex)).toEqual(expected);
        expect(deriveTwo(chain, input).map(toHex)).toEqual(expected.slice(0, 2));
        expect(toHex(deriveOne(chain, input))).toBe(expected[0]);
      }),
    );
  });
});

describe('Curve25519', () => {
  test('agrees with RFC 7748 §6.1', () => {
    const alice = keyPairOf(hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'));
    const bob = keyPairOf(hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'));
    expect(toHex(alice.publicKey)).toBe('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
    expect(toHex(bob.publicKey)).toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
    const secret = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';
    expect(toHex(sharedSecret(alice.privateKey, bob.publicKey)!)).toBe(secret);
    expect(toHex(sharedSecret(bob.privateKey, alice.publicKey)!)).toBe(secret);
  });

  test.each([
    ['zero', '00'.repeat(32)],
    ['one', `01${'00'.repeat(31)}`],
    ['of order 8', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
    ['the modulus', `ed${'ff'.repeat(30)}7f`],
  ])('has no secret with a public key that is %s', (_what, key) => {
    expect(sharedSecret(keyPairOf(newPrivateKey(seeded(1))).privateKey, hex(key))).toBeUndefined();
  });

  test('private keys have the bits that the curve wants', () => {
    for (let seed = 0; seed < 50; seed++) {
      const key = newPrivateKey(seeded(seed));
      expect([key[0]! & 7, key[31]! & 0xc0]).toEqual([0, 0x40]);
    }
  });
});

describe('sealing', () => {
  const KEY = hex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f');
  const TEXT = utf8(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );
  const ASSOCIATED = hex('50515253c0c1c2c3c4c5c6c7');

  test('cookies agrees with appendix A.3.1 of the draft of XChaCha', () => {
    const nonce = hex('404142434445464748494a4b4c4d4e4f5051525354555657');
    const sealed = sealCookie(KEY, nonce, TEXT, ASSOCIATED);
    expect(toHex(sealed)).toBe(
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39' +
        'ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9' +
        '21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49',
    );
    expect(openCookie(KEY, nonce, sealed, ASSOCIATED)).toEqual(TEXT);
    expect(openCookie(KEY, nonce, sealed, Uint8Array.of())).toBeUndefined();
  });

  test('is undone by opening with the same counter, and by nothing else', () => {
    fc.assert(
      fc.property(octets(100), octets(40), fc.maxSafeNat(), (text, associated, counter) => {
        const sealed = seal(KEY, counter, text, associated);
        expect(sealed).toHaveLength(text.length + 16);
        expect(Uint8Array.from(open(KEY, counter, sealed, associated)!)).toEqual(text);
        expect(open(KEY, counter === 0 ? 1 : counter - 1, sealed, associated)).toBeUndefined();
        expect(open(KEY, counter, sealed.subarray(1), associated)).toBeUndefined();
      }),
      {numRuns: 50},
    );
  });
});

describe('a timestamp', () => {
  test('is TAI64N', () => {
    expect(toHex(timestampOf(0))).toBe('400000000000000a00000000');
    expect(toHex(timestampOf(1_686_024_960_500))).toBe('40000000647eb30a1d000000');
  });

  test('is later when it is at least 17 ms later, and never earlier', () => {
    const time = fc.double({min: 0, max: 4e12, noNaN: true});
    fc.assert(
      fc.property(time, fc.double({min: 0, max: 1e9, noNaN: true}), (now, later) => {
        const [first, second] = [timestampOf(now), timestampOf(now + later)];
        expect(isLater(first, second)).toBe(false);
        if (later >= 17) expect(isLater(second, first)).toBe(true);
      }),
    );
  });
});
