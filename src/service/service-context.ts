import type {Lab} from '../lab/lab.ts';
import type {Happenings} from './happenings.ts';
import type {Waiting} from './waiting.ts';

/** What the methods of a lab work with. */
export interface ServiceContext {
  readonly lab: Lab;
  readonly waiting: Waiting;
  readonly happenings: Happenings;
  /** Keep what has changed; it is kept when this returns. */
  readonly keep: () => void;
  /** What is answered, once what it is about is kept. */
  readonly kept: <Answer>(answer: Answer) => Answer;
}
