/** What an apply changes, a line a difference: green for what comes, red for what goes, yellow for what is another. */
import type {Difference} from '../../topology/plan.ts';

const COLOURS = {'+': 32, '-': 31, '~': 33} as const;

export function renderDifferences(differences: readonly Difference[], colour: boolean): string {
  return differences
    .map(({sign, text}) => {
      const line = `${sign} ${text}`;
      return colour ? `\u001B[${COLOURS[sign]}m${line}\u001B[39m\n` : `${line}\n`;
    })
    .join('');
}
