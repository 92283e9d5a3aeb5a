import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {narrowerIpv4Mtu} from '../../../src/stack/ipv4/path-mtu.ts';
import {PathMtu} from '../../../src/stack/routing/path-mtu.ts';
import {VirtualClock} from '../../../src/time/virtual-clock.ts';

const A = 0x0a000001;
const B = 0x0a000002;
const C = 0x0a000003;
const TEN_MINUTES = 600_000;

function known(capacity?: number): {clock: VirtualClock; paths: PathMtu<number>} {
  const clock = new VirtualClock(1000);
  return {clock, paths: new PathMtu<number>(clock, narrowerIpv4Mtu, capacity)};
}

describe('what a router says', () => {
  test.each([
    ['its MTU is taken', 1400, 1500, 1400],
    ['but none below 68', 20, 1500, 68],
    ['without an MTU, the next plateau is taken', 0, 1500, 1492],
    ['and the one below where the packet was as long as a plateau', 0, 1492, 1006],
    ['and 32000 for the longest packet', 0, 65_535, 32_000],
    ['and 68 where no plateau is left', 0, 60, 68],
    ['an MTU that the packet fits into counts as none', 1500, 1500, 1492],
    ['as does one above it', 9000, 1500, 1492],
  ])('%s', (_what, mtu, quoted, expected) => {
    const {paths} = known();
    expect(paths.learn(A, mtu, quoted)).toBe(expected);
    expect(paths.lookup(A)).toBe(expected);
    expect(paths.lookup(B)).toBeUndefined();
  });

  test('lowers what is known and never raises it', () => {
    const {paths} = known();
    paths.learn(A, 1000, 1500);
    expect(paths.learn(A, 1400, 1500)).toBe(1000);
    expect(paths.learn(A, 0, 1500)).toBe(1000);
    expect(paths.learn(A, 576, 1000)).toBe(576);
    expect(paths.lookup(A)).toBe(576);
  });

  test('descends by the plateaus where no router gives an MTU, down to the end', () => {
    const {paths} = known();
    const seen: number[] = [];
    for (let length = 1500; length > 68; length = seen.at(-1)!) seen.push(paths.learn(A, 0, length)!);
    expect(seen).toEqual([1492, 1006, 508, 296, 68]);
  });
});

describe('an entry', () => {
  test('is forgotten after ten minutes', () => {
    const {clock, paths} = known();
    paths.learn(A, 1400, 1500);
    clock.advance(TEN_MINUTES - 1);
    expect(paths.lookup(A)).toBe(1400);
    clock.advance(1);
    expect(paths.entries()).toEqual([]);
    expect(paths.lookup(A)).toBeUndefined();
  });

  test('starts anew then, with a larger MTU if need be', () => {
    const {clock, paths} = known();
    paths.learn(A, 576, 1500);
    clock.advance(TEN_MINUTES);
    expect(paths.learn(A, 1400, 1500)).toBe(1400);
  });

  test('is prolonged by what confirms or lowers it, not by more', () => {
    const {clock, paths} = known();
    for (const destination of [A, B, C]) paths.learn(destination, 1400, 1500);
    clock.advance(TEN_MINUTES - 1);
    paths.learn(A, 1400, 1500);
    paths.learn(B, 1300, 1500);
    paths.learn(C, 1450, 1500);
    clock.advance(1);
    expect([A, B, C].map((destination) => paths.lookup(destination))).toEqual([1400, 1300, undefined]);
  });

  test('keeps no timer', () => {
    const {clock, paths} = known();
    paths.learn(A, 1400, 1500);
    expect(clock.untilNext()).toBeUndefined();
  });
});

describe('the table', () => {
  test('is shown with what is next to expire first', () => {
    const {clock, paths} = known();
    paths.learn(A, 1400, 1500);
    clock.advance(10);
    paths.learn(B, 1300, 1500);
    clock.advance(10);
    paths.learn(A, 1200, 1500);
    expect(paths.entries()).toEqual([
      {destination: B, mtu: 1300, expires: 601_010},
      {destination: A, mtu: 1200, expires: 601_020},
    ]);
  });

  test('lets the oldest go when it is full, and nothing else', () => {
    const {paths} = known(2);
    paths.learn(A, 1400, 1500);
    paths.learn(B, 1400, 1500);
    paths.learn(A, 1300, 1500);
    paths.learn(C, 1400, 1500);
    expect([A, B, C].map((destination) => paths.lookup(destination))).toEqual([1300, undefined, 1400]);
  });

  test('says after any lessons the least that was said in time, between 68 and what did not fit', () => {
    const lesson = fc.record({
      mtu: fc.oneof(fc.constant(0), fc.integer({min: 0, max: 0xffff})),
      quoted: fc.integer({min: 20, max: 0xffff}),
      wait: fc.integer({min: 0, max: 200_000}),
    });
    fc.assert(
      fc.property(fc.array(lesson), (lessons) => {
        const {clock, paths} = known();
        for (const {mtu, quoted, wait} of lessons) {
          const before = paths.lookup(A);
          const after = paths.learn(A, mtu, quoted);
          expect(after).toBeGreaterThanOrEqual(68);
          expect(after).toBeLessThanOrEqual(Math.min(before ?? Infinity, Math.max(quoted - 1, 68)));
          expect(paths.lookup(A)).toBe(after);
          clock.advance(wait);
        }
      }),
    );
  });
});
