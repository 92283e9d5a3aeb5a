/** A batch: one command a line, written as for a shell, without all that a shell would do with it. */
import {quoted, usage} from './values.ts';

export interface BatchLine {
  /** Of the file, from 1: where the command begins. */
  readonly line: number;
  readonly words: readonly string[];
}

/** What is wrong with a batch, and where. */
export interface BatchFault {
  readonly line: number;
  readonly message: string;
}

/** Characters that mean something to a shell, and can not here. */
const FOR_A_SHELL: ReadonlySet<string> = new Set('|&;<>()$`');
/** Behind a backslash in double quotes, these lose their meaning; before any other the backslash stays (POSIX 2.2.3). */
const ESCAPED_IN_QUOTES: ReadonlySet<string> = new Set('$`"\\');

/**
 * The commands of a batch: words at blanks; `'…'`, `"…"` and `\` as in a shell; `#` where a word could begin starts a
 * comment; a backslash at the end of a line joins the next one to it.
 *
 * @returns the first fault, where there is one
 */
export function readBatch(text: string): readonly BatchLine[] | BatchFault {
  const reader = new BatchReader(text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n'));
  try {
    return reader.lines();
  } catch (reason) {
    return {line: reader.line, message: (reason as Error).message};
  }
}

class BatchReader {
  /** Where a fault is. */
  line = 1;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  lines(): BatchLine[] {
    const lines: BatchLine[] = [];
    while (this.#at < this.#text.length) {
      const {line} = this;
      const words = this.#words();
      if (words.length > 0) lines.push({line, words});
    }
    return lines;
  }

  /** Those up to the end of the line, which is taken as well. */
  #words(): string[] {
    const words: string[] = [];
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined) return words;
      if (next === '\n') {
        this.#take();
        return words;
      }
      if (next === ' ' || next === '\t' || next === '\r') this.#at++;
      else if (this.#text.startsWith('\\\n', this.#at)) this.#skipJoint();
      else if (next === '#') this.#at = this.#endOfLine();
      else words.push(this.#word());
    }
  }

  #word(): string {
    let word = '';
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined || /[ \t\r\n]/.test(next)) return word;
      if (next === "'") word += this.#single();
      else if (next === '"') word += this.#double();
      else if (next === '\\') word += this.#escaped();
      else if (FOR_A_SHELL.has(next)) throw shellOnly(next);
      else word += this.#take();
    }
  }

  #single(): string {
    const start = this.line;
    this.#at++;
    let word = '';
    while (this.#text[this.#at] !== "'") word += this.#insideQuotes(start);
    this.#at++;
    return word;
  }

  #double(): string {
    const start = this.line;
    this.#at++;
    let word = '';
    for (;;) {
      const next = this.#text[this.#at];
      if (next === '"') break;
      if (next === '$' || next === '`') throw shellOnly(next);
      if (this.#text.startsWith('\\\n', this.#at)) this.#skipJoint();
      else if (next === '\\' && ESCAPED_IN_QUOTES.has(this.#text[this.#at + 1] ?? '')) word += this.#escaped();
      else word += this.#insideQuotes(start);
    }
    this.#at++;
    return word;
  }

  #insideQuotes(start: number): string {
    if (this.#at < this.#text.length) return this.#take();
    this.line = start;
    throw usage('a quotation mark has no other half');
  }

  /** What stands behind a backslash. */
  #escaped(): string {
    if (this.#text.startsWith('\\\n', this.#at)) {
      this.#skipJoint();
      return '';
    }
    this.#at++;
    return this.#at < this.#text.length ? this.#take() : '\\';
  }

  #skipJoint(): void {
    this.#at += 2;
    this.line++;
  }

  #take(): string {
    const character = this.#text[this.#at++]!;
    if (character === '\n') this.line++;
    return character;
  }

  #endOfLine(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end < 0 ? this.#text.length : end;
  }
}

function shellOnly(character: string): Error {
  return usage(`a batch has no ${quoted(character)}, which is for a shell; put it in quotes '…' if it is meant`);
}
