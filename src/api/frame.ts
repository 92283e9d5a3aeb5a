/**
 * Frames on a stream: a 32-bit big-endian length, then that many octets (as QEMU's `-netdev stream`, passt and
 * socket_vmnet have it). This file is on the way of every packet between a device node and its application.
 */
import {NetworkError} from '../errors.ts';

/** Longest frame of any device: the longest IP packet behind the longest link header. */
export const LONGEST_FRAME = 65_549;

/**
 * In place of a length: the node refuses the connection, because somebody else has it open. No frame is that long, so
 * a peer that does not know it sees a broken stream and hangs up.
 */
export const REFUSED_LENGTH = 0xffff_ffff;

const HEADER_LENGTH = 4;
const BATCH_LENGTH = 65_536;
/** Batches kept for the next turn in place of new ones. */
const MOST_SPARE_BATCHES = 2;

type FrameSink = (frame: Uint8Array) => void;

/** Cuts a stream into frames. It holds at most one frame, and only one that arrived in parts. */
export class FrameDecoder {
  readonly #limit: number;
  /** Header or frame that the last chunk ended in; its octets are copied here. */
  #part = new Uint8Array(HEADER_LENGTH);
  #filled = 0;
  /** Length of the frame whose header is complete, or -1. */
  #announced = -1;

  /** @param limit Longest frame, in octets, without its header. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Calls `onFrame` with each frame that is complete, in order. The frame is a view, valid during the call: of `chunk`,
   * or of a buffer the decoder uses again. A frame may be empty. What `onFrame` throws loses the rest of the chunk.
   *
   * @throws {NetworkError} EMSGSIZE: a header announces more than the limit; nothing was allocated for it. The stream
   *   can not be followed any further.
   */
  push(chunk: Uint8Array, onFrame: FrameSink): void {
    let at = this.#filled > 0 || this.#announced >= 0 ? this.#complete(chunk, onFrame) : 0;
    const end = chunk.length;
    while (end - at >= HEADER_LENGTH) {
      const length = ((chunk[at]! << 24) | (chunk[at + 1]! << 16) | (chunk[at + 2]! << 8) | chunk[at + 3]!) >>> 0;
      this.#check(length);
      at += HEADER_LENGTH;
      if (end - at < length) {
        this.#expect(length);
        break;
      }
      // Twice as fast as `subarray` of the Buffer that sockets give.
      onFrame(new Uint8Array(chunk.buffer, chunk.byteOffset + at, length));
      at += length;
    }
    if (at < end) this.#keep(chunk, at, end);
  }

  /** Goes on with what the last chunk left; gives where in `chunk` the next header begins. */
  #complete(chunk: Uint8Array, onFrame: FrameSink): number {
    let at = 0;
    if (this.#announced < 0) {
      at = this.#keep(chunk, 0, Math.min(chunk.length, HEADER_LENGTH - this.#filled));
      if (this.#filled < HEADER_LENGTH) return at;
      const part = this.#part;
      const length = ((part[0]! << 24) | (part[1]! << 16) | (part[2]! << 8) | part[3]!) >>> 0;
      this.#check(length);
      this.#expect(length);
    }
    const length = this.#announced;
    at = this.#keep(chunk, at, Math.min(chunk.length, at + length - this.#filled));
    if (this.#filled < length) return at;
    this.#announced = -1;
    this.#filled = 0;
    onFrame(this.#part.subarray(0, length));
    return at;
  }

  #check(length: number): void {
    if (length <= this.#limit) return;
    const message = `a frame of ${length} octets was announced, ${this.#limit} are possible`;
    throw new NetworkError('EMSGSIZE', message, {announced: length, limit: this.#limit});
  }

  #expect(length: number): void {
    this.#announced = length;
    this.#filled = 0;
    if (this.#part.length < length) this.#part = new Uint8Array(length);
  }

  #keep(chunk: Uint8Array, from: number, to: number): number {
    this.#part.set(chunk.subarray(from, to), this.#filled);
    this.#filled += to - from;
    return to;
  }
}

/** What a FrameWriter writes to: a socket. */
export interface OctetSink {
  write(octets: Uint8Array, done: () => void): unknown;
}

/**
 * Puts frames together into batches of 64 KiB, so that many frames cost one system call, and writes what there is at
 * the end of the turn. While the peer has not taken the last write, a batch is filled up instead of being written, so
 * that the memory held is never much more than `pending`.
 */
export class FrameWriter {
  readonly #sink: OctetSink;
  readonly #onTaken: () => void;
  readonly #spare: Uint8Array[] = [];
  #batch: Uint8Array | undefined;
  #used = 0;
  #pending = 0;
  #inFlight = 0;
  #scheduled = false;

  /** @param onTaken Called whenever the sink has taken octets and `pending` went down. */
  constructor(sink: OctetSink, onTaken: () => void = () => undefined) {
    this.#sink = sink;
    this.#onTaken = onTaken;
  }

  /** Octets the sink has not taken yet, headers and all. The caller keeps it bounded. */
  get pending(): number {
    return this.#pending;
  }

  /** Copies `frame`; it is on its way at the end of this turn. */
  write(frame: Uint8Array): void {
    const length = frame.length;
    const needed = HEADER_LENGTH + length;
    if (this.#batch !== undefined && this.#used + needed > this.#batch.length) this.#send();
    const batch = (this.#batch ??= this.#freshBatch(needed));
    const at = this.#used;
    batch[at] = length >>> 24;
    batch[at + 1] = length >>> 16;
    batch[at + 2] = length >>> 8;
    batch[at + 3] = length;
    batch.set(frame, at + HEADER_LENGTH);
    this.#used = at + needed;
    this.#pending += needed;
    if (!this.#scheduled) {
      this.#scheduled = true;
      process.nextTick(this.#endOfTurn);
    }
  }

  /** Writes what there is now, for a caller about to close the sink. */
  flush(): void {
    if (this.#batch !== undefined) this.#send();
  }

  readonly #endOfTurn = (): void => {
    this.#scheduled = false;
    if (this.#inFlight === 0) this.flush();
  };

  #freshBatch(needed: number): Uint8Array {
    if (needed > BATCH_LENGTH) return new Uint8Array(needed);
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(BATCH_LENGTH);
  }

  #send(): void {
    const batch = this.#batch!;
    const used = this.#used;
    this.#batch = undefined;
    this.#used = 0;
    this.#inFlight++;
    this.#sink.write(batch.subarray(0, used), () => {
      this.#inFlight--;
      this.#pending -= used;
      if (batch.length === BATCH_LENGTH && this.#spare.length < MOST_SPARE_BATCHES) this.#spare.push(batch);
      if (this.#inFlight === 0) this.flush();
      this.#onTaken();
    });
  }
}
