/** What an examination has found, a line each: how it is, and what to do. */
import type {Paint} from './paint.ts';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'note' | 'wrong';
  readonly text: string;
  readonly remedy?: string;
}

export function renderFindings(findings: readonly Finding[], paint: Paint): string {
  const width = Math.max(0, ...findings.map(({check}) => check.length));
  return findings
    .map(({check, state, text, remedy}) => {
      const mark = state.padEnd(5);
      const marked = state === 'ok' ? mark : paint.alert(mark);
      return `${marked}  ${check.padEnd(width)}  ${text}${remedy === undefined ? '' : ` -> ${remedy}`}\n`;
    })
    .join('');
}
