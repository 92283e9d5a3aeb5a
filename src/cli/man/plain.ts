/** A manual page as text, for where there is no man. */
import type {Block, Page} from './page.ts';

export function renderPlain({name, summary, sections}: Page): string {
  const parts = sections.map(({title, blocks}) => `${title}\n${blocks.map(renderBlock).join('\n\n')}`);
  return `NAME\n${indented(`${name} - ${summary}`)}\n\n${parts.join('\n\n')}\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return indented(block.text);
    case 'verbatim':
      return indented(block.text, 8);
    case 'item':
      return `${indented(block.term)}\n${indented(block.text, 8)}`;
    case 'heading':
      return `  ${block.text}`;
  }
}

function indented(text: string, blanks = 4): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(blanks));
}
