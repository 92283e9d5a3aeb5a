/** Where what was expected and what came differ, line by line. */
import {isAnyLines, matchesLine} from './pattern.ts';

export interface Change {
  readonly kind: 'same' | 'expected' | 'got';
  readonly text: string;
  /** Place among the expected lines, from 0; of a line that came, where it would stand. */
  readonly place: number;
}

/** Pairs of lines beyond which no smallest difference is looked for. */
const MOST_PAIRS = 4_000_000;

/** All lines of both, in order, with what became of each. No difference: all are `same`. */
export function compareLines(expected: readonly string[], got: readonly string[]): Change[] {
  let top = 0;
  while (top < expected.length && top < got.length && isSame(expected[top]!, got[top]!)) top++;
  let bottom = 0;
  const rest = Math.min(expected.length, got.length) - top;
  while (bottom < rest && isSame(expected.at(-1 - bottom)!, got.at(-1 - bottom)!)) bottom++;
  const middle = between(expected.slice(top, expected.length - bottom), got.slice(top, got.length - bottom), top);
  const same = (from: number, to: number, shift: number): Change[] =>
    expected.slice(from, to).map((_, index) => ({kind: 'same', text: got[from + shift + index]!, place: from + index}));
  const shift = got.length - expected.length;
  return [...same(0, top, 0), ...middle, ...same(expected.length - bottom, expected.length, shift)];
}

export function isDifferent(changes: readonly Change[]): boolean {
  return changes.some(({kind}) => kind !== 'same');
}

/** A line that stands for any number of them is left to the table. */
function isSame(expected: string, got: string): boolean {
  return !isAnyLines(expected) && matchesLine(expected, got);
}

/** The longest common subsequence, in which a line of `…` takes as many lines as it likes. */
function between(expected: readonly string[], got: readonly string[], start: number): Change[] {
  const all: Change[] = [];
  const columns = got.length + 1;
  const emit = (kind: Change['kind'], text: string, index: number) => all.push({kind, text, place: start + index});
  if (expected.length * got.length > MOST_PAIRS) {
    expected.forEach((text, index) => emit('expected', text, index));
    got.forEach((text) => emit('got', text, expected.length));
    return all;
  }
  // Fewest lines that differ from here to the end of both.
  const costs = new Uint32Array((expected.length + 1) * columns);
  const cost = (row: number, column: number): number => costs[row * columns + column]!;
  for (let row = expected.length; row >= 0; row--) {
    for (let column = got.length; column >= 0; column--) {
      costs[row * columns + column] = fewest(row, column);
    }
  }
  function fewest(row: number, column: number): number {
    const [line, came] = [expected[row], got[column]];
    if (line === undefined) return got.length - column;
    if (isAnyLines(line)) return Math.min(cost(row + 1, column), came === undefined ? Infinity : cost(row, column + 1));
    if (came === undefined) return 1 + cost(row + 1, column);
    if (matchesLine(line, came)) return cost(row + 1, column + 1);
    return 1 + Math.min(cost(row + 1, column), cost(row, column + 1));
  }
  let [row, column] = [0, 0];
  while (row < expected.length || column < got.length) {
    const [line, came] = [expected[row], got[column]];
    if (line !== undefined && isAnyLines(line)) {
      if (came === undefined || cost(row, column) === cost(row + 1, column)) row++;
      else emit('same', got[column++]!, row);
    } else if (line !== undefined && came !== undefined && matchesLine(line, came)) {
      emit('same', came, row++);
      column++;
    } else if (line !== undefined && (came === undefined || cost(row, column) === 1 + cost(row + 1, column))) {
      emit('expected', line, row++);
    } else emit('got', got[column++]!, row);
  }
  return all;
}
