import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {PacketQueue, type QueueLimits, type Queued} from '../../src/queue/packet-queue.ts';

const UNBOUND: QueueLimits = {packets: 1000, octets: null};
const frame = (...octets: number[]) => Uint8Array.from(octets);

describe('a packet queue', () => {
  test('gives packets back in order, with their notes', () => {
    const queue = new PacketQueue<string>(UNBOUND);
    queue.offer(frame(1), 'a');
    queue.offer(frame(2, 2), 'b');
    expect([queue.length, queue.octets]).toEqual([2, 3]);
    expect([queue.take(), queue.take(), queue.take()]).toEqual([
      {frame: frame(1), note: 'a'},
      {frame: frame(2, 2), note: 'b'},
      undefined,
    ]);
    expect([queue.length, queue.octets]).toEqual([0, 0]);
  });

  test.each([
    ['a typed array', (bytes: Uint8Array) => bytes],
    ['a view', (bytes: Uint8Array) => bytes.subarray(0)],
    ['a Buffer, whose slice is a view', (bytes: Uint8Array) => Buffer.from(bytes.buffer)],
  ])('keeps a copy of %s', (_what, given) => {
    const queue = new PacketQueue<null>(UNBOUND);
    const bytes = frame(1, 2, 3);
    queue.offer(given(bytes), null);
    bytes.fill(9);
    expect(queue.take()?.frame).toEqual(frame(1, 2, 3));
  });

  test('drops the newest when it is full of packets, and counts it', () => {
    const queue = new PacketQueue<null>({packets: 2, octets: null});
    expect([1, 2, 3].map((octet) => queue.offer(frame(octet), null))).toEqual([true, true, false]);
    expect(queue.contents().map((entry) => entry.frame)).toEqual([frame(1), frame(2)]);
    expect([queue.enqueued, queue.dropped]).toEqual([2, 1]);
  });

  test('drops what would make it longer than its octets, and takes what still fits', () => {
    const queue = new PacketQueue<null>({packets: 10, octets: 5});
    const taken = [3, 3, 2, 1].map((length) => queue.offer(new Uint8Array(length), null));
    expect(taken).toEqual([true, false, true, false]);
    expect([queue.octets, queue.dropped]).toEqual([5, 2]);
  });

  test('a limit of no packets at all refuses every one', () => {
    const queue = new PacketQueue<null>({packets: 0, octets: null});
    expect(queue.open).toBe(false);
    expect(queue.offer(frame(1), null)).toBe(false);
  });

  test('a smaller limit leaves what is in it and refuses what comes after', () => {
    const queue = new PacketQueue<null>(UNBOUND);
    for (const octet of [1, 2, 3]) queue.offer(frame(octet), null);
    queue.limits = {packets: 1, octets: null};
    expect(queue.length).toBe(3);
    expect(queue.offer(frame(4), null)).toBe(false);
    queue.take();
    queue.take();
    queue.take();
    expect(queue.offer(frame(5), null)).toBe(true);
  });

  test('held, lets nothing go but what is stepped, one packet a step', () => {
    const queue = new PacketQueue<null>(UNBOUND);
    for (const octet of [1, 2]) queue.offer(frame(octet), null);
    queue.hold();
    expect([queue.ready, queue.take()]).toEqual([false, undefined]);
    expect(queue.step()).toBe(true);
    expect(queue.take()?.frame).toEqual(frame(1));
    expect(queue.take()).toBeUndefined();
  });

  test('a step needs a packet that is not on its way already', () => {
    const queue = new PacketQueue<null>(UNBOUND);
    expect(queue.step()).toBe(false);
    queue.hold();
    expect(queue.step()).toBe(false);
    queue.offer(frame(1), null);
    expect([queue.step(), queue.step(), queue.steps]).toEqual([true, false, 1]);
  });

  test('a stepped packet that is taken out from outside has used its step', () => {
    const queue = new PacketQueue<null>(UNBOUND);
    queue.hold();
    queue.offer(frame(1), null);
    queue.step();
    queue.remove();
    queue.offer(frame(2), null);
    expect(queue.take()).toBeUndefined();
  });

  test.each([
    ['holding', (queue: PacketQueue<null>) => queue.hold()],
    ['flushing', (queue: PacketQueue<null>) => queue.flush()],
  ])('%s it takes back the steps', (_what, change) => {
    const queue = new PacketQueue<null>(UNBOUND);
    queue.hold();
    queue.offer(frame(1), null);
    queue.step();
    change(queue);
    queue.offer(frame(2), null);
    expect([queue.steps, queue.take()]).toEqual([0, undefined]);
  });

  test('released, lets everything go', () => {
    const queue = new PacketQueue<null>(UNBOUND);
    queue.hold();
    for (const octet of [1, 2]) queue.offer(frame(octet), null);
    queue.release();
    expect([queue.take(), queue.take()].map((entry) => entry?.frame)).toEqual([frame(1), frame(2)]);
  });

  test('looking into it takes nothing', () => {
    const queue = new PacketQueue<string>(UNBOUND);
    queue.offer(frame(1), 'a');
    const seen = queue.contents();
    expect(seen).toEqual([{frame: frame(1), note: 'a'}]);
    queue.take();
    expect([seen.length, queue.dequeued]).toEqual([1, 1]);
  });

  test('is open to what comes while nothing waits and nothing holds it', () => {
    const queue = new PacketQueue<null>(UNBOUND);
    expect(queue.open).toBe(true);
    queue.hold();
    expect(queue.open).toBe(false);
    queue.release();
    queue.offer(frame(1), null);
    expect(queue.open).toBe(false);
    queue.take();
    queue.passBy();
    expect([queue.open, queue.enqueued, queue.dequeued]).toEqual([true, 2, 2]);
  });

  test('a long life in it costs no memory for what has left', () => {
    const queue = new PacketQueue<number>({packets: 3, octets: null});
    for (let round = 0; round < 10_000; round++) {
      expect(queue.offer(frame(round & 255), round)).toBe(true);
      if (round >= 2) expect(queue.take()?.note).toBe(round - 2);
    }
    expect(queue.contents().map(({note}) => note)).toEqual([9998, 9999]);
  });
});

