/** The text of a walkthrough with what its commands print now; what agrees stays as it is written. */
import type {Checked} from './check.ts';
import {asExpected} from './pattern.ts';

export function updated({walkthrough, differences}: Checked): string {
  const lines = [...walkthrough.lines];
  // From the end, so that places before stay where they are.
  for (const {step, got} of [...differences].sort((one, other) => other.step.first - one.step.first)) {
    const fence = fenceAbove(lines, step.line);
    const written = got.map((line, place) => asExpected(line, place, fence));
    lines.splice(step.first, step.expected.length, ...written);
  }
  return lines.join('\n');
}

/** Of the block that a line, counted from 1, stands in. */
function fenceAbove(lines: readonly string[], line: number): string {
  for (let at = line - 2; at >= 0; at--) {
    const [, fence] = /^ {0,3}(`{3,}|~{3,})\s*console\b/.exec(lines[at]!) ?? [];
    if (fence !== undefined) return fence;
  }
  return '```';
}
