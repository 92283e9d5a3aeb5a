/** A far end that is an inherited socket of datagrams, a packet each: what VPN programs give their helpers. */
import {constants} from 'node:os';
import {openDatagramHandle, type DatagramHandle} from './datagram-handle.ts';
import type {FarEnd} from './far-end.ts';

/** Milliseconds between two empty datagrams: nothing else tells that the other end is gone. Programs take no notice. */
const PROBE = 500;
const {ECONNREFUSED, ENOTCONN, EPIPE} = constants.errno;
/** How a socket says that nobody is at the other end: negative, as the system's calls return it. */
const GONE: ReadonlySet<number> = new Set([-ECONNREFUSED, -ENOTCONN, -EPIPE]);
/** Datagrams on their way beyond which it is full. */
const MOST_UNDER_WAY = 64;

export class DatagramEnd implements FarEnd {
  readonly closed: Promise<void>;
  readonly #socket: DatagramHandle;
  readonly #probe: NodeJS.Timeout;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #open = true;
  #settle: () => void = () => undefined;

  /** @throws {NetworkError} EBADF, EOPNOTSUPP */
  constructor(fd: number) {
    this.#socket = openDatagramHandle(fd);
    this.closed = new Promise((resolve) => (this.#settle = resolve));
    this.#probe = setInterval(() => {
      if (this.#underWay === 0) this.send(new Uint8Array());
    }, PROBE);
  }

  start(onFrame: (frame: Uint8Array) => void): void {
    const {handle} = this.#socket;
    handle.onmessage = (length, _handle, data) => {
      if (length < 0) this.close();
      else if (length > 0 && data) onFrame(data.subarray(0, length));
    };
    this.resume();
  }

  pause(): void {
    if (this.#open) this.#socket.handle.recvStop();
  }

  resume(): void {
    if (this.#open) this.#socket.handle.recvStart();
  }

  send(frame: Uint8Array): 'sent' | 'full' {
    if (!this.#open) return 'sent';
    const request = this.#socket.newRequest();
    // Kept as long as the request is under way: the memory of `frame` is the caller's again.
    const copy = Uint8Array.from(frame);
    request.oncomplete = (error) => this.#sent(error);
    this.#underWay++;
    const result = this.#socket.handle.send(request, [copy], 1, true);
    if (result !== 0) this.#sent(Math.min(result, 0));
    return this.#underWay >= MOST_UNDER_WAY ? 'full' : 'sent';
  }

  drained(): Promise<void> {
    if (this.#underWay === 0 || !this.#open) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearInterval(this.#probe);
    this.#socket.handle.close();
    this.#settle();
    this.#wake();
  }

  /** Refused or not connected: the program is gone. Whatever else is wrong with a packet is that packet's loss. */
  #sent(error: number): void {
    this.#underWay--;
    if (GONE.has(error)) this.close();
    else if (this.#underWay === 0) this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
