import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {WireChange} from '../../src/link/wire-settings.ts';
import {numbered, segmentUnderTest} from './segment-under-test.ts';

const ANY_SEED = {seed: fc.nat({max: 0xffff_ffff})};

/** What arrives of `count` frames sent at once by the first of two stations. */
function arrivals(change: WireChange, {seed = 1, count = 1000, from = 0} = {}) {
  const segment = segmentUnderTest({change, seed});
  for (let number = 0; number < count; number++) segment.nics[from]!.transmit(numbered(number));
  segment.clock.runUntilIdle();
  return {...segment, arrived: segment.numbers()};
}

describe('loss', () => {
  test('is the same for the same seed, and another for another', () => {
    const {arrived} = arrivals({loss: 30});
    expect(arrivals({loss: 30}).arrived).toEqual(arrived);
    expect(arrivals({loss: 30}, {seed: 2}).arrived).not.toEqual(arrived);
    // On every machine.
    expect(arrived.slice(0, 16)).toEqual([0, 2, 4, 7, 8, 9, 10, 11, 13, 14, 16, 18, 19, 20, 21, 22]);
  });

  test('is each direction’s own', () => {
    expect(arrivals({loss: 30}, {from: 1}).arrived).not.toEqual(arrivals({loss: 30}).arrived);
  });

  test('follows the station, not the order of plugging', () => {
    const lost = (stations: string[]) => {
      const {nics, heard} = segmentUnderTest({stations, change: {loss: 30}});
      const sender = nics[stations.indexOf('a')]!;
      for (let number = 0; number < 100; number++) sender.transmit(numbered(number));
      return heard.filter(({by}) => by === 'b').map(({number}) => number);
    };
    expect(lost(['c', 'b', 'a'])).toEqual(lost(['a', 'b']));
  });

  test('comes near what was asked for', () => {
    expect(arrivals({loss: 30}, {count: 20_000}).arrived.length / 20_000).toBeCloseTo(0.7, 1.8);
    expect(arrivals({loss: 0.1}, {count: 20_000}).counters().lost).toBeGreaterThan(5);
    expect(arrivals({loss: 100}).arrived).toEqual([]);
  });

  test('happens in the call that sends, where nothing takes time', () => {
    const {a, numbers, clock} = segmentUnderTest({change: {loss: 30}});
    for (let number = 0; number < 100; number++) expect(a.transmit(numbered(number))).toBe('queued');
    expect(numbers()).toEqual(arrivals({loss: 30}, {count: 100}).arrived);
    expect(clock.untilNext()).toBeUndefined();
  });

  test('of more per cent loses the same frames and others', () => {
    const few = new Set(arrivals({loss: 20}).arrived);
    expect(arrivals({loss: 50}).arrived.every((number) => few.has(number))).toBe(true);
  });

  test('hits the same frames whatever else happens', () => {
    const others = fc.record(
      {
        delay: fc.constantFrom(0, 5),
        jitter: fc.constantFrom(0, 3),
        duplicate: fc.constantFrom(0, 20),
        reorder: fc.constantFrom(0, 20),
        corrupt: fc.constantFrom(0, 100),
        rate: fc.constantFrom(null, 1e6),
      },
      {requiredKeys: []},
    );
    fc.assert(
      fc.property(others, ANY_SEED.seed, (change, seed) => {
        const plain = arrivals({loss: 30}, {seed, count: 60}).arrived;
        // The first octets may be corrupted: look for which lengths arrive.
        const segment = segmentUnderTest({change: {...change, loss: 30}, seed});
        for (let number = 0; number < 60; number++) segment.a.transmit(numbered(0, 60 + number));
        segment.clock.runUntilIdle();
        const lengths = new Set(segment.heard.map(({frame}) => frame.length - 60));
        expect([...lengths].sort((one, other) => one - other)).toEqual(plain);
      }),
    );
  });
});

describe('duplication', () => {
  test('brings the second copy right behind the first, and neither sees what the other’s receiver wrote', () => {
    const {a, heard, counters} = segmentUnderTest({
      change: {duplicate: 100},
      hear: (_by, frame) => void frame.fill(0xff),
    });
    a.transmit(numbered(1));
    a.transmit(numbered(2));
    expect(heard.map(({number}) => number)).toEqual([1, 1, 2, 2]);
    expect(counters()).toMatchObject({sent: 2, duplicated: 2, delivered: 4});
  });

  test('comes near what was asked for', () => {
    expect(arrivals({duplicate: 25}, {count: 20_000}).arrived.length / 20_000).toBeCloseTo(1.25, 1.8);
  });
});

