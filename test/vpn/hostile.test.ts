/** What somebody on the way may do: cut, change, repeat, invent and flood. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseAddress} from '../../src/packet/address.ts';
import {MacWriter} from '../../src/vpn/macs.ts';
import {ENDPOINT, type Sent, TunnelUnderTest} from './tunnel-under-test.ts';

/** A tunnel in use, and one message of each kind that went to each side. */
function recorded(): {tunnel: TunnelUnderTest; messages: readonly Sent[]} {
  const tunnel = new TunnelUnderTest({constants: {handshakesPerSecond: Infinity}});
  tunnel.send('a');
  tunnel.clock.advance(100);
  tunnel.send('b', 3);
  tunnel.clock.advance(100);
  tunnel.a.delivered.length = 0;
  tunnel.b.delivered.length = 0;
  return {tunnel, messages: tunnel.sent.splice(0)};
}

function give(tunnel: TunnelUnderTest, {from}: Sent, datagram: Uint8Array): void {
  const source = ENDPOINT[from];
  tunnel[from === 'a' ? 'b' : 'a'].device.fromOutside(datagram, source.address, source.port);
}

function dropped(tunnel: TunnelUnderTest): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const {device} of [tunnel.a, tunnel.b]) {
    for (const [reason, count] of Object.entries(device.drops.toRecord())) sum[reason] = (sum[reason] ?? 0) + count;
  }
  return sum;
}

function total(tunnel: TunnelUnderTest): number {
  return Object.values(dropped(tunnel)).reduce((sum, count) => sum + count, 0);
}

/** Both ways, in the session that there is. */
function expectUse(tunnel: TunnelUnderTest): void {
  tunnel.takeTypes();
  tunnel.send('a');
  tunnel.send('b');
  tunnel.clock.advance(100);
  expect(tunnel.takeTypes()).toEqual(['a:data', 'b:data']);
  expect([tunnel.a.delivered.length, tunnel.b.delivered.length]).toEqual([1, 1]);
}

describe('a tunnel stays what it is, and counts', () => {
  test('every message cut anywhere', () => {
    const {tunnel, messages} = recorded();
    let cut = 0;
    for (const sent of messages) {
      for (let length = 0; length < sent.datagram.length; length++, cut++) {
        give(tunnel, sent, sent.datagram.subarray(0, length));
      }
    }
    expect(total(tunnel)).toBe(cut);
    expect(tunnel.sent).toEqual([]);
    expectUse(tunnel);
  });

  test('every message with any bit changed', () => {
    const {tunnel, messages} = recorded();
    let changed = 0;
    for (const sent of messages) {
      for (let bit = 0; bit < sent.datagram.length * 8; bit++, changed++) {
        const datagram = sent.datagram.slice();
        datagram[bit >>> 3]! ^= 1 << (bit & 7);
        // An initiation whose mac2 is not zero, where nobody asked for one, is the same initiation, and a repetition.
        give(tunnel, sent, datagram);
      }
    }
    const counts = dropped(tunnel);
    expect(total(tunnel)).toBe(changed);
    expect(Object.keys(counts).sort()).toEqual([
      'malformed',
      'not-authentic',
      // A counter beyond all that there may be.
      'session-over',
      'stale-timestamp',
      'unknown-session',
      'wrong-mac1',
    ]);
    expect(counts['wrong-mac1']).toBe((148 - 16 + 92 - 16 - 8) * 8);
    expect(tunnel.sent).toEqual([]);
    expectUse(tunnel);
  });

  test('every message once more', () => {
    const {tunnel, messages} = recorded();
    for (const sent of messages) give(tunnel, sent, sent.datagram);
    expect(messages.map(({type}) => type)).toEqual(['initiation', 'response', 'data', 'data']);
    expect(dropped(tunnel)).toEqual({'stale-timestamp': 1, 'unknown-session': 1, replayed: 2});
    expect(tunnel.sent).toEqual([]);
    expectUse(tunnel);
  });

  test('anything at all', () => {
    const {tunnel} = recorded();
    const typed = fc
      .tuple(fc.integer({min: 1, max: 4}), fc.constantFrom(28, 60, 88, 144))
      .chain(([type, length]) =>
        fc.uint8Array({minLength: length, maxLength: length}).map((rest) => Uint8Array.of(type, 0, 0, 0, ...rest)),
      );
    let given = 0;
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({maxLength: 300}), typed), (datagram) => {
        given++;
        tunnel.b.device.fromOutside(datagram, ENDPOINT.a.address, ENDPOINT.a.port);
        expect(total(tunnel)).toBe(given);
      }),
    );
    expectUse(tunnel);
  });
});

