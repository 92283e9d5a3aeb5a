/** A manual page out of a page of the documentation. */
import type {Token, Tokens} from 'marked';
import {type Block, item, type Page, type Section, text, verbatim} from './page.ts';

type Told = Omit<Page, 'sections'>;

/** Its first heading is left out, each of the second level begins a section. */
export async function markdownPage(told: Told, markdown: string): Promise<Page> {
  const {lexer} = await import('marked');
  const sections: {title: string; blocks: Block[]}[] = [{title: 'DESCRIPTION', blocks: []}];
  for (const token of lexer(markdown)) {
    if (token.type === 'heading' && (token as Tokens.Heading).depth <= 2) {
      const {depth, text: title} = token as Tokens.Heading;
      if (depth === 2) sections.push({title: plain(title).toUpperCase(), blocks: []});
    } else sections.at(-1)!.blocks.push(...blocksOf(token));
  }
  const seeAlso: Section = {title: 'SEE ALSO', blocks: [text('tunlab(1)')]};
  return {...told, sections: [...sections.filter(({blocks}) => blocks.length > 0), seeAlso]};
}

function blocksOf(token: Token): Block[] {
  switch (token.type) {
    case 'heading':
      return [{kind: 'heading', text: plain((token as Tokens.Heading).text)}];
    case 'code':
      return [verbatim((token as Tokens.Code).text)];
    case 'list':
      return (token as Tokens.List).items.map((one) => item('*', plain(one.text)));
    case 'table':
      return (token as Tokens.Table).rows.map(([first, ...rest]) =>
        item(plain(first!.text), rest.map((cell) => plain(cell.text)).join('; ')),
      );
    case 'blockquote':
    case 'paragraph':
      return [text(plain((token as Tokens.Paragraph).text))];
    default:
      return [];
  }
}

/** Words without their marks: `code`, **strong**, [link](to). */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('**', '')
    .replaceAll('`', '')
    .replaceAll('\\|', '|');
}
