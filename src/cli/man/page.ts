/** A manual page, whatever it is written in later. */

export type Block =
  /** Filled, in lines as long as the reader's. */
  | {readonly kind: 'text'; readonly text: string}
  /** Lines as they are. */
  | {readonly kind: 'verbatim'; readonly text: string}
  | {readonly kind: 'item'; readonly term: string; readonly text: string}
  | {readonly kind: 'heading'; readonly text: string};

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Page {
  /** As it is asked for: `tunlab-ping`. */
  readonly name: string;
  readonly section: 1 | 7;
  readonly version: string;
  readonly summary: string;
  readonly sections: readonly Section[];
}

export function text(words: string): Block {
  return {kind: 'text', text: words};
}

export function verbatim(lines: string): Block {
  return {kind: 'verbatim', text: lines};
}

export function item(term: string, words: string): Block {
  return {kind: 'item', term, text: words};
}
