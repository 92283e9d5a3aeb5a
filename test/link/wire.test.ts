import {describe, expect, test} from 'vitest';
import type {Nic} from '../../src/link/nic.ts';
import {numbered, segmentUnderTest} from './segment-under-test.ts';

function send(nic: Nic, count: number): void {
  for (let number = 1; number <= count; number++) nic.transmit(numbered(number));
}

/** `[1, …, count]` */
function upTo(count: number): number[] {
  return Array.from({length: count}, (_, at) => at + 1);
}

describe('a wire without impairments', () => {
  test('carries a frame in the call that sends it, without a copy', () => {
    const seen: Uint8Array[] = [];
    const {a, clock} = segmentUnderTest({hear: (_by, frame) => seen.push(frame)});
    const frame = numbered(1);
    a.transmit(frame);
    expect(seen[0]).toBe(frame);
    expect(clock.untilNext()).toBeUndefined();
  });

  test('is heard by every station but the sender', () => {
    const {a, heard} = segmentUnderTest({stations: ['a', 'b', 'c', 'd']});
    a.transmit(numbered(1));
    expect(heard.map(({by}) => by)).toEqual(['b', 'c', 'd']);
  });

  test('gives each of several receivers a frame that no other has written to', () => {
    const sent = numbered(1);
    const {a, heard} = segmentUnderTest({
      stations: ['a', 'b', 'c', 'd'],
      hear: (_by, frame) => {
        frame.fill(0xff);
        // The sender too uses its buffer again while its frame is on the way.
        sent.fill(0xee);
      },
    });
    a.transmit(sent);
    expect(heard.map(({frame}) => frame)).toEqual([numbered(1), numbered(1), numbered(1)]);
  });

  test('carries an answer within the question between two stations', () => {
    const segment = segmentUnderTest({
      hear: (by) => {
        if (by === 'b') expect(segment.b.transmit(numbered(2))).toBe('queued');
      },
    });
    segment.a.transmit(numbered(1));
    expect(segment.heard.map(({by, number}) => [by, number])).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
  });

  test('lets a third station hear the question before the answer', () => {
    const segment = segmentUnderTest({
      stations: ['a', 'b', 'c'],
      hear: (by, frame) => {
        if (by === 'b' && frame[17] === 1) segment.b.transmit(numbered(2));
      },
    });
    segment.a.transmit(numbered(1));
    expect(segment.heard.filter(({by}) => by === 'c').map(({number}) => number)).toEqual([1, 2]);
    expect(segment.counters('b').delivered).toBe(1);
  });

  test.each([
    ['two', ['a', 'b']],
    ['three', ['a', 'b', 'c']],
  ])('survives %s stations that answer every frame', (_count, stations) => {
    const segment = segmentUnderTest({
      stations,
      hear: (by) => segment.nics[stations.indexOf(by)]!.transmit(numbered(1)),
    });
    segment.a.transmit(numbered(1));
    const states = segment.wire.directions().map(({counters}) => counters);
    for (const {sent, delivered, dropped} of states) expect(sent).toBe(delivered + dropped);
    expect(states.some(({dropped}) => dropped > 0)).toBe(true);
    expect(segment.heard.length).toBeLessThan(20_000);
  });

  test('survives stations that send two frames for every one', () => {
    const segment = segmentUnderTest({
      hear: (by) => {
        const nic = by === 'a' ? segment.a : segment.b;
        nic.transmit(numbered(1));
        nic.transmit(numbered(2));
      },
    });
    segment.a.transmit(numbered(1));
    expect(segment.heard.length).toBeLessThan(10_000);
    segment.heard.length = 0;
    // It was one call's limit, not the wire's.
    segment.a.transmit(numbered(1));
    expect(segment.heard.length).toBeGreaterThan(1000);
  });

  test('counts a frame that nobody was there to hear as delivered', () => {
    const {a, b, counters} = segmentUnderTest();
    b.unplug();
    expect(a.transmit(numbered(1))).toBe('queued');
    expect(counters()).toMatchObject({sent: 1, delivered: 1});
  });
});

