import {describe, expect, test} from 'vitest';
import {toHex} from '../../src/packet/hex.ts';
import {parseIpPrefix} from '../../src/packet/ip-prefix.ts';
import {parseAddress} from '../../src/packet/address.ts';
import {keyPairOf, newPrivateKey} from '../../src/vpn/key-pair.ts';
import {ENDPOINT, packetFrom, TunnelUnderTest} from './tunnel-under-test.ts';
import {seeded} from './seeded.ts';

const KEY_ONE = new Uint8Array(32).fill(1);
const KEY_TWO = new Uint8Array(32).fill(2);

describe('a tunnel', () => {
  test.each([
    ['without', [undefined, undefined]],
    ['with', [KEY_ONE, KEY_ONE]],
  ] as const)(
    '%s a preshared key is agreed on by the first packet, which then goes through',
    (_what, presharedKeys) => {
      const tunnel = new TunnelUnderTest({presharedKeys});
      tunnel.send('a');
      tunnel.clock.advance(100);
      expect(tunnel.takeTypes()).toEqual(['a:initiation', 'b:response', 'a:data']);
      expect(tunnel.b.delivered).toEqual([packetFrom('a', 56)]);
      tunnel.send('b');
      tunnel.clock.advance(100);
      expect(tunnel.takeTypes()).toEqual(['b:data']);
      expect(tunnel.a.delivered).toEqual([packetFrom('b', 56)]);
      for (const side of [tunnel.a, tunnel.b]) expect(side.device.drops.toRecord()).toEqual({});
    },
  );

  test('is none where the preshared keys differ', () => {
    const tunnel = new TunnelUnderTest({presharedKeys: [KEY_ONE, KEY_TWO]});
    tunnel.send('a');
    tunnel.clock.advance(100);
    expect(tunnel.takeTypes()).toEqual(['a:initiation', 'b:response']);
    expect(tunnel.a.device.drops.toRecord()).toEqual({'not-authentic': 1});
    expect(tunnel.a.peer.lastHandshake).toBeUndefined();
    expect(tunnel.a.peer.octetsReceived).toBe(0);
  });

  test('is none with who has another key than was expected', () => {
    const {publicKey} = keyPairOf(newPrivateKey(seeded(99)));
    const wrongServer = new TunnelUnderTest({a: {publicKey}});
    wrongServer.send('a');
    wrongServer.clock.advance(100);
    expect(wrongServer.takeTypes()).toEqual(['a:initiation']);
    expect(wrongServer.b.device.drops.toRecord()).toEqual({'wrong-mac1': 1});

    const wrongClient = new TunnelUnderTest({b: {publicKey}});
    wrongClient.send('a');
    wrongClient.clock.advance(100);
    expect(wrongClient.takeTypes()).toEqual(['a:initiation']);
    expect(wrongClient.b.device.drops.toRecord()).toEqual({'unknown-peer': 1});
  });

  test('carries packets of every length, padded to 16 octets but not beyond the MTU', () => {
    const tunnel = new TunnelUnderTest({mtu: 1420});
    tunnel.connect();
    for (let data = 0; data <= 1400; data++) tunnel.send('a', data);
    tunnel.clock.advance(100);
    expect(tunnel.b.delivered.map(toHex)).toEqual(
      Array.from({length: 1401}, (_, data) => toHex(packetFrom('a', data))),
    );
    const lengths = tunnel.sent.map(({datagram}) => datagram.length - 32);
    expect(lengths).toEqual(Array.from({length: 1401}, (_, data) => Math.min(1420, Math.ceil((data + 20) / 16) * 16)));
  });

  test('is built by both sides at once as well', () => {
    const tunnel = new TunnelUnderTest({b: {endpoint: ENDPOINT.a}});
    tunnel.send('a');
    tunnel.send('b');
    tunnel.clock.advance(100);
    expect(tunnel.a.delivered).toHaveLength(1);
    expect(tunnel.b.delivered).toHaveLength(1);
    tunnel.takeTypes();
    tunnel.send('a');
    tunnel.send('b');
    tunnel.clock.advance(100);
    expect(tunnel.takeTypes().sort()).toEqual(['a:data', 'b:data']);
    expect([tunnel.a.delivered.length, tunnel.b.delivered.length]).toEqual([2, 2]);
  });

  test('begins anew when one side has forgotten everything', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    tunnel.b.peer.forget();
    tunnel.send('a');
    tunnel.clock.advance(1000);
    expect(tunnel.takeTypes()).toEqual(['a:data']);
    expect(tunnel.b.device.drops.toRecord()).toEqual({'unknown-session': 1});
    // b, which knows where a is, begins by itself as soon as it has something to say.
    tunnel.send('b');
    tunnel.clock.advance(1000);
    expect(tunnel.takeTypes()).toEqual(['b:initiation', 'a:response', 'b:data']);
    expect(tunnel.a.delivered).toHaveLength(1);
  });

  test('counts octets as they are on the outside', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.send('a');
    tunnel.clock.advance(100);
    expect(tunnel.a.peer).toMatchObject({octetsSent: 148 + 112, octetsReceived: 92});
    expect(tunnel.b.peer).toMatchObject({octetsSent: 92, octetsReceived: 148 + 112});
  });
});

