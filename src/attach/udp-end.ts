/** A far end that is a UDP socket of the machine, each datagram a packet: QEMU's `-netdev dgram`, socat. */
import type {RemoteInfo, Socket} from 'node:dgram';
import {NetworkError} from '../errors.ts';
import type {FarEnd} from './far-end.ts';

/** Octets on their way beyond which it is full. */
const MOST_UNDER_WAY = 262_144;

export class UdpEnd implements FarEnd {
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #paused = false;
  /** Who sent last, where the socket is not connected: there its packets go. */
  #peer: RemoteInfo | undefined;
  #connected: boolean;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#connected = isConnected(socket);
    this.closed = new Promise((resolve, reject) => {
      socket.once('close', resolve).on('error', (error: NodeJS.ErrnoException) => {
        // An ICMP error: the program is not there now, and may come back.
        if (error.code === 'ECONNREFUSED') return;
        reject(new NetworkError('EIO', `the UDP socket broke: ${error.message}`));
      });
    });
    this.closed.catch(() => undefined);
  }

  start(onFrame: (frame: Uint8Array) => void): void {
    this.#socket.on('message', (message, peer) => {
      if (!this.#connected) this.#peer = peer;
      // UDP can not be held back: what comes while nobody can take it is lost, as on any wire.
      if (!this.#paused) onFrame(message);
    });
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  send(frame: Uint8Array): 'sent' | 'full' {
    const copy = Uint8Array.from(frame);
    const done = (): void => {
      this.#underWay -= copy.length;
      if (this.#underWay === 0) this.#wake();
    };
    if (!this.#connected && !this.#peer) return 'sent';
    this.#underWay += copy.length;
    if (this.#connected) this.#socket.send(copy, done);
    else this.#socket.send(copy, this.#peer!.port, this.#peer!.address, done);
    return this.#underWay >= MOST_UNDER_WAY ? 'full' : 'sent';
  }

  drained(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return Promise.race([new Promise<void>((resolve) => this.#waiting.push(resolve)), this.closed]);
  }

  close(): void {
    try {
      this.#socket.close();
    } catch {
      // It is closed already.
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function isConnected(socket: Socket): boolean {
  try {
    socket.remoteAddress();
    return true;
  } catch {
    return false;
  }
}
