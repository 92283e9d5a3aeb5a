import fc from 'fast-check';
import {describe, expect, test, vi} from 'vitest';
import {FrameDecoder, FrameWriter, LONGEST_FRAME} from '../../src/api/frame.ts';

function encoded(frames: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    frames.flatMap((frame) => {
      const header = Buffer.alloc(4);
      header.writeUInt32BE(frame.length);
      return [header, frame];
    }),
  );
}

function decoded(chunks: Iterable<Uint8Array>, limit = LONGEST_FRAME): Uint8Array[] {
  const decoder = new FrameDecoder(limit);
  const frames: Uint8Array[] = [];
  for (const chunk of chunks) decoder.push(chunk, (frame) => frames.push(frame.slice()));
  return frames;
}

function* cutAt(stream: Uint8Array, places: readonly number[]): Generator<Uint8Array> {
  const ends = [...places].map((place) => place % (stream.length + 1)).sort((a, b) => a - b);
  let from = 0;
  for (const to of [...ends, stream.length]) {
    // A copy that is overwritten afterwards: nothing may be read out of a chunk later on.
    const chunk = new Uint8Array(stream.subarray(from, to));
    yield chunk;
    chunk.fill(0xee);
    from = to;
  }
}

const anyFrames = fc.array(fc.uint8Array({maxLength: 40}), {maxLength: 12});

describe('the decoder', () => {
  test('gives the same frames wherever the stream is cut', () => {
    fc.assert(
      fc.property(anyFrames, fc.array(fc.nat(600), {maxLength: 30}), (frames, places) => {
        expect(decoded(cutAt(encoded(frames), places))).toEqual(frames);
      }),
    );
  });

  test('gives the same frames octet by octet', () => {
    const frames = [new Uint8Array(0), Uint8Array.of(1), new Uint8Array(300).fill(7), new Uint8Array(0)];
    const stream = encoded(frames);
    expect(decoded(cutAt(stream, [...stream.keys()]))).toEqual(frames);
  });

  test('reads a whole frame in place', () => {
    const chunk = encoded([Uint8Array.of(1, 2, 3)]);
    new FrameDecoder(10).push(chunk, (frame) => {
      expect(frame.buffer).toBe(chunk.buffer);
      expect([...frame]).toEqual([1, 2, 3]);
    });
    expect.assertions(2);
  });

  test.each([11, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff])(
    'refuses an announced length of %i before it is sent',
    (length) => {
      const header = Buffer.alloc(4);
      header.writeUInt32BE(length);
      for (const places of [[], [1], [1, 2, 3]]) {
        expect(() => decoded(cutAt(header, places), 10)).toThrow(
          expect.objectContaining({code: 'EMSGSIZE', detail: {announced: length, limit: 10}}),
        );
      }
    },
  );

  test('either gives frames within the limit or refuses, whatever the octets', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({maxLength: 30}), {maxLength: 10}), (chunks) => {
        try {
          for (const frame of decoded(chunks, 16)) expect(frame.length).toBeLessThanOrEqual(16);
        } catch (error) {
          expect(error).toMatchObject({code: 'EMSGSIZE'});
        }
      }),
    );
  });
});

/** Keeps what is written, and takes it when told to. */
function slowSink() {
  const writes: Uint8Array[] = [];
  const taken: (() => void)[] = [];
  return {
    writes,
    write: (octets: Uint8Array, done: () => void) => {
      writes.push(new Uint8Array(octets));
      taken.push(done);
    },
    takeOne: () => taken.shift()?.(),
    takeAll() {
      while (taken.length > 0) taken.shift()!();
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the writer', () => {
  test('writes the frames of one turn at once, at its end', async () => {
    const sink = slowSink();
    const writer = new FrameWriter(sink);
    const frames = [Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)];
    for (const frame of frames) writer.write(frame);
    expect(sink.writes).toEqual([]);
    expect(writer.pending).toBe(4 * 3 + 3);
    await turn();
    expect(sink.writes).toHaveLength(1);
    expect(decoded(sink.writes)).toEqual(frames);
    sink.takeAll();
    expect(writer.pending).toBe(0);
  });

  test('holds little more than what is pending, however slow the sink', async () => {
    const sink = slowSink();
    const writer = new FrameWriter(sink);
    for (let round = 0; round < 1000; round++) {
      writer.write(Uint8Array.of(round));
      await turn();
    }
    // The first write was not taken, so everything after it waits in one batch.
    expect(sink.writes).toHaveLength(1);
    expect(writer.pending).toBe(5000);
    sink.takeAll();
    expect(decoded(sink.writes)).toHaveLength(1000);
    expect(writer.pending).toBe(0);
  });

  test('tells whenever something was taken', async () => {
    const sink = slowSink();
    const onTaken = vi.fn();
    const writer = new FrameWriter(sink, onTaken);
    writer.write(Uint8Array.of(1));
    await turn();
    expect(onTaken).not.toHaveBeenCalled();
    sink.takeOne();
    expect(onTaken).toHaveBeenCalledOnce();
  });

  test('the decoder gives back every frame, in order, whatever their sizes and whenever they are taken', async () => {
    const sizes = fc.array(fc.oneof(fc.nat(2000), fc.constantFrom(65_531, 65_532, 65_533, LONGEST_FRAME)), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(fc.boolean()), async (lengths, pauses) => {
        const sink = slowSink();
        const writer = new FrameWriter(sink);
        const frames = lengths.map((length, index) => new Uint8Array(length).fill(index));
        for (const [index, frame] of frames.entries()) {
          writer.write(frame);
          if (pauses[index] === true) {
            await turn();
            sink.takeOne();
          }
        }
        await turn();
        sink.takeAll();
        expect(writer.pending).toBe(0);
        // Buffer.compare: toEqual is slow on so many octets.
        expect(Buffer.compare(encoded(decoded(sink.writes)), encoded(frames))).toBe(0);
      }),
      {numRuns: 30},
    );
  });
});
