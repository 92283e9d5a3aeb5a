/** A far end that is a stream: a socket, a pipe, standard input and output. */
import type {Readable, Writable} from 'node:stream';
import {NetworkError} from '../errors.ts';
import type {FarEnd} from './far-end.ts';
import type {Framing} from './framing.ts';

/** How a peer that has gone shows. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET']);

export class StreamEnd implements FarEnd {
  readonly closed: Promise<void>;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #framing: Framing;
  #settle: (error?: NetworkError) => void = () => undefined;

  constructor(input: Readable, output: Writable, framing: Framing) {
    this.#input = input;
    this.#output = output;
    this.#framing = framing;
    this.closed = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.closed.catch(() => undefined);
    const broke = (error: NodeJS.ErrnoException): void => {
      this.#settle(GONE.has(error.code) ? undefined : new NetworkError('EIO', `the stream broke: ${error.message}`));
    };
    input.on('error', broke).on('end', () => this.close());
    if ((output as unknown) !== input) output.on('error', broke);
    output.on('close', () => this.#settle());
  }

  start(onFrame: (frame: Uint8Array) => void): void {
    this.#input.on('data', (chunk: Buffer) => {
      try {
        this.#framing.push(chunk, onFrame);
      } catch (reason) {
        this.#settle(NetworkError.from(reason));
        this.close();
      }
    });
    // One that was accepted is held back until somebody listens to it.
    this.resume();
  }

  pause(): void {
    this.#input.pause();
  }

  resume(): void {
    this.#input.resume();
  }

  send(frame: Uint8Array): 'sent' | 'full' {
    if (!this.#output.writable) return 'sent';
    return this.#output.write(this.#framing.framed(frame)) ? 'sent' : 'full';
  }

  drained(): Promise<void> {
    if (!this.#output.writableNeedDrain) return Promise.resolve();
    return Promise.race([new Promise<void>((resolve) => this.#output.once('drain', resolve)), this.closed]);
  }

  close(): void {
    this.#settle();
    this.#input.destroy();
    if ((this.#output as unknown) !== this.#input) this.#output.end();
  }
}
