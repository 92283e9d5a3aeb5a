/** The application's end of a device node. */
import {connect, type Socket} from 'node:net';
import {NetworkError} from '../errors.ts';
import {FrameDecoder, FrameWriter, LONGEST_FRAME, REFUSED_LENGTH} from './frame.ts';
import {checkSocketPath} from './paths.ts';

/** The node was closed before it had read everything, or before it was served at all: closed, all the same. */
const HUNG_UP: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE']);
/** Octets read at once. */
const READ_LENGTH = 262_144;
/** Octets on their way to the node beyond which `write` says 'full'. */
const WRITE_LIMIT = 262_144;

export interface NodeOptions {
  /**
   * Called with each frame, a view that is valid during the call: the fast way. Without it, frames are iterated, and
   * while nobody asks for a batch, none is read.
   */
  readonly onFrame?: (frame: Uint8Array) => void;
}

/**
 * A device node that is open. Iterating gives batches: the frames that arrived together, each a view the consumer may
 * keep. The iteration ends when either side closes; it fails with EBUSY when somebody else has the node open.
 */
export interface NodeConnection extends AsyncIterable<readonly Uint8Array[]> {
  /** Settles when the connection is closed; fails as the iteration does. */
  readonly closed: Promise<void>;
  /**
   * Copies `frame` and sends it at the end of this turn. Nothing is sent when the node is `full` (wait for
   * `drained()`) or `closed`.
   *
   * @throws {NetworkError} EMSGSIZE: longer than any device takes.
   */
  write(frame: Uint8Array): 'queued' | 'full' | 'closed';
  /** Settles when all that was written has been taken, or the connection is closed. */
  drained(): Promise<void>;
  /** Sends what was written, then closes. */
  close(): Promise<void>;
}

/**
 * Opens the node at `path`. A node takes one opener at a time, and tells a second one so after the connection is made:
 * EBUSY is reported by `closed` and by the iteration.
 *
 * @throws {NetworkError} ENXIO: no such node; EACCES; ENAMETOOLONG.
 */
export async function openNode(path: string, options: NodeOptions = {}): Promise<NodeConnection> {
  checkSocketPath(path);
  const node = new OpenNode(options.onFrame);
  await node.open(path);
  return node;
}

class OpenNode implements NodeConnection {
  readonly closed: Promise<void>;
  readonly #onFrame: ((frame: Uint8Array) => void) | undefined;
  readonly #decoder = new FrameDecoder(LONGEST_FRAME);
  readonly #waiters: (() => void)[] = [];
  readonly #drains: (() => void)[] = [];
  readonly #settle: (error: NetworkError | undefined) => void;
  #socket!: Socket;
  #writer!: FrameWriter;
  #batch: Uint8Array[] | undefined;
  #ended = false;
  #failure: NetworkError | undefined;

  constructor(onFrame: ((frame: Uint8Array) => void) | undefined) {
    this.#onFrame = onFrame;
    const {promise, settle} = settled();
    this.closed = promise;
    this.#settle = settle;
  }

  open(path: string): Promise<void> {
    const onread = {
      buffer: Buffer.allocUnsafeSlow(READ_LENGTH),
      callback: (length: number, buffer: Uint8Array) => this.#read(buffer.subarray(0, length)),
    };
    return new Promise((resolve, reject) => {
      let connected = false;
      const socket = connect({path, onread});
      this.#socket = socket;
      this.#writer = new FrameWriter(socket, () => this.#taken());
      socket.on('connect', () => {
        connected = true;
        resolve();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (!connected) reject(notOpened(path, error));
        else if (!HUNG_UP.has(error.code)) this.#failure ??= lost(path, error);
      });
      socket.on('close', () => this.#finish());
    });
  }

  write(frame: Uint8Array): 'queued' | 'full' | 'closed' {
    if (frame.length > LONGEST_FRAME) {
      throw new NetworkError('EMSGSIZE', `a frame of ${frame.length} octets, ${LONGEST_FRAME} are possible`);
    }
    if (this.#ended || !this.#socket.writable) return 'closed';
    if (this.#writer.pending >= WRITE_LIMIT) return 'full';
    this.#writer.write(frame);
    return 'queued';
  }

  drained(): Promise<void> {
    if (this.#ended || this.#writer.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drains.push(resolve));
  }

  async close(): Promise<void> {
    this.#writer.flush();
    this.#socket.destroySoon();
    await this.closed.catch(() => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Uint8Array[], void, undefined> {
    try {
      for (;;) {
        const batch = this.#batch;
        this.#batch = undefined;
        if (batch !== undefined) yield batch;
        else if (this.#ended) break;
        else await this.#next();
      }
    } finally {
      this.#socket.destroy();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #next(): Promise<void> {
    this.#socket.resume();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** @returns Whether to go on reading. */
  #read(chunk: Uint8Array): boolean {
    const onFrame = this.#onFrame;
    try {
      if (onFrame !== undefined) {
        this.#decoder.push(chunk, onFrame);
        return true;
      }
      return this.#collect(chunk);
    } catch (error) {
      const failure = NetworkError.from(error);
      const refused = failure.detail['announced'] === REFUSED_LENGTH;
      this.#failure = refused ? new NetworkError('EBUSY', 'the device node is open already') : failure;
      this.#socket.destroy();
      return false;
    }
  }

  #collect(chunk: Uint8Array): boolean {
    // One copy for all frames of the chunk, since its buffer is read into again. A frame put together from two chunks
    // lies in the decoder's own buffer, which is used again too.
    const copy = new Uint8Array(chunk);
    const batch = this.#batch ?? [];
    this.#decoder.push(copy, (frame) => batch.push(frame.buffer === copy.buffer ? frame : frame.slice()));
    if (batch.length === 0) return true;
    this.#batch = batch;
    wake(this.#waiters);
    return false;
  }

  #taken(): void {
    if (this.#writer.pending === 0) wake(this.#drains);
  }

  #finish(): void {
    this.#ended = true;
    this.#settle(this.#failure);
    wake(this.#waiters);
    wake(this.#drains);
  }
}

function settled(): {promise: Promise<void>; settle: (error: NetworkError | undefined) => void} {
  let settle: (error: NetworkError | undefined) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error));
  });
  // Who iterates hears of the failure there, and need not look at `closed` as well.
  promise.catch(() => undefined);
  return {promise, settle};
}

function wake(waiting: (() => void)[]): void {
  for (const resolve of waiting.splice(0)) resolve();
}

function notOpened(path: string, error: NodeJS.ErrnoException): NetworkError {
  const gone = error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTDIR';
  if (gone) return new NetworkError('ENXIO', `there is no device node at ${path}`, {path}, {cause: error});
  return new NetworkError('EACCES', `the device node ${path} can not be opened (${error.code ?? error.message})`);
}

function lost(path: string, error: NodeJS.ErrnoException): NetworkError {
  const message = `the connection to the device node ${path} broke (${error.code ?? error.message})`;
  return new NetworkError('EIO', message, {path}, {cause: error});
}
