/** Packets written as hex. */
import {fromHex} from '../../packet/hex.ts';
import {quoted, usage} from './values.ts';

/** The octets of one packet. @throws {NetworkError} EUSAGE, naming what was given */
export function readFrame(text: string, which: string): Uint8Array {
  const octets = fromHex(text);
  if (octets) return octets;
  const digits = text.replace(/\s|^0x/g, '');
  const wrong = /^[\da-f]*$/i.test(digits)
    ? `an odd number of hex digits (${digits.length}): two make an octet`
    : `not hex: ${quoted(text)}`;
  throw usage(`${which} is ${wrong}`);
}

/** One packet a line; empty lines are none. */
export function readFrameLines(text: string): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') frames.push(readFrame(line.trim(), `line ${index + 1}`));
  }
  return frames;
}
