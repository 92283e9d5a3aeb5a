/** Lists that may be long, as text: written while their rows come, so that neither side holds all of them. */

/** How rows become a text; every part brings its own line break. */
export interface RowFormat<Row> {
  /** In front of the first row. */
  readonly head: string;
  readonly row: (row: Row) => string;
  readonly between: string;
  readonly foot: string;
  /** In place of all that where there is no row. */
  readonly empty: string;
}

/** One JSON array on one line. */
export const JSON_ROWS: RowFormat<unknown> = {
  head: '[',
  row: (row) => JSON.stringify(row),
  between: ',',
  foot: ']\n',
  empty: '[]\n',
};

/** Characters that are worth a write of their own. */
const ENOUGH = 1 << 14;

/** The text of all rows, in pieces of a few hundred rows. */
export async function* formatRows<Row>(
  rows: AsyncIterable<Row>,
  {head, row: text, between, foot, empty}: RowFormat<Row>,
): AsyncGenerator<string, void, undefined> {
  let piece: string | undefined;
  for await (const row of rows) {
    piece = (piece === undefined ? head : piece + between) + text(row);
    if (piece.length < ENOUGH) continue;
    yield piece;
    piece = '';
  }
  yield piece === undefined ? empty : piece + foot;
}
