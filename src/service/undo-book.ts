/**
 * What is to be undone when a held configuration is let go. It is written down with the lab before it is done, so that the
 * next daemon undoes what one that was killed could not.
 */
import type {LabApi} from '../api/lab-api.ts';
import type {Journal} from '../stack/journal.ts';

type Undoing = 'removeInterface' | 'configureInterface' | 'deleteRoute' | 'closeUdp';

export type UndoMethods = Pick<LabApi, Undoing>;

export type UndoStep = {
  [Method in Undoing]: {readonly method: Method; readonly request: Parameters<LabApi[Method]>[0]};
}[Undoing];

const KEY = 'held/';

export class UndoBook {
  readonly #methods: UndoMethods;
  readonly #journal: Journal;
  #pages = 0;

  constructor(methods: UndoMethods, journal: Journal) {
    this.#methods = methods;
    this.#journal = journal;
  }

  /** An empty page, for one configuration. */
  newPage(): UndoPage {
    return this.#page(`${KEY}${this.#pages++}`, []);
  }

  /** Undoes what the journal of a former daemon still holds. To be called before there is a new page. */
  async undoLeft(entries: Iterable<readonly [string, unknown]>): Promise<void> {
    for (const [key, steps] of entries) if (key.startsWith(KEY)) await this.#page(key, steps as UndoStep[]).undo();
  }

  #page(key: string, steps: UndoStep[]): UndoPage {
    const write = (written: readonly UndoStep[] | undefined): void => this.#journal(key, written);
    return new UndoPage(this.#methods, write, steps);
  }
}

export class UndoPage {
  readonly #methods: UndoMethods;
  readonly #write: (steps: readonly UndoStep[] | undefined) => void;
  #steps: readonly UndoStep[];

  constructor(
    methods: UndoMethods,
    write: (steps: readonly UndoStep[] | undefined) => void,
    steps: readonly UndoStep[],
  ) {
    this.#methods = methods;
    this.#write = write;
    this.#steps = steps;
  }

  /** Writes down how something is undone, and does it. Where that fails, there is nothing to undo. */
  async before<Result>(step: UndoStep, act: () => Promise<Result>): Promise<Result> {
    const steps = this.#steps;
    this.#set([...steps, step]);
    try {
      return await act();
    } catch (reason) {
      this.#set(steps);
      throw reason;
    }
  }

  /** The last first. What somebody else has taken away meanwhile need not be taken away again. */
  async undo(): Promise<void> {
    for (const {method, request} of this.#steps.toReversed()) {
      const act = this.#methods[method] as (request: unknown) => Promise<unknown>;
      await act(request).catch(() => undefined);
    }
    this.#write(undefined);
  }

  #set(steps: readonly UndoStep[]): void {
    this.#steps = steps;
    this.#write(steps);
  }
}