describe('delay', () => {
  test('is exact, and the sender may use its buffer again', () => {
    const {a, b, clock, heard} = segmentUnderTest({change: {delay: 5}});
    const frame = numbered(1);
    a.transmit(frame);
    frame.fill(0xff);
    clock.advance(2);
    b.transmit(numbered(2));
    clock.runUntilIdle();
    expect(heard.map(({at, by, number}) => [at, by, number])).toEqual([
      [1005, 'b', 1],
      [1007, 'a', 2],
    ]);
    expect(heard[0]!.frame).toEqual(numbered(1));
  });

  test('keeps the order, also of one moment and when it becomes shorter', () => {
    const {a, wire, clock, heard, numbers} = segmentUnderTest({change: {delay: 5}});
    send(a, 3);
    wire.configure({delay: 0});
    a.transmit(numbered(4));
    clock.advance(1);
    a.transmit(numbered(5));
    expect(numbers()).toEqual([]);
    clock.runUntilIdle();
    expect(numbers()).toEqual(upTo(5));
    expect(heard.every(({at}) => at === 1005)).toBe(true);
    a.transmit(numbered(6));
    expect(numbers()).toEqual(upTo(6));
  });

  test('sends what an arrival causes in a turn of its own, so that a loop does not stop the clock', () => {
    const segment = segmentUnderTest({
      change: {delay: 1},
      hear: () => {
        segment.a.transmit(numbered(1));
        segment.wire.configure({delay: 0});
      },
    });
    segment.a.transmit(numbered(1));
    segment.clock.advance(1);
    expect(segment.heard.length).toBeLessThan(100);
  });

  test('takes no more than it has room for', () => {
    const {a, clock, counters} = segmentUnderTest({change: {delay: 1000}});
    const frame = numbered(1, 9014);
    for (let sent = 0; sent < 5000; sent++) a.transmit(frame);
    const {dropped, inFlight} = counters();
    expect(inFlight * 9014).toBeLessThanOrEqual(2 ** 25);
    expect((inFlight + 1) * 9014).toBeGreaterThan(2 ** 25);
    expect(dropped + inFlight).toBe(5000);
    clock.runUntilIdle();
    expect(counters()).toMatchObject({delivered: inFlight, inFlight: 0});
  });
});

describe('jitter', () => {
  test('spreads the delay evenly both ways', () => {
    const {a, clock, heard} = segmentUnderTest({change: {delay: 20, jitter: 10}});
    const delays = upTo(2000).map((number) => {
      const sent = clock.now();
      a.transmit(numbered(number));
      clock.advance(100);
      return heard.at(-1)!.at - sent;
    });
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10);
    expect(Math.min(...delays)).toBeLessThan(10.1);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30);
    expect(Math.max(...delays)).toBeGreaterThan(29.9);
    expect(delays.reduce((sum, delay) => sum + delay) / delays.length).toBeCloseTo(20, 0);
  });

  test('lets no frame overtake another, nor arrive before it was sent', () => {
    const {a, clock, heard, numbers} = segmentUnderTest({change: {delay: 1, jitter: 10}});
    for (const number of upTo(200)) {
      a.transmit(numbered(number));
      clock.advance(1);
    }
    clock.runUntilIdle();
    expect(numbers()).toEqual(upTo(200));
    for (const {at, number} of heard) expect(at).toBeGreaterThanOrEqual(999 + number);
  });
});

describe('rate', () => {
  test('spaces frames by their length', () => {
    const {a, clock, heard} = segmentUnderTest({change: {rate: 1_000_000}});
    for (const length of [125, 250, 1000]) a.transmit(numbered(0, length));
    clock.runUntilIdle();
    expect(heard.map(({at}) => at - 1000)).toEqual([1, 3, 11]);
  });

  test('carries exactly so many bits a second, and the delay comes on top', () => {
    const {a, clock, heard} = segmentUnderTest({change: {rate: 10_000_000, delay: 7}});
    for (let sent = 0; sent < 1000; sent++) a.transmit(numbered(sent, 1250));
    clock.runUntilIdle();
    expect(heard).toHaveLength(1000);
    expect(heard.at(-1)!.at).toBe(1000 + 1000 + 7);
  });

  test('is each direction’s own', () => {
    const {a, b, clock, heard} = segmentUnderTest({change: {rate: 1_000_000}});
    a.transmit(numbered(1, 125));
    b.transmit(numbered(2, 125));
    clock.runUntilIdle();
    expect(heard.map(({at}) => at)).toEqual([1001, 1001]);
  });

  test('drops at the tail of a queue of so many frames, not counting the one being sent', () => {
    const {a, clock, numbers, counters} = segmentUnderTest({
      change: {rate: 1_000_000, queue: {packets: 2, octets: null}},
    });
    const results = upTo(5).map((number) => a.transmit(numbered(number, 125)));
    expect(results).toEqual(['queued', 'queued', 'queued', 'dropped', 'dropped']);
    clock.advance(1);
    expect(a.transmit(numbered(6, 125))).toBe('queued');
    expect(a.transmit(numbered(7, 125))).toBe('dropped');
    clock.runUntilIdle();
    expect(numbers()).toEqual([1, 2, 3, 6]);
    expect(counters()).toMatchObject({sent: 7, delivered: 4, dropped: 3});
  });

  test('drops at the tail of a queue of so many octets', () => {
    const {a, clock, numbers} = segmentUnderTest({change: {rate: 1_000_000, queue: {packets: 100, octets: 250}}});
    for (const [number, length] of [125, 125, 126, 125, 20].entries()) a.transmit(numbered(number, length));
    clock.runUntilIdle();
    expect(numbers()).toEqual([0, 1, 3]);
  });
});

