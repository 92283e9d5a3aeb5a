import fc from 'fast-check';
import {expect, test} from 'vitest';
import {formatRows, JSON_ROWS} from '../../src/cli/rows.ts';

/** The pieces in which rows are written. */
async function piecesOf(rows: readonly unknown[]): Promise<string[]> {
  // eslint-disable-next-line @typescript-eslint/require-await -- rows come over a socket
  async function* coming(): AsyncGenerator {
    yield* rows;
  }
  const pieces: string[] = [];
  for await (const piece of formatRows(coming(), JSON_ROWS)) pieces.push(piece);
  return pieces;
}

test('any rows are one JSON array on one line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), async (rows) => {
      expect((await piecesOf(rows)).join('')).toBe(`${JSON.stringify(rows)}\n`);
    }),
  );
});

test('a long list is the same text, in pieces that are no longer than a few hundred rows', async () => {
  const rows = Array.from({length: 100_000}, (_, id) => ({id, dst: `10.${id}`}));
  const pieces = await piecesOf(rows);
  expect(pieces.join('')).toBe(`${JSON.stringify(rows)}\n`);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(20_000);
});
