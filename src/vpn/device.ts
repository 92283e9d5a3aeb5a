/**
 * A WireGuard interface: packets of the inside on one hand, datagrams of the outside on the other. It does no input or
 * output itself, and reads no clock and no random source but those it is given.
 */
import {NetworkError} from '../errors.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import type {IpPrefix} from '../packet/ip-prefix.ts';
import type {Clock} from '../time/clock.ts';
import {AllowedIps} from './allowed-ips.ts';
import {DropCounts, type DropReason} from './drop-reason.ts';
import {type Endpoint, endpointOctets} from './endpoint.ts';
import {consumeInitiation} from './handshake.ts';
import {HandshakeLoad} from './handshake-load.ts';
import {IndexTable} from './index-table.ts';
import {destinationAt, ipLength, ipVersion, sourceAt} from './inner-packet.ts';
import {type KeyPair, keyPairOf, sharedSecret} from './key-pair.ts';
import {MacChecker} from './macs.ts';
import {
  dataReceiver,
  type Initiation,
  KEY_LENGTH,
  messageType,
  parseCookieReply,
  parseInitiation,
  parseResponse,
  type Response,
} from './message.ts';
import {Peer} from './peer.ts';
import type {IndexEntry, PeerContext} from './peer-context.ts';
import {PROTOCOL_CONSTANTS, type ProtocolConstants} from './protocol-constants.ts';
import type {RandomSource} from './random-source.ts';
import {OVERHEAD} from './session.ts';

const LONGEST_PACKET = 65_535;

export interface DeviceOptions {
  /** 32 octets, which are copied. */
  readonly privateKey: Uint8Array;
  /** Largest packet that the tunnel carries, in octets: what padding is bounded by. */
  readonly mtu: number;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly constants?: ProtocolConstants;
  /** Send a datagram on the outside; a view that is valid during the call. `false`: there was no room. */
  transmit(datagram: Uint8Array, to: Endpoint): boolean;
  /** Give a packet to the inside; a view that is valid during the call. `false`: there was no room. */
  deliver(packet: Uint8Array): boolean;
}

export interface PeerSettings {
  readonly publicKey: Uint8Array;
  readonly presharedKey?: Uint8Array | undefined;
  readonly allowedIps: readonly IpPrefix[];
  readonly endpoint?: Endpoint | undefined;
  /** ms; 0: off. */
  readonly persistentKeepalive?: number | undefined;
}

export class WireGuardDevice {
  readonly publicKey: Uint8Array;
  readonly drops = new DropCounts();
  readonly #options: DeviceOptions;
  readonly #own: KeyPair;
  readonly #context: PeerContext;
  readonly #checker: MacChecker;
  readonly #load: HandshakeLoad;
  readonly #allowedIps = new AllowedIps<Peer>();
  /** By public key, in hex. */
  readonly #peers = new Map<string, Peer>();
  #closed = false;

