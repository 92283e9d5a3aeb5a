/** How packets lie in a stream of octets. */
import {FrameDecoder, LONGEST_FRAME} from '../api/frame.ts';
import {NetworkError} from '../errors.ts';
import {fromHex, toHex} from '../packet/hex.ts';

export const FRAMINGS = ['u32', 'u16', 'hex', 'datagram'] as const;
/** `u32`: QEMU, passt. `u16`: VDE, simpletun. `hex`: a line a packet. `datagram`: each is a packet already. */
export type FramingName = (typeof FRAMINGS)[number];

export interface Framing {
  /** Calls back with each packet that is complete: a view, valid during the call. @throws {NetworkError} EMSGSIZE, EMALFORMED */
  push(chunk: Uint8Array, onFrame: (frame: Uint8Array) => void): void;
  /** A packet with what stands around it, in memory of its own. */
  framed(frame: Uint8Array): Uint8Array;
}

export function framingNamed(name: Exclude<FramingName, 'datagram'>): Framing {
  return {u32, u16, hex}[name]();
}

function u32(): Framing {
  const decoder = new FrameDecoder(LONGEST_FRAME);
  return {
    push: (chunk, onFrame) => decoder.push(chunk, onFrame),
    framed(frame) {
      const bytes = new Uint8Array(4 + frame.length);
      new DataView(bytes.buffer).setUint32(0, frame.length);
      bytes.set(frame, 4);
      return bytes;
    },
  };
}

function u16(): Framing {
  let rest: Uint8Array = new Uint8Array();
  return {
    push(chunk, onFrame) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      while (bytes.length - at >= 2) {
        const end = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!);
        if (end > bytes.length) break;
        onFrame(bytes.subarray(at + 2, end));
        at = end;
      }
      rest = bytes.slice(at);
    },
    framed(frame) {
      if (frame.length > 0xffff)
        throw new NetworkError('EMSGSIZE', 'a packet longer than 65535 octets has no such frame');
      const bytes = new Uint8Array(2 + frame.length);
      new DataView(bytes.buffer).setUint16(0, frame.length);
      bytes.set(frame, 2);
      return bytes;
    },
  };
}

/** Octets of the longest line. */
const LONGEST_LINE = 2 * LONGEST_FRAME;

function hex(): Framing {
  const decoder = new TextDecoder('latin1');
  let rest = '';
  return {
    push(chunk, onFrame) {
      const lines = (rest + decoder.decode(chunk)).split('\n');
      rest = lines.pop()!;
      if (rest.length > LONGEST_LINE) throw new NetworkError('EMSGSIZE', 'a line longer than any packet came');
      for (const line of lines) {
        const digits = line.trim();
        if (digits === '') continue;
        const frame = fromHex(digits);
        if (frame === undefined)
          throw new NetworkError('EMALFORMED', `${JSON.stringify(digits.slice(0, 40))} is not a packet in hex`);
        onFrame(frame);
      }
    },
    framed: (frame) => Buffer.from(`${toHex(frame)}\n`),
  };
}
