import type {ClockState} from '../../api/schema/clock.ts';

/** One line: which clock, what it shows, what comes next. */
export function renderClock({kind, now, next}: ClockState): string {
  const time = new Date(now).toISOString();
  if (kind === 'real') return `real clock: ${time}`;
  return `virtual clock: ${time}, ${next === null ? 'nothing is left to happen' : `next event in ${next} ms`}`;
}