describe('reordering', () => {
  test('of all frames exchanges neighbours', () => {
    const {arrived, counters} = arrivals({reorder: 100}, {count: 6});
    expect(arrived).toEqual([1, 0, 3, 2, 5, 4]);
    expect(counters().reordered).toBe(3);
  });

  test('works on top of a delay and a rate', () => {
    const {heard} = arrivals({reorder: 100, delay: 20, rate: 480_000}, {count: 4});
    expect(heard.map(({number, at}) => [number, at - 1000])).toEqual([
      [1, 22],
      [0, 22],
      [3, 24],
      [2, 24],
    ]);
  });

  test('without a next frame is 10 ms late, and then not reordered', () => {
    const {heard, counters} = arrivals({reorder: 100, delay: 5}, {count: 1});
    expect(heard.map(({at}) => at)).toEqual([1015]);
    expect(counters()).toMatchObject({delivered: 1, reordered: 0});
  });

  test('does not wait for a frame that would arrive later than that', () => {
    const {a, clock, wire, heard} = segmentUnderTest({change: {reorder: 100, delay: 5}});
    a.transmit(numbered(0));
    wire.configure({delay: 50});
    clock.advance(1);
    a.transmit(numbered(1));
    clock.runUntilIdle();
    expect(heard.map(({number, at}) => [number, at])).toEqual([
      [0, 1015],
      [1, 1061],
    ]);
  });

  test('moves no frame by more than one place, and loses none', () => {
    const {arrived, counters} = arrivals({reorder: 30});
    expect([...arrived].sort((one, other) => one - other)).toEqual(Array.from({length: 1000}, (_, at) => at));
    const displaced = arrived.filter((number, place) => number !== place);
    expect(arrived.every((number, place) => Math.abs(number - place) <= 1)).toBe(true);
    expect(displaced).toHaveLength(2 * counters().reordered);
    expect(counters().reordered).toBeGreaterThan(150);
  });
});

describe('corruption', () => {
  test('flips exactly one bit, of a copy', () => {
    const places = new Set<number>();
    const {a, heard} = segmentUnderTest({change: {corrupt: 100}});
    const frame = numbered(0);
    for (let sent = 0; sent < 5000; sent++) a.transmit(frame);
    expect(frame).toEqual(numbered(0));
    for (const {frame: arrived} of heard) {
      const wrong = [...arrived.entries()].filter(([, octet]) => octet !== 0);
      expect(wrong).toHaveLength(1);
      const [at, octet] = wrong[0]!;
      expect(Math.log2(octet) % 1).toBe(0);
      places.add(at * 8 + Math.log2(octet));
    }
    expect(places.size).toBe(60 * 8);
  });

  test('comes near what was asked for', () => {
    expect(arrivals({corrupt: 25}, {count: 20_000}).counters().corrupted / 20_000).toBeCloseTo(0.25, 1.8);
  });
});

const perCent = fc.constantFrom(0, 0, 5, 50, 100);
const anyChange: fc.Arbitrary<WireChange> = fc.record({
  delay: fc.constantFrom(0, 0, 1, 7.3),
  jitter: fc.constantFrom(0, 0, 0.7, 20),
  loss: perCent,
  duplicate: perCent,
  reorder: perCent,
  corrupt: perCent,
  rate: fc.constantFrom(null, null, 100_000, 1e9),
  queue: fc.record({packets: fc.nat({max: 5}), octets: fc.constantFrom(null, 200)}),
});
const anyStep = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      from: fc.nat({max: 2}),
      length: fc.integer({min: 18, max: 300}),
    }),
  },
  {weight: 3, arbitrary: fc.record({kind: fc.constant('wait' as const), duration: fc.constantFrom(0, 0.3, 1, 15)})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('configure' as const), change: anyChange})},
  {weight: 1, arbitrary: fc.record({kind: fc.constantFrom('cut' as const, 'join' as const, 'rule' as const)})},
);
type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

/** The whole life of a wire between three stations, and all that can be seen of it. */
function life(change: WireChange, steps: readonly Step[], seed: number, stations: readonly string[]) {
  const segment = segmentUnderTest({stations, change, seed});
  const {clock, wire, nics, heard} = segment;
  const inFlight: number[] = [];
  for (const step of steps) {
    if (step.kind === 'send') nics[step.from % nics.length]!.transmit(numbered(heard.length, step.length));
    else if (step.kind === 'wait') clock.advance(step.duration);
    else if (step.kind === 'configure') wire.configure(step.change);
    else if (step.kind === 'rule') wire.rules.add({nth: 1, match: {minimumLength: 100}});
    else wire[step.kind]();
    for (const {counters, inFlight: moving} of wire.directions()) {
      const {sent, duplicated, delivered, lost, filtered, dropped, cut} = counters;
      expect(sent + duplicated).toBe(delivered + lost + filtered + dropped + cut + moving);
      inFlight.push(moving);
    }
  }
  clock.runUntilIdle(100_000);
  return {heard, inFlight, directions: wire.directions()};
}

describe('whatever happens on a wire', () => {
  const anyLife = [anyChange, fc.array(anyStep, {maxLength: 60}), ANY_SEED.seed] as const;

  test.each([[['a', 'b']], [['a', 'b', 'c']]])('every frame of %j is accounted for, once', (stations) => {
    fc.assert(
      fc.property(...anyLife, (change, steps, seed) => {
        const {directions, heard} = life(change, steps, seed, stations);
        expect(directions.every(({inFlight}) => inFlight === 0)).toBe(true);
        const delivered = directions.reduce((sum, {counters}) => sum + counters.delivered, 0);
        expect(heard).toHaveLength(delivered * (stations.length - 1));
      }),
    );
  });

  test('the same happens again', () => {
    fc.assert(
      fc.property(...anyLife, (change, steps, seed) => {
        const stations = ['a', 'b', 'c'];
        expect(life(change, steps, seed, stations)).toEqual(life(change, steps, seed, stations));
      }),
    );
  });
});
