import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

describe('a virtual clock', () => {
  test('stands still until it is advanced', () => {
    const clock = new VirtualClock(1000);
    const fired: number[] = [];
    clock.after(0, () => fired.push(clock.now()));
    expect(clock.now()).toBe(1000);
    expect(fired).toEqual([]);
    clock.advance(0);
    expect(fired).toEqual([1000]);
  });

  test('runs each event at its own moment, and ends where it was told to', () => {
    const clock = new VirtualClock();
    const moments: number[] = [];
    for (const delay of [30, 10, 20]) clock.after(delay, () => moments.push(clock.now()));
    clock.advance(25);
    expect(moments).toEqual([10, 20]);
    expect(clock.now()).toBe(25);
    expect(clock.untilNext()).toBe(5);
  });

  test('runs events of one moment in the order they were asked for', () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.after(5, () => order.push('first'));
    clock.after(5, () => order.push('second'));
    clock.advance(2);
    clock.after(3, () => order.push('third'));
    clock.advance(3);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('runs what an event asks for within the time that passes, and leaves the rest', () => {
    const clock = new VirtualClock();
    const moments: number[] = [];
    const again = (): void => {
      moments.push(clock.now());
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(moments).toEqual([10, 20, 30]);
    expect(clock.untilNext()).toBe(5);
  });

  test('a cancelled event does not happen, and may be cancelled again, also after it fired', () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    const cancelled = clock.after(1, () => fired.push('cancelled'));
    const kept = clock.after(1, () => fired.push('kept'));
    cancelled.cancel();
    cancelled.cancel();
    clock.advance(1);
    kept.cancel();
    expect(fired).toEqual(['kept']);
    expect(clock.untilNext()).toBeUndefined();
  });

  test('an event may cancel another of the same moment', () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.after(1, () => {
      fired.push('first');
      second.cancel();
    });
    const second = clock.after(1, () => fired.push('second'));
    clock.advance(1);
    expect(fired).toEqual(['first']);
  });

  test('a delay below zero means now', () => {
    const clock = new VirtualClock(7);
    const fired: number[] = [];
    clock.after(-5, () => fired.push(clock.now()));
    clock.advance(0);
    expect(fired).toEqual([7]);
  });

  test('runs until nothing is left, or until the time allowed is over', () => {
    const clock = new VirtualClock();
    const moments: number[] = [];
    clock.after(1, () => {
      moments.push(clock.now());
      clock.after(99, () => moments.push(clock.now()));
      clock.after(1000, () => moments.push(clock.now()));
    });
    clock.runUntilIdle(500);
    expect(moments).toEqual([1, 100]);
    clock.runUntilIdle();
    expect(moments).toEqual([1, 100, 1001]);
    expect(clock.now()).toBe(1001);
  });

  test('fires what was not cancelled, once, by moment and then by age', () => {
    const asked = fc.array(fc.record({delay: fc.nat({max: 20}), cancelled: fc.boolean()}), {maxLength: 60});
    fc.assert(
      fc.property(asked, fc.array(fc.nat({max: 8}), {minLength: 6, maxLength: 6}), (events, steps) => {
        const clock = new VirtualClock();
        const fired: [number, number][] = [];
        const timers = events.map(({delay}, index) => clock.after(delay, () => fired.push([clock.now(), index])));
        for (const [index, {cancelled}] of events.entries()) if (cancelled) timers[index]!.cancel();
        for (const step of steps) clock.advance(step);
        const expected = events
          .map(({delay, cancelled}, index) => ({delay, cancelled, index}))
          .filter(({delay, cancelled}) => !cancelled && delay <= clock.now())
          .sort((a, b) => a.delay - b.delay || a.index - b.index)
          .map(({delay, index}) => [delay, index]);
        expect(fired).toEqual(expected);
      }),
    );
  });
});