describe('a cut', () => {
  test('loses what is on the way, and joining gives a working wire', () => {
    const {a, wire, clock, numbers, counters} = segmentUnderTest({
      change: {delay: 5, rate: 1_000_000, reorder: 100},
    });
    send(a, 4);
    wire.cut();
    expect(clock.untilNext()).toBeUndefined();
    expect(wire.joined).toBe(false);
    expect(a.transmit(numbered(5))).toBe('dropped');
    expect(counters()).toMatchObject({sent: 5, cut: 5, delivered: 0, inFlight: 0});
    wire.join();
    wire.configure({reorder: 0, rate: null});
    a.transmit(numbered(6));
    clock.runUntilIdle();
    expect(numbers()).toEqual([6]);
  });

  test('in the middle of an arrival stops what comes behind', () => {
    const segment = segmentUnderTest({change: {delay: 5}, hear: () => segment.wire.cut()});
    send(segment.a, 3);
    segment.clock.runUntilIdle();
    expect(segment.numbers()).toEqual([1]);
    expect(segment.counters()).toMatchObject({delivered: 1, cut: 2, inFlight: 0});
  });

  test('loses the answers that wait for a third station', () => {
    const segment = segmentUnderTest({
      stations: ['a', 'b', 'c'],
      hear: (by) => {
        if (by === 'b') segment.b.transmit(numbered(2));
        else segment.wire.cut();
      },
    });
    segment.a.transmit(numbered(1));
    expect(segment.heard.map(({by}) => by)).toEqual(['b', 'c']);
    expect(segment.counters('b')).toMatchObject({sent: 1, delivered: 0, cut: 1});
  });

  test('of one station alone is its unplugging', () => {
    const {a, b, wire, clock, heard} = segmentUnderTest({change: {delay: 5}});
    a.transmit(numbered(1));
    b.transmit(numbered(2));
    a.unplug();
    clock.runUntilIdle();
    expect(heard).toEqual([]);
    expect(wire.directions()).toMatchObject([{from: 'b', counters: {delivered: 1}}]);
  });
});

describe('a listener', () => {
  /** What is heard, in order: by whom, and which frame. */
  function listening(options: Parameters<typeof segmentUnderTest>[0] = {}) {
    const order: string[] = [];
    const segment = segmentUnderTest({
      ...options,
      hear: (by, frame) => {
        order.push(`${by} ${frame[17]!}`);
        options.hear?.(by, frame);
        frame.fill(0xff);
      },
    });
    const end = segment.wire.listen({
      hear: (frame, from) => order.push(`listener ${frame[17]!} from ${from}`),
      removed: () => order.push('removed'),
    });
    return {...segment, order, end};
  }

  test.each([
    ['two', ['a', 'b']],
    ['three', ['a', 'b', 'c']],
  ])('hears each frame once, as it was sent, and before its receivers: of %s stations', (_count, stations) => {
    const {a, order} = listening({stations});
    send(a, 2);
    const others = stations.slice(1);
    const expected = [1, 2].flatMap((number) => [
      `listener ${number} from a`,
      ...others.map((station) => `${station} ${number}`),
    ]);
    expect(order).toEqual(expected);
  });

  test('hears what arrives, when it arrives: twice what is duplicated, and nothing that is lost or dropped', () => {
    const {a, order, clock, wire} = listening({change: {delay: 5, duplicate: 100}});
    send(a, 1);
    expect(order).toEqual([]);
    clock.advance(5);
    expect(order.filter((line) => line.startsWith('listener'))).toEqual(['listener 1 from a', 'listener 1 from a']);
    order.length = 0;
    wire.configure({delay: 0, duplicate: 0, loss: 100});
    send(a, 3);
    expect(order).toEqual([]);
  });

  test('hears nothing after its end, and is told when the wire is removed', () => {
    const {a, order, end, wire} = listening();
    wire.remove();
    end();
    wire.remove();
    send(a, 1);
    expect(order).toEqual(['removed', 'b 1']);
  });
});
