/** Every timer of the protocol with its real values, one after the other. The network takes 10 ms. */
import {describe, expect, test} from 'vitest';
import {PROTOCOL_CONSTANTS} from '../../src/vpn/protocol-constants.ts';
import {packetFrom, TunnelUnderTest} from './tunnel-under-test.ts';

const SECOND = 1000;

/** When which messages were sent, in seconds after `since`. */
function schedule(tunnel: TunnelUnderTest, since = 0): string[] {
  return tunnel.sent.map(({from, type, at, datagram}) => {
    const what = type === 'data' && datagram.length === 32 ? 'keepalive' : type!;
    return `${(at - since) / SECOND} ${from}:${what}`;
  });
}

describe('an initiation that nobody answers', () => {
  test('is repeated every 5 seconds for 90, then what waited is dropped', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.passes = () => false;
    tunnel.send('a');
    tunnel.send('a');
    tunnel.clock.advance(1000 * SECOND);
    expect(schedule(tunnel)).toEqual(Array.from({length: 19}, (_, attempt) => `${attempt * 5} a:initiation`));
    expect(tunnel.a.device.drops.toRecord()).toEqual({'handshake-failed': 2});
  });

  test('begins again with the next packet, and with all attempts', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.passes = () => false;
    tunnel.send('a');
    tunnel.clock.advance(200 * SECOND);
    tunnel.takeTypes();
    tunnel.passes = ({at}) => at > 250 * SECOND;
    tunnel.send('a');
    tunnel.clock.advance(60 * SECOND);
    expect(tunnel.takeTypes().slice(-3)).toEqual(['a:initiation', 'b:response', 'a:data']);
    expect(tunnel.b.delivered).toHaveLength(1);
  });

  test('is not repeated sooner because there is more to send', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.passes = () => false;
    for (let at = 0; at < 49; at++) {
      tunnel.send('a');
      tunnel.clock.advance(100);
    }
    expect(tunnel.takeTypes()).toEqual(['a:initiation']);
  });

  test('is repeated with up to 333 ms of chance', () => {
    const tunnel = new TunnelUnderTest({constants: {rekeyJitter: PROTOCOL_CONSTANTS.rekeyJitter}});
    tunnel.passes = () => false;
    tunnel.send('a');
    tunnel.clock.advance(200 * SECOND);
    const times = tunnel.sent.map(({at}) => at);
    const gaps = times.slice(1).map((at, index) => at - times[index]!);
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(5000);
      expect(gap).toBeLessThanOrEqual(5333);
    }
    expect(new Set(gaps).size).toBeGreaterThan(10);
  });
});

describe('silence', () => {
  test('of 10 seconds after something was received ends with a keepalive', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    const since = tunnel.now;
    tunnel.send('a');
    tunnel.clock.advance(60 * SECOND);
    expect(schedule(tunnel, since)).toEqual(['0 a:data', '10.01 b:keepalive']);
    expect(tunnel.a.delivered).toEqual([]);
  });

  test('is broken once more when more was received meanwhile', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    const since = tunnel.now;
    tunnel.send('a');
    tunnel.clock.advance(5 * SECOND);
    tunnel.send('a');
    tunnel.clock.advance(60 * SECOND);
    expect(schedule(tunnel, since)).toEqual(['0 a:data', '5 a:data', '10.01 b:keepalive', '20.01 b:keepalive']);
  });

  test('is none where there was an answer', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    tunnel.send('a');
    tunnel.clock.advance(SECOND);
    tunnel.send('b');
    tunnel.takeTypes();
    tunnel.clock.advance(60 * SECOND);
    expect(tunnel.takeTypes()).toEqual(['a:data']);
  });

  test('of the other side for 15 seconds after something was sent begins a handshake', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    const since = tunnel.now;
    tunnel.passes = ({at}) => at > since + 16 * SECOND;
    tunnel.send('a');
    tunnel.clock.advance(30 * SECOND);
    expect(schedule(tunnel, since)).toEqual([
      '0 a:data',
      '15 a:initiation',
      '20 a:initiation',
      '20.01 b:response',
      '20.02 a:keepalive',
    ]);
  });

  test('may be broken at intervals, from the start on, whatever happens', () => {
    const tunnel = new TunnelUnderTest({a: {persistentKeepalive: 25 * SECOND}});
    tunnel.clock.advance(80 * SECOND);
    expect(schedule(tunnel)).toEqual([
      '0 a:initiation',
      '0.01 b:response',
      '0.02 a:keepalive',
      '25.02 a:keepalive',
      '50.02 a:keepalive',
      '75.02 a:keepalive',
    ]);
  });

  test('that is broken at intervals begins anew with each message either way', () => {
    const tunnel = new TunnelUnderTest({a: {persistentKeepalive: 25 * SECOND}});
    tunnel.clock.advance(20 * SECOND);
    tunnel.send('b');
    tunnel.takeTypes();
    tunnel.clock.advance(30 * SECOND);
    // 10 s after what it received: the other keepalive.
    expect(schedule(tunnel)).toEqual(['30.01 a:keepalive']);
    tunnel.clock.advance(6 * SECOND);
    expect(schedule(tunnel)).toEqual(['30.01 a:keepalive', '55.01 a:keepalive']);
  });
});

