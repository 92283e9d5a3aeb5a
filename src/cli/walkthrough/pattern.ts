/**
 * What a line of a walkthrough stands for: itself, but `…` in it is any run of characters, and a line of nothing but `…`
 * any number of lines.
 */
const ANY = '…';

export function isAnyLines(expected: string): boolean {
  return expected === ANY;
}

/** Linear in both lengths, whatever stands in them. */
export function matchesLine(expected: string, got: string): boolean {
  if (!expected.includes(ANY)) return expected === got;
  const pieces = expected.split(ANY);
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (got.length < first.length + last.length || !got.startsWith(first) || !got.endsWith(last)) return false;
  const end = got.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = got.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** How a line that was printed is written so that it is not taken for a command, its continuation or the end of a block. */
export function asExpected(got: string, place: number, fence: string): string {
  const isCommand = got.startsWith('$ ');
  const isContinuation = place === 0 && /^>(?: |$)/.test(got);
  return isCommand || isContinuation || got.trimStart().startsWith(fence) ? `${ANY}${got}` : got;
}
