import {quantity, quoted, usage} from './values.ts';

const MILLISECONDS: Readonly<Record<string, number>> = {us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000};

/** A number with its unit, in milliseconds: `5s`, `250ms`, `1.5min`. */
export function readDuration(text: string): number {
  const duration = quantity(text, MILLISECONDS);
  if (duration !== undefined) return duration;
  throw usage(`${quoted(text)} is no duration: a number with its unit (us, ms, s, min, h), such as 5s`);
}
