/** What passes between this program and `native/tunrun.c`: see the head of that file. All numbers as the machine has them. */
import {endianness} from 'node:os';
import type {Duplex} from 'node:stream';
import {FrameDecoder, FrameWriter} from '../api/frame.ts';

export const LITTLE = endianness() === 'LE';

const HEAD_LENGTH = 12;
/** One send of a program to netlink, and what the supervisor puts around it. */
const LONGEST_REQUEST = (1 << 20) + 1024;

const KINDS = ['setiff', 'set', 'is-up', 'ioctl', 'netlink', 'closed'] as const;

/** A system call that waits. */
export interface SystemCall {
  readonly kind: (typeof KINDS)[number];
  /** The program's descriptor, as far as it is one of ours. */
  readonly slot: number;
  /** Its own until the next turn. */
  readonly data: DataView;
}

export interface Answer {
  /** 0: it succeeded. */
  readonly errno: number;
  readonly data?: Uint8Array;
}

const ANSWER = 1;
const DATAGRAM = 2;

/** The stream as a series of system calls, answered in any order. */
export class ControlStream {
  readonly #writer: FrameWriter;

  /** @param onCall called with each; what it settles with is the answer. It never fails. */
  constructor(stream: Duplex, onCall: (call: SystemCall) => Promise<Answer>) {
    const decoder = new FrameDecoder(LONGEST_REQUEST);
    this.#writer = new FrameWriter(stream);
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => {
      decoder.push(chunk, (frame) => {
        const message = frame.slice();
        const view = new DataView(message.buffer);
        const kind = KINDS[view.getUint8(0) - 1];
        if (message.length < HEAD_LENGTH || kind === undefined) return;
        const slot = view.getUint16(2, LITTLE);
        const cookie = view.getBigUint64(4, LITTLE);
        void onCall({kind, slot, data: new DataView(message.buffer, HEAD_LENGTH)}).then((answer) => {
          if (kind !== 'closed') this.#answer(slot, cookie, answer);
        });
      });
    });
  }

  /** A datagram for the netlink socket in that slot; it comes before every later answer. */
  sendDatagram(slot: number, datagram: Uint8Array): void {
    this.#send(DATAGRAM, slot, 0n, datagram);
  }

  #answer(slot: number, cookie: bigint, {errno, data = new Uint8Array()}: Answer): void {
    const body = new Uint8Array(4 + data.length);
    new DataView(body.buffer).setInt32(0, errno, LITTLE);
    body.set(data, 4);
    this.#send(ANSWER, slot, cookie, body);
  }

  #send(kind: number, slot: number, cookie: bigint, body: Uint8Array): void {
    const message = new Uint8Array(HEAD_LENGTH + body.length);
    const view = new DataView(message.buffer);
    view.setUint8(0, kind);
    view.setUint16(2, slot, LITTLE);
    view.setBigUint64(4, cookie, LITTLE);
    message.set(body, HEAD_LENGTH);
    this.#writer.write(message);
  }
}