describe('crypto-key routing', () => {
  test('sends nothing to addresses that nobody has', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.a.device.fromInside(packetFrom('b', 1));
    tunnel.a.device.fromInside(Uint8Array.of(0x45, 0, 0));
    tunnel.a.device.fromInside(new Uint8Array(100));
    tunnel.a.device.fromInside(new Uint8Array());
    expect(tunnel.sent).toEqual([]);
    expect(tunnel.a.device.drops.toRecord()).toEqual({'no-peer': 1, 'not-ip': 3});
  });

  test('takes nothing from addresses that are not the sender’s', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    tunnel.a.device.fromInside(packetFrom('a', 1, parseAddress('10.7.0.99')));
    tunnel.clock.advance(100);
    expect(tunnel.b.delivered).toEqual([]);
    expect(tunnel.b.device.drops.toRecord()).toEqual({'source-not-allowed': 1});
  });

  test.each([
    ['not IP', Uint8Array.of(0x10, ...new Uint8Array(39))],
    ['IPv4 shorter than it says', packetFrom('a', 100).subarray(0, 64)],
    ['IPv4 shorter than its header', Uint8Array.of(0x45, ...new Uint8Array(15))],
    ['IPv6 shorter than it says', Uint8Array.of(0x60, 0, 0, 0, 0, 100, ...new Uint8Array(42))],
  ])('takes nothing that is %s', (_what, packet) => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    tunnel.a.peer.send(packet);
    tunnel.clock.advance(100);
    expect(tunnel.b.delivered).toEqual([]);
    expect(tunnel.b.device.drops.toRecord()).toEqual({'not-ip': 1});
  });

  test('carries IPv6', () => {
    const prefixes = ['fd00::1', 'fd00::2'].map((text) => parseIpPrefix(text)!);
    const tunnel = new TunnelUnderTest({a: {allowedIps: [prefixes[1]!]}, b: {allowedIps: [prefixes[0]!]}});
    const packet = new Uint8Array(48);
    packet.set([0x60, 0, 0, 0, 0, 8, 59, 64, 0xfd]);
    packet[23] = 1;
    packet[24] = 0xfd;
    packet[39] = 2;
    tunnel.a.device.fromInside(packet);
    tunnel.clock.advance(100);
    expect(tunnel.b.delivered).toEqual([packet]);
  });
});

describe('where a peer is', () => {
  test('is where it was heard last', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.connect();
    const elsewhere = {address: parseAddress('198.51.100.7')!, port: 7777};
    tunnel.source = elsewhere;
    tunnel.send('b');
    tunnel.clock.advance(100);
    expect(tunnel.sent.at(-1)!.to).toEqual(ENDPOINT.a);
    tunnel.send('a');
    tunnel.clock.advance(100);
    tunnel.send('b');
    expect(tunnel.sent.at(-1)!.to).toEqual(elsewhere);
  });

  test('is nothing that a copy of what it has sent says', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.send('a');
    tunnel.clock.advance(100);
    const copies = [...tunnel.sent];
    for (const {datagram} of copies) tunnel.b.device.fromOutside(datagram, 0x0102_0304, 5);
    expect(tunnel.b.peer.endpoint).toEqual(ENDPOINT.a);
  });

  test('is unknown until it was heard, if nobody says it', () => {
    const tunnel = new TunnelUnderTest();
    tunnel.send('b');
    tunnel.b.peer.sendKeepalive();
    tunnel.clock.advance(10_000);
    expect(tunnel.sent).toEqual([]);
    expect(tunnel.b.device.drops.toRecord()).toEqual({'no-endpoint': 1});
  });
});

describe('packets that wait for a session', () => {
  test('are kept up to a number, the newest of them, and sent in their order', () => {
    const tunnel = new TunnelUnderTest({constants: {stagedPackets: 16}});
    for (let data = 0; data < 40; data++) tunnel.send('a', data);
    expect(tunnel.takeTypes()).toEqual(['a:initiation']);
    expect(tunnel.a.device.drops.toRecord()).toEqual({'staged-overflow': 24});
    tunnel.clock.advance(100);
    expect(tunnel.b.delivered.map(({length}) => length - 20)).toEqual(Array.from({length: 16}, (_, at) => at + 24));
  });

  test('are copies', () => {
    const tunnel = new TunnelUnderTest();
    const packet = packetFrom('a', 10);
    tunnel.a.device.fromInside(packet);
    packet.fill(0);
    tunnel.clock.advance(100);
    expect(tunnel.b.delivered).toEqual([packetFrom('a', 10)]);
  });
});

describe('a device', () => {
  const {device} = new TunnelUnderTest().a;
  const [known] = [...device.peers];

  test.each([
    ['of low order', new Uint8Array(32), 'a public key that is none'],
    ['too short', new Uint8Array(31).fill(9), 'a public key that is none'],
    ['its own', device.publicKey, 'a peer has the public key of this side'],
    ['there already', known!.partner.publicKey, 'two peers have the same public key'],
  ])('takes no peer whose key is %s', (_what, publicKey, message) => {
    expect(() => device.addPeer({publicKey, allowedIps: []})).toThrow(
      expect.objectContaining({code: 'EINVAL', message}) as Error,
    );
  });

  test('that is closed does nothing any more, and has wiped the secrets of its peers', () => {
    const tunnel = new TunnelUnderTest({presharedKeys: [KEY_ONE, KEY_ONE], a: {persistentKeepalive: 1000}});
    tunnel.connect();
    tunnel.a.device.close();
    tunnel.send('a');
    tunnel.send('b');
    tunnel.clock.advance(3_600_000);
    expect(tunnel.sent.filter(({from}) => from === 'a')).toEqual([]);
    expect(tunnel.a.delivered).toEqual([]);
    const {staticSecret, presharedKey} = tunnel.a.peer.partner;
    expect(Math.max(...staticSecret, ...presharedKey)).toBe(0);
  });
});
