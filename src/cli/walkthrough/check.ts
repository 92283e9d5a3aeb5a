/** Compares what a walkthrough prints with what it says. */
import {NetworkError} from '../../errors.ts';
import {type Change, compareLines, isDifferent} from './difference.ts';
import {playStep} from './play.ts';
import type {Session} from './session.ts';
import {type Step, stepsOf, type Walkthrough} from './walkthrough.ts';

export interface Difference {
  readonly step: Step;
  readonly got: readonly string[];
  readonly changes: readonly Change[];
}

export interface Checked {
  readonly walkthrough: Walkthrough;
  readonly differences: readonly Difference[];
  /** Why it was not played to its end. */
  readonly broken?: NetworkError;
}

/** Plays it to its end, however much differs. */
export async function checkWalkthrough(walkthrough: Walkthrough, session: Session): Promise<Checked> {
  const differences: Difference[] = [];
  try {
    for (const step of stepsOf(walkthrough)) {
      const got = await playStep(walkthrough, step, session);
      const changes = compareLines(step.expected, got);
      if (isDifferent(changes)) differences.push({step, got, changes});
    }
  } catch (reason) {
    const broken = NetworkError.from(reason);
    if (broken.code === 'ECANCELED') throw broken;
    return {walkthrough, differences, broken};
  }
  return {walkthrough, differences};
}

export function isAsWritten({differences, broken}: Checked): boolean {
  return differences.length === 0 && broken === undefined;
}
