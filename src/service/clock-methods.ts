/** The clock of the lab, as requests of the API mean it. */
import type {LabApi} from '../api/lab-api.ts';
import type {ClockState} from '../api/schema/clock.ts';
import {NetworkError} from '../errors.ts';
import type {Lab} from '../lab/lab.ts';
import {VirtualClock} from '../time/virtual-clock.ts';
import type {ServiceContext} from './service-context.ts';

/** Milliseconds beyond which "until idle" gives up: something in the lab goes on for ever. */
const LONGEST_RUN = 24 * 3_600_000;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function clockMethods({lab}: ServiceContext): Pick<LabApi, 'showClock' | 'advanceClock'> {
  return {
    async showClock() {
      return clockState(lab);
    },

    async advanceClock({milliseconds}) {
      const {clock} = lab;
      if (!(clock instanceof VirtualClock)) {
        throw new NetworkError(
          'EOPNOTSUPP',
          'this lab runs on real time; start one with: tunlab with --virtual -- COMMAND',
        );
      }
      if (milliseconds === undefined) clock.runUntilIdle(LONGEST_RUN);
      else clock.advance(milliseconds);
      return clockState(lab);
    },
  };
}

function clockState({clock}: Lab): ClockState {
  const virtual = clock instanceof VirtualClock;
  return {
    kind: virtual ? 'virtual' : 'real',
    now: clock.now(),
    next: (virtual ? clock.untilNext() : undefined) ?? null,
  };
}
