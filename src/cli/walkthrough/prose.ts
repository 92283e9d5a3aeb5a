/** Markdown for a terminal: blocks, one below the other. */
import type {Token, Tokens} from 'marked';
import {type Inline, inlineOf, type Style, visible, wrapped} from './inline.ts';

/** Narrower than this nothing is wrapped. */
const NARROWEST = 20;

/** @param width columns of the terminal */
export async function renderProse(markdown: string, width: number, style: Style): Promise<string> {
  const {lexer} = await import('marked');
  try {
    return blocks(lexer(markdown), Math.max(width, NARROWEST), style).join('\n');
  } catch (reason) {
    // Thousands of quotations in each other: shown as it is written.
    if (reason instanceof RangeError) return wrapped([{text: markdown}], width, style).join('\n');
    throw reason;
  }
}

function blocks(tokens: readonly Token[], width: number, style: Style): string[] {
  const shown = tokens.map((token) => block(token, width, style)).filter((lines) => lines.length > 0);
  return shown.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function block(token: Token, width: number, style: Style): string[] {
  switch (token.type) {
    case 'heading': {
      const {depth, tokens} = token as Tokens.Heading;
      const lines = wrapped(inlineOf(tokens, {heading: true}), width, style);
      const longest = Math.max(...wrapped(inlineOf(tokens), width).map(({length}) => length));
      return depth === 1 ? [...lines, style.dim('='.repeat(longest))] : lines;
    }
    case 'text':
    case 'paragraph':
      return wrapped(inlineOf([token]), width, style);
    case 'code':
      return (token as Tokens.Code).text.split('\n').map((line) => `    ${style.code(visible(line))}`);
    case 'blockquote':
      return blocks((token as Tokens.Blockquote).tokens, width - 2, style).map((line) => `${style.dim('│')} ${line}`);
    case 'list':
      return list(token as Tokens.List, width, style);
    case 'table':
      return table(token as Tokens.Table, width, style);
    case 'hr':
      return [style.dim('─'.repeat(width))];
    default:
      return [];
  }
}

function list({items, ordered, start, loose}: Tokens.List, width: number, style: Style): string[] {
  return items.flatMap(({tokens}, index) => {
    const mark = ordered ? `${Number(start) + index}. ` : '• ';
    const lines = loose
      ? blocks(tokens, width - mark.length, style)
      : tokens.flatMap((token) => block(token, width - mark.length, style));
    const indented = lines.map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line);
    return loose && index > 0 ? ['', ...indented] : indented;
  });
}

/** Columns as wide as what is in them; what does not fit goes below, cell by cell. */
function table({header, rows}: Tokens.Table, width: number, style: Style): string[] {
  const all = [header, ...rows].map((row) => row.map(({tokens}) => inlineOf(tokens)));
  const plain = all.map((row) => row.map((cell) => wrapped(cell, Infinity)[0] ?? ''));
  const columns = header.map((_, column) => Math.max(...plain.map((row) => row[column]?.length ?? 0)));
  const whole = columns.reduce((sum, column) => sum + column + 2, -2);
  if (whole > width) {
    return all
      .slice(1)
      .flatMap((row) =>
        row.flatMap((cell) => wrapped(cell, width - 2, style).map((line, at) => (at === 0 ? line : `  ${line}`))),
      );
  }
  return all.map((row, index) =>
    row
      .map((cell, column) => {
        const [text = ''] = wrapped(
          index === 0 ? cell.map((one): Inline => ({...one, strong: true})) : cell,
          Infinity,
          style,
        );
        return text + ' '.repeat(columns[column]! - plain[index]![column]!.length);
      })
      .join('  ')
      .trimEnd(),
  );
}
