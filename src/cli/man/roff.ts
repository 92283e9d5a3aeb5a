/** A manual page in the language of man(7). */
import type {Block, Page, Section} from './page.ts';

export function renderRoff({name, section, version, summary, sections}: Page): string {
  const about: Section = {title: 'NAME', blocks: []};
  return [
    `.TH ${argument(name.toUpperCase())} ${section} "" ${argument(`tunlab ${version}`)} ${argument('tunlab')}`,
    // Left-adjusted, words in one piece: what is to be typed must not be torn apart.
    '.ad l',
    '.nh',
    `.SH ${about.title}`,
    `${escaped(name)} \\- ${escaped(summary)}`,
    ...sections.flatMap(({title, blocks}) => [`.SH ${argument(title)}`, ...blocks.map(renderBlock)]),
    '',
  ].join('\n');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `.PP\n${lines(block.text)}`;
    case 'verbatim':
      return `.PP\n.nf\n.RS 4\n${lines(block.text)}\n.RE\n.fi`;
    case 'item':
      return `.TP\n\\fB${escaped(block.term)}\\fR\n${lines(block.text)}`;
    case 'heading':
      return `.SS ${argument(block.text)}`;
  }
}

function lines(text: string): string {
  return text.split('\n').map(line).join('\n');
}

/** A dot or an apostrophe at the beginning would be a request. */
function line(text: string): string {
  if (text === '') return '\\&';
  return /^[.']/.test(text) ? `\\&${escaped(text)}` : escaped(text);
}

/** A dash is to be the one that is typed; what is not ASCII is named, so that no encoding has to be said. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll(
      /[^\x20-\x7e]/gu,
      (letter) => `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

function argument(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\(dq')}"`;
}