  constructor(options: DeviceOptions) {
    const {clock, random, constants = PROTOCOL_CONSTANTS, privateKey, mtu} = options;
    this.#options = options;
    this.#own = keyPairOf(privateKey);
    this.publicKey = this.#own.publicKey;
    this.#checker = new MacChecker(this.publicKey, random, constants.cookieLifetime);
    this.#load = new HandshakeLoad(constants);
    this.#context = {
      own: this.#own,
      clock,
      random,
      constants,
      indices: new IndexTable<IndexEntry>(random),
      drops: this.drops,
      mtu,
      scratch: new Uint8Array(LONGEST_PACKET + OVERHEAD),
      transmit: (datagram, to) => this.#transmit(datagram, to),
    };
  }

  /** In the order they were added. */
  get peers(): Iterable<Peer> {
    return this.#peers.values();
  }

  /** @throws {NetworkError} EINVAL: no public key, our own, or one that is there already */
  addPeer({publicKey, presharedKey, allowedIps, endpoint, persistentKeepalive = 0}: PeerSettings): Peer {
    const name = nameOf(publicKey);
    const staticSecret = publicKey.length === KEY_LENGTH && sharedSecret(this.#own.privateKey, publicKey);
    if (!staticSecret) throw new NetworkError('EINVAL', 'a public key that is none');
    if (name === nameOf(this.publicKey)) throw new NetworkError('EINVAL', 'a peer has the public key of this side');
    if (this.#peers.has(name)) throw new NetworkError('EINVAL', 'two peers have the same public key');
    const peer = new Peer(this.#context, {
      publicKey: Uint8Array.from(publicKey),
      staticSecret,
      presharedKey: presharedKey ? Uint8Array.from(presharedKey) : new Uint8Array(KEY_LENGTH),
    });
    this.#peers.set(name, peer);
    for (const prefix of allowedIps) this.#allowedIps.add(prefix, peer);
    peer.endpoint = endpoint;
    peer.keepAlive(persistentKeepalive);
    return peer;
  }

  /** A packet from the inside. What is kept of it is copied. */
  fromInside(packet: Uint8Array): void {
    if (!this.#closed) this.#count(this.#route(packet));
  }

  /** A datagram from the outside. What is kept of it is copied. */
  fromOutside(datagram: Uint8Array, address: IpAddress, port: number): void {
    if (!this.#closed) this.#count(this.#take(datagram, address, port));
  }

  /** For good: no timer is left, and keys are wiped. */
  close(): void {
    this.#closed = true;
    for (const peer of this.#peers.values()) peer.stop();
    this.#checker.wipe();
    this.#context.scratch.fill(0);
  }

  #route(packet: Uint8Array): DropReason | undefined {
    const version = ipVersion(packet);
    if (version === 0) return 'not-ip';
    const peer = this.#ownerAt(packet, version, destinationAt(version));
    if (!peer) return 'no-peer';
    peer.send(packet);
    return undefined;
  }

  #take(datagram: Uint8Array, address: IpAddress, port: number): DropReason | undefined {
    const type = messageType(datagram);
    switch (type) {
      case 'data':
        return this.#takeData(datagram, address, port);
      case 'initiation':
        return this.#takeHandshake(datagram, parseInitiation(datagram), {address, port});
      case 'response':
        return this.#takeHandshake(datagram, parseResponse(datagram), {address, port});
      case 'cookieReply':
        return this.#takeCookie(datagram);
      case undefined:
        return 'malformed';
    }
  }

  #takeData(datagram: Uint8Array, address: IpAddress, port: number): DropReason | undefined {
    const entry = this.#context.indices.get(dataReceiver(datagram));
    if (!entry?.session) return 'unknown-session';
    const {peer, session} = entry;
    const known = peer.endpoint;
    const source = known?.address === address && known.port === port ? known : {address, port};
    const text = peer.takeData(session, datagram, source);
    if (typeof text === 'string') return text;
    if (text.length === 0) return undefined;
    const version = ipVersion(text);
    const length = version === 0 ? -1 : ipLength(text, version);
    if (version === 0 || length < 0) return 'not-ip';
    if (this.#ownerAt(text, version, sourceAt(version)) !== peer) return 'source-not-allowed';
    return this.#options.deliver(text.subarray(0, length)) ? undefined : 'inside-full';
  }

  #takeHandshake(datagram: Uint8Array, message: Initiation | Response, source: Endpoint): DropReason | undefined {
    if (!this.#checker.hasMac1(datagram)) return 'wrong-mac1';
    const overload = this.#overload(datagram, message.sender, source);
    if (overload) return overload;
    if (message.type === 'response') {
      const peer = this.#context.indices.get(message.receiver)?.peer;
      return peer ? peer.takeResponse(message, datagram.length, source) : 'unknown-session';
    }
    const secretWith = (publicKey: Uint8Array) => this.#peers.get(nameOf(publicKey))?.partner.staticSecret;
    const received = consumeInitiation(this.#own, message, secretWith);
    if (!received) return 'unknown-peer';
    return this.#peers.get(nameOf(received.publicKey))!.takeInitiation(received, datagram.length, source);
  }

  /** Why a handshake message goes no further when there are too many. */
  #overload(datagram: Uint8Array, sender: number, source: Endpoint): DropReason | undefined {
    const now = this.#options.clock.now();
    if (!this.#load.arrived(now)) return undefined;
    const octets = endpointOctets(source);
    if (!this.#checker.hasMac2(datagram, octets, now)) {
      this.#transmit(this.#checker.cookieReply(datagram, sender, octets, now), source);
      return 'cookie-sent';
    }
    return this.#load.allows(String(source.address), now) ? undefined : 'rate-limited';
  }

  #takeCookie(datagram: Uint8Array): DropReason | undefined {
    const reply = parseCookieReply(datagram);
    const entry = this.#context.indices.get(reply.receiver);
    if (!entry) return 'unknown-session';
    return entry.peer.takeCookie(reply) ? undefined : 'not-authentic';
  }

  #ownerAt(packet: Uint8Array, version: 4 | 6, at: number): Peer | undefined {
    return version === 4 ? this.#allowedIps.find4(packet, at) : this.#allowedIps.find6(packet, at);
  }

  #transmit(datagram: Uint8Array, to: Endpoint): void {
    if (!this.#options.transmit(datagram, to)) this.drops.add('outside-full');
  }

  #count(reason: DropReason | undefined): void {
    if (reason) this.drops.add(reason);
  }
}

function nameOf(publicKey: Uint8Array): string {
  return Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('hex');
}
