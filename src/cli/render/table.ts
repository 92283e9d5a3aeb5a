import {stripVTControlCharacters} from 'node:util';

/** Rows a table of cli-table3 may have: its time grows with their square. */
const CHUNK = 50;

/** Blanks between two columns. */
const GAP = 2;

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
] as const;

/** Columns side by side, two blanks apart, without lines around them; `head` may be left empty. */
export async function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  const {default: Table} = await import('cli-table3');
  const all = head.length > 0 ? [head, ...rows] : rows;
  // Every chunk is a table of its own, so the widths are settled before.
  const widths = (all[0] ?? []).map(
    (_, column) => all.reduce((width, cells) => Math.max(width, shownLength(cells[column] ?? '')), 0) + GAP,
  );
  const chars = {...Object.fromEntries(BORDERS.map((border) => [border, ''])), middle: ''};
  const lines: string[] = [];
  for (let start = 0; start < all.length; start += CHUNK) {
    const table = new Table({
      chars,
      colWidths: widths,
      style: {head: [], border: [], 'padding-left': 0, 'padding-right': GAP},
    });
    table.push(...all.slice(start, start + CHUNK).map((cells) => [...cells]));
    lines.push(...table.toString().split('\n'));
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Colour takes no room. */
function shownLength(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
