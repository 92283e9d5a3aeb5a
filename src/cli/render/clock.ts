import type {ClockState} from '../../api/schema/clock.ts';

/** One line: which clock, what it shows, what comes next. */
export function renderClock({kind, now, next, held}: ClockState): string {
  const time = new Date(now).toISOString();
  if (kind === 'real') return `real clock: ${time}`;
  const comes = next === null ? 'nothing is left to happen' : `next event in ${next} ms`;
  return `virtual clock${held ? ', held' : ''}: ${time}, ${comes}`;
}
