/**
 * A WireGuard interface: packets of the inside on one hand, datagrams of the outside on the other. It does no input or
 * output itself, and reads no clock and no random source but those it is given.
 */
import {NetworkError} from '../errors.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import type {IpPrefix} from '../packet/ip-prefix.ts';
import type {Clock} from '../time/clock.ts';
import {AllowedIps} from './allowed-ips.ts';
import {DropCounts} from './drop-reason.ts';
import {type Endpoint, endpointOctets} from './endpoint.ts';
import {consumeInitiation} from './handshake.ts';
import {HandshakeLoad} from './handshake-load.ts';
import {IndexTable} from './index-table.ts';
import {destinationAt, ipLength, ipVersion, sourceAt} from './inner-packet.ts';
import {type KeyPair, keyPairOf, sharedSecret} from './key-pair.ts';
import {MacChecker} from './macs.ts';
import {dataReceiver, KEY_LENGTH, messageType, parseCookieReply, parseInitiation, parseResponse} from './message.ts';
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
      publicKey: publicKey.slice(),
      staticSecret,
      presharedKey: presharedKey?.slice() ?? new Uint8Array(KEY_LENGTH),
    });
    this.#peers.set(name, peer);
    for (const prefix of allowedIps) this.#allowedIps.add(prefix, peer);
    peer.endpoint = endpoint;
    peer.keepAlive(persistentKeepalive);
    return peer;
  }

  /** A packet from the inside. What is kept of it is copied. */
  fromInside(packet: Uint8Array): void {
    if (this.#closed) return;
    const version = ipVersion(packet);
    if (version === 0) return this.drops.add('not-ip');
    const peer = this.#ownerAt(packet, version, destinationAt(version));
    if (peer) peer.send(packet);
    else this.drops.add('no-peer');
  }

  /** A datagram from the outside. What is kept of it is copied. */
  fromOutside(datagram: Uint8Array, address: IpAddress, port: number): void {
    if (this.#closed) return;
    const type = messageType(datagram);
    switch (type) {
      case 'data':
        return this.#takeData(datagram, address, port);
      case 'initiation':
      case 'response':
        return this.#takeHandshake(datagram, type, {address, port});
      case 'cookieReply':
        return this.#takeCookie(datagram);
      case undefined:
        return this.drops.add('malformed');
    }
  }

  /** For good: no timer is left, and keys are wiped. */
  close(): void {
    this.#closed = true;
    for (const peer of this.#peers.values()) peer.stop();
    this.#checker.wipe();
    this.#context.scratch.fill(0);
  }

  #takeData(datagram: Uint8Array, address: IpAddress, port: number): void {
    const entry = this.#context.indices.get(dataReceiver(datagram));
    if (!entry?.session) return this.drops.add('unknown-session');
    const {peer, session} = entry;
    const known = peer.endpoint;
    const source = known?.address === address && known.port === port ? known : {address, port};
    const text = peer.takeData(session, datagram, source);
    if (!text || text.length === 0) return;
    const version = ipVersion(text);
    const length = version === 0 ? -1 : ipLength(text, version);
    if (version === 0 || length < 0) return this.drops.add('not-ip');
    if (this.#ownerAt(text, version, sourceAt(version)) !== peer) return this.drops.add('source-not-allowed');
    if (!this.#options.deliver(text.subarray(0, length))) this.drops.add('inside-full');
  }

  #takeHandshake(datagram: Uint8Array, type: 'initiation' | 'response', source: Endpoint): void {
    const now = this.#options.clock.now();
    if (!this.#checker.hasMac1(datagram)) return this.drops.add('wrong-mac1');
    const message = type === 'initiation' ? parseInitiation(datagram) : parseResponse(datagram);
    if (this.#load.arrived(now)) {
      const octets = endpointOctets(source);
      if (!this.#checker.hasMac2(datagram, octets, now)) {
        this.drops.add('cookie-sent');
        return this.#transmit(this.#checker.cookieReply(datagram, message.sender, octets, now), source);
      }
      if (!this.#load.allows(String(source.address), now)) return this.drops.add('rate-limited');
    }
    if (message.type === 'response') {
      const peer = this.#context.indices.get(message.receiver)?.peer;
      return peer ? peer.takeResponse(message, datagram.length, source) : this.drops.add('unknown-session');
    }
    const secretWith = (publicKey: Uint8Array) => this.#peers.get(nameOf(publicKey))?.partner.staticSecret;
    const received = consumeInitiation(this.#own, message, secretWith);
    if (!received) return this.drops.add('unknown-peer');
    this.#peers.get(nameOf(received.publicKey))!.takeInitiation(received, datagram.length, source);
  }

  #takeCookie(datagram: Uint8Array): void {
    const reply = parseCookieReply(datagram);
    const entry = this.#context.indices.get(reply.receiver);
    if (!entry) this.drops.add('unknown-session');
    else if (!entry.peer.takeCookie(reply)) this.drops.add('not-authentic');
  }

  #ownerAt(packet: Uint8Array, version: 4 | 6, at: number): Peer | undefined {
    return version === 4 ? this.#allowedIps.find4(packet, at) : this.#allowedIps.find6(packet, at);
  }

  #transmit(datagram: Uint8Array, to: Endpoint): void {
    if (!this.#options.transmit(datagram, to)) this.drops.add('outside-full');
  }
}

function nameOf(publicKey: Uint8Array): string {
  return Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('hex');
}