describe('a session', () => {
  test('is replaced by who began it when it sends 120 seconds later, and nothing is lost', () => {
    const tunnel = new TunnelUnderTest();
    for (let second = 0; second < 400; second++) {
      tunnel.send('a');
      tunnel.send('b');
      tunnel.clock.advance(SECOND);
    }
    const handshakes = schedule(tunnel).filter((line) => !line.endsWith('data'));
    expect(handshakes).toEqual([
      '0 a:initiation',
      '0.01 b:response',
      '121 a:initiation',
      '121.01 b:response',
      '121.02 a:keepalive',
      '242 a:initiation',
      '242.01 b:response',
      '242.02 a:keepalive',
      '363 a:initiation',
      '363.01 b:response',
      '363.02 a:keepalive',
    ]);
    expect(tunnel.b.delivered).toHaveLength(400);
    // The first one had nowhere to go.
    expect(tunnel.a.delivered).toHaveLength(399);
    expect(tunnel.b.device.drops.toRecord()).toEqual({'no-endpoint': 1});
  });

  test('is replaced by who began it when it only receives, 15 seconds before it is over', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    tunnel.clock.advance(134 * SECOND - 70);
    tunnel.send('b');
    tunnel.clock.advance(SECOND);
    expect(tunnel.takeTypes()).toEqual(['b:data']);
    tunnel.send('b');
    tunnel.clock.advance(SECOND);
    expect(tunnel.takeTypes()).toEqual(['b:data', 'a:initiation', 'b:response', 'a:data']);
  });

  test.each(['a', 'b'] as const)('is replaced after so many messages, here by %s', (from) => {
    const tunnel = new TunnelUnderTest({constants: {rekeyAfterMessages: 100}});
    tunnel.connect();
    tunnel.clock.advance(6 * SECOND);
    for (let packet = 0; packet < 120; packet++) {
      tunnel.send(from);
      tunnel.clock.advance(20);
    }
    expect(tunnel.sent.filter(({type}) => type === 'initiation').map((sent) => sent.from)).toEqual([from]);
    expect(tunnel[from === 'a' ? 'b' : 'a'].delivered).toHaveLength(120);
  });

  test('is not sent in beyond so many messages', () => {
    const tunnel = new TunnelUnderTest({constants: {rejectAfterMessages: 10, rekeyAfterMessages: 1000}});
    tunnel.send('a');
    tunnel.clock.advance(10 * SECOND);
    for (let packet = 0; packet < 20; packet++) tunnel.send('a');
    tunnel.clock.advance(SECOND);
    expect(tunnel.takeTypes().filter((type) => type === 'a:initiation')).toHaveLength(2);
    expect(tunnel.b.delivered.length).toBeGreaterThanOrEqual(19);
  });

  test('is neither sent nor received in after 180 seconds', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    tunnel.clock.advance(140 * SECOND);
    tunnel.takeTypes();
    // Sent while it may be, received when it may not be any more.
    tunnel.delay = 20 * SECOND;
    tunnel.b.peer.send(packetFrom('b', 1));
    expect(tunnel.takeTypes()).toEqual(['b:data']);
    tunnel.clock.advance(12 * SECOND);
    tunnel.passes = ({type}) => type !== 'initiation';
    tunnel.send('a');
    expect(tunnel.takeTypes()).toEqual(['a:initiation']);
    tunnel.clock.advance(9 * SECOND);
    expect(tunnel.a.delivered).toEqual([]);
    expect(tunnel.a.device.drops.toRecord()).toEqual({'session-over': 1});
  });

  test('is forgotten after three times as long, and what comes for it has nowhere to go', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.send('a');
    tunnel.clock.advance(SECOND);
    const {datagram} = tunnel.sent.at(-1)!;
    const offer = () => tunnel.b.device.fromOutside(datagram, 1, 1);
    tunnel.clock.advance(538 * SECOND);
    offer();
    expect(tunnel.b.device.drops.toRecord()).toEqual({'session-over': 1});
    tunnel.clock.advance(2 * SECOND);
    offer();
    expect(tunnel.b.device.drops.toRecord()).toEqual({'session-over': 1, 'unknown-session': 1});
  });
});
