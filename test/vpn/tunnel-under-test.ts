/** Two devices and what lies between them, under a virtual clock: the same in every run. */
import {emitIpv4} from '../../src/packet/ipv4.ts';
import {parseAddress} from '../../src/packet/address.ts';
import {parseIpPrefix} from '../../src/packet/ip-prefix.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {type PeerSettings, WireGuardDevice} from '../../src/vpn/device.ts';
import type {Endpoint} from '../../src/vpn/endpoint.ts';
import {keyPairOf, newPrivateKey} from '../../src/vpn/key-pair.ts';
import {messageType} from '../../src/vpn/message.ts';
import type {Peer} from '../../src/vpn/peer.ts';
import {PROTOCOL_CONSTANTS, type ProtocolConstants} from '../../src/vpn/protocol-constants.ts';
import {seeded} from './seeded.ts';

export const START = 1_686_024_960_000;

export interface Sent {
  readonly from: 'a' | 'b';
  /** ms since the start. */
  readonly at: number;
  readonly type: ReturnType<typeof messageType>;
  readonly datagram: Uint8Array;
  readonly to: Endpoint;
}

export interface Side {
  readonly device: WireGuardDevice;
  readonly peer: Peer;
  readonly endpoint: Endpoint;
  /** Packets that came out of the tunnel here. */
  readonly delivered: Uint8Array[];
}

export interface TunnelOptions {
  readonly constants?: Partial<ProtocolConstants>;
  readonly mtu?: number;
  readonly seed?: number;
  readonly presharedKeys?: readonly [Uint8Array | undefined, Uint8Array | undefined];
  /** Settings of a's peer, which is b, and of b's. */
  readonly a?: Partial<PeerSettings>;
  readonly b?: Partial<PeerSettings>;
}

export const ENDPOINT = {
  a: {address: parseAddress('192.0.2.1')!, port: 1111},
  b: {address: parseAddress('192.0.2.2')!, port: 2222},
} as const;
/** Addresses inside. */
export const INSIDE = {a: parseAddress('10.7.0.1')!, b: parseAddress('10.7.0.2')!} as const;

export class TunnelUnderTest {
  readonly clock = new VirtualClock(START);
  readonly sent: Sent[] = [];
  readonly a: Side;
  readonly b: Side;
  /** Whether a datagram gets through. */
  passes: (sent: Sent) => boolean = () => true;
  /** ms that a datagram is under way. */
  delay = 10;
  /** Where a seems to be, seen from b. */
  source: Endpoint = ENDPOINT.a;

  constructor({
    constants = {},
    mtu = 1420,
    seed = 1,
    presharedKeys = [undefined, undefined],
    a,
    b,
  }: TunnelOptions = {}) {
    const keys = {a: newPrivateKey(seeded(seed + 100)), b: newPrivateKey(seeded(seed + 200))};
    const make = (name: 'a' | 'b', delivered: Uint8Array[]) =>
      new WireGuardDevice({
        privateKey: keys[name],
        mtu,
        clock: this.clock,
        random: seeded(seed + (name === 'a' ? 1 : 2)),
        constants: {...PROTOCOL_CONSTANTS, rekeyJitter: 0, ...constants},
        transmit: (datagram, to) => {
          this.#carry(name, datagram.slice(), to);
          return true;
        },
        deliver: (packet) => {
          delivered.push(packet.slice());
          return true;
        },
      });
    const delivered = {a: [] as Uint8Array[], b: [] as Uint8Array[]};
    const device = {a: make('a', delivered.a), b: make('b', delivered.b)};
    const settings = (theirs: 'a' | 'b', presharedKey: Uint8Array | undefined): PeerSettings => ({
      publicKey: keyPairOf(keys[theirs]).publicKey,
      presharedKey,
      allowedIps: [parseIpPrefix(theirs === 'a' ? '10.7.0.1/32' : '10.7.0.2/32')!],
    });
    this.a = {} as Side;
    this.b = {} as Side;
    const toB = {...settings('b', presharedKeys[0]), endpoint: ENDPOINT.b, ...a};
    const toA = {...settings('a', presharedKeys[1]), ...b};
    Object.assign(this.b, {
      device: device.b,
      endpoint: ENDPOINT.b,
      delivered: delivered.b,
      peer: device.b.addPeer(toA),
    });
    Object.assign(this.a, {
      device: device.a,
      endpoint: ENDPOINT.a,
      delivered: delivered.a,
      peer: device.a.addPeer(toB),
    });
  }

  /** ms since the start. */
  get now(): number {
    return this.clock.now() - START;
  }

  /** One packet from inside, with so many octets of data. */
  send(from: 'a' | 'b', data = 56): void {
    this[from].device.fromInside(packetFrom(from, data));
  }

  /** Types of what was sent since the start or the last call, as `a:initiation`. */
  takeTypes(): string[] {
    return this.sent.splice(0).map(({from, type}) => `${from}:${type ?? 'nothing'}`);
  }

  /** A session in which both may send, and have long fallen silent; what it took is forgotten. */
  connect(): void {
    this.send('a');
    this.clock.advance(100);
    this.send('b');
    this.clock.advance(30_000);
    this.takeTypes();
    this.a.delivered.length = 0;
    this.b.delivered.length = 0;
  }

  #carry(from: 'a' | 'b', datagram: Uint8Array, to: Endpoint): void {
    const sent: Sent = {from, at: this.now, type: messageType(datagram), datagram, to};
    this.sent.push(sent);
    if (!this.passes(sent)) return;
    const source = from === 'a' ? this.source : ENDPOINT.b;
    const target = this[from === 'a' ? 'b' : 'a'].device;
    this.clock.after(this.delay, () => target.fromOutside(datagram, source.address, source.port));
  }
}

/** An IPv4 packet with so many octets of data. */
export function packetFrom(from: 'a' | 'b', data: number, source = INSIDE[from]): Uint8Array {
  return emitIpv4({
    tos: 0,
    identification: 1,
    flagsAndOffset: 0,
    ttl: 64,
    protocol: 17,
    source,
    destination: INSIDE[from === 'a' ? 'b' : 'a'],
    options: new Uint8Array(),
    payload: new Uint8Array(data).fill(from.charCodeAt(0)),
  });
}
