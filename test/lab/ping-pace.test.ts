import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Pace, type PaceOptions} from '../../src/lab/ping-pace.ts';

const DEFAULT: PaceOptions = {interval: 1000, preload: 1, adaptive: false};

/** When requests leave, if each is answered after `rtt`, or none is. */
function departures(options: Partial<PaceOptions>, count: number, rtt?: number): number[] {
  const pace = new Pace({...DEFAULT, ...options});
  const times: number[] = [];
  let now = 0;
  let answered = 0;
  while (times.length < count) {
    while (rtt !== undefined && times[answered] !== undefined && times[answered]! + rtt <= now) {
      answered++;
      pace.replied(rtt);
    }
    const wait = pace.wait(now, times.length - answered);
    if (wait === 0) {
      pace.sent(now);
      times.push(now);
    } else {
      const nextAnswer = rtt === undefined ? Infinity : (times[answered] ?? Infinity) + rtt;
      now = Math.min(now + wait, nextAnswer);
    }
  }
  return times.map((time) => Math.round(time * 100) / 100);
}

describe('requests leave', () => {
  test.each<[string, Partial<PaceOptions>, number | undefined, number[]]>([
    ['one an interval', {interval: 200}, 5, [0, 200, 400, 600]],
    ['so many at once, then one an interval', {interval: 200, preload: 3}, undefined, [0, 0, 0, 200, 400]],
    ['as answers come', {interval: 0}, 3, [0, 3, 6, 9]],
    ['a hundred a second without any', {interval: 0}, undefined, [0, 10, 20, 30]],
    ['with so many on their way', {interval: 0, preload: 2}, 5, [0, 0.01, 5, 5.01, 10]],
    ['never faster than any host answers', {interval: 0}, 0, [0, 0.01, 0.02, 0.03]],
    ['after a round trip time where they adapt', {adaptive: true}, 300, [0, 300, 600, 900]],
    ['at once after an answer where that is short', {adaptive: true}, 0.2, [0, 0.2, 0.4, 0.6]],
  ])('%s', (_what, options, rtt, times) => {
    expect(departures(options, times.length, rtt)).toEqual(times);
  });

  test('at most so many at once more than the interval allows, whenever timers fire', () => {
    const delays = fc.array(fc.nat(5000), {maxLength: 60});
    fc.assert(
      fc.property(fc.integer({min: 1, max: 500}), fc.integer({min: 1, max: 8}), delays, (interval, preload, late) => {
        const pace = new Pace({interval, preload, adaptive: false});
        let now = 0;
        let sent = 0;
        for (const delay of late) {
          while (pace.wait(now, sent) === 0) {
            pace.sent(now);
            sent++;
          }
          expect(sent).toBeLessThanOrEqual(preload + now / interval + 0.01);
          now += delay;
        }
      }),
    );
  });
});