/** The same queue as simply as can be. */
class Model {
  limits: QueueLimits = {packets: 4, octets: 12};
  entries: Queued<number>[] = [];
  held = false;
  steps = 0;
  counts = {enqueued: 0, dequeued: 0, dropped: 0};

  offer(bytes: Uint8Array, note: number): boolean {
    const octets = this.entries.reduce((sum, entry) => sum + entry.frame.length, bytes.length);
    const full = this.entries.length >= this.limits.packets || octets > (this.limits.octets ?? Infinity);
    this.counts[full ? 'dropped' : 'enqueued']++;
    if (!full) this.entries.push({frame: bytes, note});
    return !full;
  }
  remove(): Queued<number> | undefined {
    if (this.entries.length === 0) return undefined;
    this.steps = Math.max(this.steps - 1, 0);
    this.counts.dequeued++;
    return this.entries.shift();
  }
  take(): Queued<number> | undefined {
    return this.held && this.steps === 0 ? undefined : this.remove();
  }
  step(): boolean {
    if (!this.held || this.steps === this.entries.length) return false;
    this.steps++;
    return true;
  }
  flush(): number {
    this.steps = 0;
    return this.entries.splice(0).length;
  }
  setHeld(held: boolean): void {
    this.held = held;
    this.steps = 0;
  }
}

type Move = 'take' | 'remove' | 'step' | 'flush' | 'hold' | 'release' | {offer: number} | {limits: QueueLimits};

const move: fc.Arbitrary<Move> = fc.oneof(
  {weight: 6, arbitrary: fc.record({offer: fc.nat({max: 6})})},
  {weight: 4, arbitrary: fc.constantFrom('take', 'step')},
  {weight: 1, arbitrary: fc.constantFrom('remove', 'flush', 'hold', 'release')},
  fc.record({
    limits: fc.record({packets: fc.nat({max: 6}), octets: fc.option(fc.nat({max: 16}))}),
  }),
);

test('does what an array of entries would do', () => {
  fc.assert(
    fc.property(fc.array(move, {maxLength: 200, size: 'max'}), (moves) => {
      const model = new Model();
      const queue = new PacketQueue<number>(model.limits);
      for (const [index, next] of moves.entries()) {
        if (typeof next === 'object') {
          if ('limits' in next) queue.limits = model.limits = next.limits;
          else {
            const bytes = new Uint8Array(next.offer).fill(index);
            expect(queue.offer(bytes, index)).toBe(model.offer(bytes, index));
          }
        } else if (next === 'hold' || next === 'release') {
          queue[next]();
          model.setHeld(next === 'hold');
        } else {
          expect(queue[next]()).toEqual(model[next]());
        }
        const {entries, held, steps, counts} = model;
        const octets = entries.reduce((sum, entry) => sum + entry.frame.length, 0);
        const {enqueued, dequeued, dropped} = queue;
        expect(queue.contents()).toEqual(entries);
        expect({length: queue.length, octets: queue.octets, held: queue.held, steps: queue.steps}).toEqual({
          length: entries.length,
          octets,
          held,
          steps,
        });
        expect({enqueued, dequeued, dropped}).toEqual(counts);
        expect(queue.ready).toBe(entries.length > 0 && (!held || steps > 0));
        expect(queue.open).toBe(entries.length === 0 && !held && model.limits.packets > 0);
      }
    }),
    {numRuns: 300},
  );
});
