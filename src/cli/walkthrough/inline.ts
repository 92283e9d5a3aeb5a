/** What stands in a line of Markdown, wrapped to a width. */
import type {Token, Tokens} from 'marked';

/** How pieces of text look; each takes visible text without line breaks. */
export interface Style {
  heading(text: string): string;
  strong(text: string): string;
  emphasis(text: string): string;
  code(text: string): string;
  link(text: string): string;
  dim(text: string): string;
}

const same = (text: string): string => text;
export const PLAIN_STYLE: Style = {heading: same, strong: same, emphasis: same, code: same, link: same, dim: same};

export async function terminalStyle(): Promise<Style> {
  const {Chalk} = await import('chalk');
  const chalk = new Chalk({level: 1});
  return {
    heading: chalk.bold.cyan,
    strong: chalk.bold,
    emphasis: chalk.italic,
    code: chalk.green,
    link: chalk.underline,
    dim: chalk.dim,
  };
}

type Mark = 'heading' | 'strong' | 'emphasis' | 'code' | 'link';

/** A piece of text and what it is. */
export type Inline = Readonly<Partial<Record<Mark, boolean>>> & {readonly text: string};

const ENTITIES: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', '#39': "'"};
const LINE_BREAK = '\n';

export function inlineOf(tokens: readonly Token[], marks: Omit<Inline, 'text'> = {}): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    const inner = (more: Omit<Inline, 'text'>) => inlineOf((token as Tokens.Strong).tokens, {...marks, ...more});
    switch (token.type) {
      case 'strong':
        return inner({strong: true});
      case 'em':
        return inner({emphasis: true});
      case 'link': {
        const {href, text} = token as Tokens.Link;
        const told = /^https?:/.test(href) && href !== text ? [{...marks, text: ` (${href})`}] : [];
        return [...inner({link: true}), ...told];
      }
      case 'codespan':
        return [{...marks, code: true, text: (token as Tokens.Codespan).text.replaceAll(' ', '\u00a0')}];
      case 'br':
        return [{text: LINE_BREAK}];
      case 'html':
        return [];
      default: {
        const {tokens: further, text} = token as Tokens.Text;
        return further ? inlineOf(further, marks) : [{...marks, text: decoded(text).replaceAll('\n', ' ')}];
      }
    }
  });
}

/** Lines of at most `width` columns, where words are not longer; visible text only, without a style. */
export function wrapped(pieces: readonly Inline[], width: number, style: Style = PLAIN_STYLE): string[] {
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  let gap = false;
  const endLine = (): void => {
    lines.push(line);
    [line, columns, gap] = ['', 0, false];
  };
  for (const word of wordsOf(pieces)) {
    if (word === LINE_BREAK) {
      endLine();
      continue;
    }
    if (word === ' ') {
      gap = columns > 0;
      continue;
    }
    const length = word.reduce((sum, {text}) => sum + Array.from(text).length, 0);
    if (columns + (gap ? 1 : 0) + length > width && columns > 0) endLine();
    line += (gap ? ' ' : '') + word.map((piece) => styled(piece, style)).join('');
    columns += (gap ? 1 : 0) + length;
    gap = false;
  }
  if (columns > 0) lines.push(line);
  return lines;
}

/** Words, each of pieces that stand together, and what is between them. */
function wordsOf(pieces: readonly Inline[]): (Inline[] | ' ' | '\n')[] {
  const words: (Inline[] | ' ' | '\n')[] = [];
  for (const piece of pieces) {
    if (piece.text === LINE_BREAK) {
      words.push(LINE_BREAK);
      continue;
    }
    for (const text of visible(piece.text).split(/([ \t\n]+)/)) {
      const last = words.at(-1);
      if (text === '') continue;
      if (/^[ \t\n]/.test(text)) words.push(' ');
      else if (Array.isArray(last)) last.push({...piece, text});
      else words.push([{...piece, text}]);
    }
  }
  return words;
}

/** Nothing in a file may steer the terminal. */
export function visible(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd');
}

function styled(piece: Inline, style: Style): string {
  let text = piece.text.replaceAll('\u00a0', ' ');
  for (const mark of ['code', 'emphasis', 'strong', 'link', 'heading'] as const) {
    if (piece[mark] === true) text = style[mark](text);
  }
  return text;
}

function decoded(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => ENTITIES[name]!);
}
