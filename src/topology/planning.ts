/** What is to be done to a lab, as it is being found out. */
import type {Change, ChangeMethod} from '../api/changes.ts';
import type {LabApi} from '../api/lab-api.ts';
import type {Path} from './form.ts';

export interface PlannedChange {
  readonly change: Change;
  /** What it is for, in the topology that is wanted. */
  readonly at: Path;
}

/** One difference, for people: what comes, goes or is another. */
export interface Difference {
  readonly sign: '+' | '-' | '~';
  readonly text: string;
}

export interface Plan {
  /** In the order in which they have to be made. */
  readonly changes: readonly PlannedChange[];
  readonly differences: readonly Difference[];
}

export class Planning implements Plan {
  readonly changes: PlannedChange[] = [];
  readonly differences: Difference[] = [];
  /** Whether what is not named is to go. */
  readonly prune: boolean;

  constructor(prune: boolean) {
    this.prune = prune;
  }

  do<Method extends ChangeMethod>(method: Method, request: Parameters<LabApi[Method]>[0], at: Path): void {
    this.changes.push({change: {method, request} as unknown as Change, at});
  }

  say(sign: Difference['sign'], text: string): void {
    this.differences.push({sign, text});
  }

  /** The list that is to be there in the end; one that is not written stays as it is, or, with `prune`, is empty. */
  listOf<Item>(wanted: readonly Item[] | undefined, now: readonly Item[] = []): readonly Item[] {
    return wanted ?? (this.prune ? [] : now);
  }
}

/** `items` in pieces that one request has room for. */
export function pieces<Item>(items: readonly Item[], size = 64): Item[][] {
  const all: Item[][] = [];
  for (let from = 0; from < items.length; from += size) all.push(items.slice(from, from + size));
  return all;
}

/** Properties of `wanted` that are given and differ. */
export function changedOf<Shape extends object>(wanted: Shape, now: Partial<Shape> | undefined): Partial<Shape> {
  const changed = Object.entries(wanted).filter(([name, value]) => {
    return value !== undefined && value !== (now as Record<string, unknown> | undefined)?.[name];
  });
  return Object.fromEntries(changed) as Partial<Shape>;
}
