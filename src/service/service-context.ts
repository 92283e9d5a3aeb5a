import type {Lab} from '../lab/lab.ts';

/** What the methods of a lab work with. */
export interface ServiceContext {
  readonly lab: Lab;
  /** Keep what has changed; it is kept when this returns. */
  keep(): void;
  /** What is answered, once what it is about is kept. */
  kept<Answer>(answer: Answer): Answer;
}
