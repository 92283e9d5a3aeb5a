import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {framingNamed} from '../../src/attach/framing.ts';
import {NetworkError} from '../../src/errors.ts';

const NAMES = ['u32', 'u16', 'hex'] as const;
const packets = fc.array(fc.uint8Array({minLength: 1, maxLength: 300}), {maxLength: 12});

function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

describe.each(NAMES)('%s', (name) => {
  test('gives each packet whole and alone, however the stream is cut', () => {
    fc.assert(
      fc.property(packets, fc.array(fc.nat(40), {maxLength: 60}), (sent, lengths) => {
        const framing = framingNamed(name);
        const stream = Buffer.concat(sent.map((packet) => framing.framed(packet)));
        const received: string[] = [];
        for (const piece of cut(stream, lengths))
          framing.push(piece, (frame) => received.push(Buffer.from(frame).toString('hex')));
        expect(received).toEqual(sent.map((packet) => Buffer.from(packet).toString('hex')));
      }),
    );
  });

  test('takes any octets for packets, or refuses them with a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 200}), (bytes) => {
        try {
          framingNamed(name).push(bytes, () => undefined);
        } catch (reason) {
          expect(reason).toBeInstanceOf(NetworkError);
        }
      }),
    );
  });
});

test.each([
  ['u32', '000000024142'],
  ['u16', '00024142'],
  ['hex', Buffer.from('4142\n').toString('hex')],
] as const)('%s has two octets as %s', (name, hex) => {
  expect(Buffer.from(framingNamed(name).framed(Buffer.from('AB'))).toString('hex')).toBe(hex);
});

test('hex takes digits of either case, empty lines and line ends of Windows, and nothing else', () => {
  const received: string[] = [];
  const framing = framingNamed('hex');
  framing.push(Buffer.from('45AB\r\n\n00\n'), (frame) => received.push(Buffer.from(frame).toString('hex')));
  expect(received).toEqual(['45ab', '00']);
  expect(() => framing.push(Buffer.from('ping\n'), () => undefined)).toThrow('"ping" is not a packet in hex');
  expect(() => framing.push(Buffer.alloc(200_000, '0'), () => undefined)).toThrow('longer than any packet');
});
