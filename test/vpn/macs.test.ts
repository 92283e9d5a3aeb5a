import {describe, expect, test} from 'vitest';
import {HandshakeLoad} from '../../src/vpn/handshake-load.ts';
import {MacChecker, MacWriter} from '../../src/vpn/macs.ts';
import {parseCookieReply} from '../../src/vpn/message.ts';
import {PROTOCOL_CONSTANTS} from '../../src/vpn/protocol-constants.ts';
import {seeded} from './seeded.ts';

const LIFETIME = 120_000;
const KEY = new Uint8Array(32).fill(7);
const HERE = Uint8Array.of(10, 0, 0, 1, 0xca, 0x6c);
const THERE = Uint8Array.of(10, 0, 0, 2, 0xca, 0x6c);

const message = () => Uint8Array.of(1, 0, 0, 0, ...new Uint8Array(112).fill(5), ...new Uint8Array(32));

function both() {
  return {writer: new MacWriter(KEY, LIFETIME), checker: new MacChecker(KEY, seeded(3), LIFETIME)};
}

describe('mac1', () => {
  test('is what the owner of the key expects, and nobody else', () => {
    const {writer, checker} = both();
    const sent = message();
    writer.write(sent, 0);
    expect(checker.hasMac1(sent)).toBe(true);
    expect(new MacChecker(new Uint8Array(32), seeded(1), LIFETIME).hasMac1(sent)).toBe(false);
    for (let at = 0; at < 132; at++) {
      sent[at]! ^= 1;
      expect(checker.hasMac1(sent)).toBe(false);
      sent[at]! ^= 1;
    }
  });
});

describe('a cookie', () => {
  test('is told in the answer to one message, and proven by the next, from the same address', () => {
    const {writer, checker} = both();
    const first = message();
    writer.write(first, 0);
    expect(checker.hasMac2(first, HERE, 0)).toBe(false);
    const reply = parseCookieReply(checker.cookieReply(first, 42, HERE, 0));
    expect(reply.receiver).toBe(42);
    expect(writer.takeCookie(reply, 10)).toBe(true);

    const second = message();
    writer.write(second, 20);
    expect(checker.hasMac1(second)).toBe(true);
    expect(checker.hasMac2(second, HERE, 20)).toBe(true);
    expect(checker.hasMac2(second, THERE, 20)).toBe(false);
    second[147]! ^= 1;
    expect(checker.hasMac2(second, HERE, 20)).toBe(false);
  });

  test('lives as long on both sides as it may, and not longer', () => {
    const {writer, checker} = both();
    const first = message();
    writer.write(first, 0);
    writer.takeCookie(parseCookieReply(checker.cookieReply(first, 42, HERE, 0)), 1000);
    const at = (now: number) => {
      const sent = message();
      writer.write(sent, now);
      return sent;
    };
    expect(checker.hasMac2(at(LIFETIME - 1), HERE, LIFETIME - 1)).toBe(true);
    expect(checker.hasMac2(at(LIFETIME), HERE, LIFETIME)).toBe(false);
    expect(at(LIFETIME + 999).subarray(132)).not.toEqual(new Uint8Array(16));
    expect(at(LIFETIME + 1000).subarray(132)).toEqual(new Uint8Array(16));
  });

  test('is taken only if it answers the last message', () => {
    const {writer, checker} = both();
    const first = message();
    writer.write(first, 0);
    const reply = checker.cookieReply(first, 42, HERE, 0);
    const second = message();
    second[20] = 99;
    writer.write(second, 1);
    expect(writer.takeCookie(parseCookieReply(reply), 2)).toBe(false);
    expect(both().writer.takeCookie(parseCookieReply(reply), 2)).toBe(false);
    const changed = checker.cookieReply(second, 42, HERE, 2);
    changed[40]! ^= 1;
    expect(writer.takeCookie(parseCookieReply(changed), 2)).toBe(false);
  });
});

describe('load', () => {
  test('begins with the message that is too much in a second, and ends a second after the last of those', () => {
    const load = new HandshakeLoad(PROTOCOL_CONSTANTS);
    const arrivals = Array.from({length: 100}, () => load.arrived(500));
    expect(arrivals).not.toContain(true);
    expect(load.arrived(600)).toBe(true);
    expect(load.arrived(1500)).toBe(true);
    expect(load.arrived(1600)).toBe(false);
  });

  test('leaves each address five messages at once and twenty a second', () => {
    const load = new HandshakeLoad(PROTOCOL_CONSTANTS);
    const allowed = (count: number, now: number) =>
      Array.from({length: count}, () => load.allows('a', now)).filter(Boolean).length;
    expect(allowed(10, 0)).toBe(5);
    expect(allowed(10, 50)).toBe(1);
    expect(allowed(10, 10_000)).toBe(5);
    expect(load.allows('b', 10_000)).toBe(true);
  });

  test('remembers a bounded number of addresses', () => {
    const load = new HandshakeLoad(PROTOCOL_CONSTANTS);
    for (let count = 0; count < 5; count++) expect(load.allows('first', 0)).toBe(true);
    expect(load.allows('first', 0)).toBe(false);
    for (let address = 0; address < 4096; address++) load.allows(String(address), 0);
    expect(load.allows('first', 0)).toBe(true);
  });
});
