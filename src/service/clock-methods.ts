/** The clock of the lab, as requests of the API mean it. */
import type {LabApi} from '../api/lab-api.ts';
import type {ClockState} from '../api/schema/clock.ts';
import {NetworkError} from '../errors.ts';
import {VirtualClock} from '../time/virtual-clock.ts';
import type {ServiceContext} from './service-context.ts';

/** Milliseconds beyond which "until idle" gives up: something in the lab goes on for ever. */
const LONGEST_RUN = 24 * 3_600_000;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function clockMethods(context: ServiceContext): Pick<LabApi, 'showClock' | 'advanceClock' | 'holdClock'> {
  return {
    async showClock() {
      return clockState(context);
    },

    async advanceClock({milliseconds, next}) {
      const clock = virtualClock(context);
      if (milliseconds !== undefined && next !== undefined) {
        throw new NetworkError('EINVAL', 'a clock is advanced by a duration or to the next event, not by both');
      }
      if (next) clock.advance(clock.untilNext() ?? 0);
      else if (milliseconds === undefined) clock.runUntilIdle(LONGEST_RUN);
      else clock.advance(milliseconds);
      return clockState(context);
    },

    async holdClock({held}) {
      virtualClock(context);
      context.waiting.held = held;
      return clockState(context);
    },
  };
}

function virtualClock({lab: {clock}}: ServiceContext): VirtualClock {
  if (clock instanceof VirtualClock) return clock;
  throw new NetworkError('EOPNOTSUPP', 'this lab runs on real time; start one with: tunlab with --virtual -- COMMAND');
}

function clockState({lab: {clock}, waiting: {held, awaited}}: ServiceContext): ClockState {
  const virtual = clock instanceof VirtualClock;
  return {
    kind: virtual ? 'virtual' : 'real',
    now: clock.now(),
    next: (virtual ? clock.untilNext() : undefined) ?? null,
    held,
    awaited,
  };
}