describe('initiations of a peer', () => {
  test('that come faster than fifty a second are dropped', () => {
    const tunnel = new TunnelUnderTest({constants: {rekeyTimeout: 1, rekeyAttemptTime: 0, initiationInterval: 50}});
    for (let at = 0; at < 10; at++) {
      tunnel.a.peer.initiate(false);
      tunnel.clock.advance(40);
    }
    expect(tunnel.sent.filter(({type}) => type === 'response')).toHaveLength(5);
    expect(tunnel.b.device.drops.toRecord()).toEqual({'initiation-flood': 5});
  });
});

describe('under load', () => {
  /** b is asked for handshakes by as many as it takes. */
  function loaded(): TunnelUnderTest {
    const tunnel = new TunnelUnderTest({constants: {handshakesPerSecond: 3}});
    tunnel.passes = () => false;
    tunnel.send('a');
    tunnel.clock.advance(100);
    tunnel.passes = () => true;
    const datagram = tunnel.sent[0]!.datagram.slice();
    datagram[20]! ^= 1;
    new MacWriter(tunnel.b.device.publicKey, 0).write(datagram, 0);
    const flood = () => {
      for (let count = 0; count < 4; count++) tunnel.b.device.fromOutside(datagram, parseAddress('203.0.113.5')!, 5);
      tunnel.clock.after(500, flood, 'background');
    };
    tunnel.clock.after(4800, flood, 'background');
    return tunnel;
  }

  test('a handshake takes one try more, with a cookie', () => {
    const tunnel = loaded();
    tunnel.clock.advance(12_000);
    const ours = tunnel.sent.filter(({from, to}) => from === 'a' || to.address === ENDPOINT.a.address);
    expect(ours.slice(0, 6).map(({from, type, at}) => `${Math.round(at / 100) / 10} ${from}:${type!}`)).toEqual([
      '0 a:initiation',
      '5 a:initiation',
      '5 b:cookieReply',
      '10 a:initiation',
      '10 b:response',
      '10 a:data',
    ]);
    expect(tunnel.b.delivered).toHaveLength(1);
    expect(tunnel.b.device.drops.toRecord()['cookie-sent']).toBeGreaterThan(10);
  });

  test('who floods from an address that is not theirs gets nothing but cookies for it', () => {
    const tunnel = loaded();
    tunnel.clock.advance(12_000);
    const toOthers = tunnel.sent.filter(({to}) => to.address === parseAddress('203.0.113.5'));
    expect(new Set(toOthers.map(({type}) => type))).toEqual(new Set(['cookieReply']));
    // An answer is never longer than what asked for it.
    expect(Math.max(...toOthers.map(({datagram}) => datagram.length))).toBeLessThan(148);
  });

  test('even who has a cookie has no more than five handshakes at once', () => {
    const tunnel = new TunnelUnderTest({constants: {handshakesPerSecond: 0, rekeyTimeout: 1, rekeyAttemptTime: 0}});
    tunnel.a.peer.initiate(false);
    tunnel.clock.advance(100);
    for (let count = 0; count < 20; count++) {
      tunnel.a.peer.initiate(false);
      tunnel.clock.advance(1);
    }
    tunnel.clock.advance(100);
    expect(tunnel.b.device.drops.toRecord()['rate-limited']).toBe(15);
  });
});
