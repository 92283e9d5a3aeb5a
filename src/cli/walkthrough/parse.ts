/**
 * Markdown → walkthrough. What is run stands in fenced blocks of the language `console`: `$ ` begins a command, `> `
 * continues it, and what it prints follows. All else is prose. Fences are those of CommonMark §4.5, at the start of a line.
 */
import {NetworkError} from '../../errors.ts';
import {readSettings} from './settings.ts';
import {DEFAULT_SETTINGS, type Prose, type Settings, type Step, type Walkthrough} from './walkthrough.ts';

/** Octets of a file, and commands in it. */
export const LONGEST_FILE = 1 << 20;
const MOST_STEPS = 1000;

const OPENING = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})\s*(\S*)/;
/** A block that Markdown would show as one, inside something else. */
const NESTED = /^[\s>]*(?:(?:[-*+>]|\d+[.)])\s+)*(?:`{3,}|~{3,})\s*console\b/;

/** @throws {NetworkError} EINVAL, with the file and the line */
export function parseWalkthrough(file: string, text: string): Walkthrough {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return new Parser(file, lines).parse();
}

class Parser {
  readonly #file: string;
  readonly #lines: readonly string[];
  readonly #parts: (Prose | Step)[] = [];
  #prose: string[] = [];
  #settings: Settings | undefined;
  #at = 0;
  #steps = 0;

  constructor(file: string, lines: readonly string[]) {
    this.#file = file;
    this.#lines = lines;
  }

  parse(): Walkthrough {
    while (this.#at < this.#lines.length) this.#one(this.#lines[this.#at]!);
    this.#endProse();
    const settings = this.#settings ?? DEFAULT_SETTINGS;
    return {file: this.#file, settings, parts: this.#parts, lines: this.#lines};
  }

  #one(line: string): void {
    const [, fence, language] = OPENING.exec(line) ?? [];
    if (fence !== undefined) this.#block(fence, language === 'console');
    else if (/^ {0,3}<!--/.test(line)) this.#comment();
    else if (NESTED.test(line))
      throw this.#wrong(this.#at + 1, 'a console block stands at the start of a line, or is not run');
    else {
      this.#prose.push(line);
      this.#at++;
    }
  }

  #block(fence: string, isConsole: boolean): void {
    const opening = this.#at;
    const isEnd = (line: string): boolean => {
      const closing = line.trim();
      return /^ {0,3}\S/.test(line) && closing.length >= fence.length && closing === fence[0]!.repeat(closing.length);
    };
    let end = opening + 1;
    while (end < this.#lines.length && !isEnd(this.#lines[end]!)) end++;
    if (end === this.#lines.length) throw this.#wrong(opening + 1, `the block that begins with ${fence} has no end`);
    if (isConsole) {
      this.#endProse();
      this.#console(opening + 1, end);
    } else this.#prose.push(...this.#lines.slice(opening, end + 1));
    this.#at = end + 1;
  }

  #console(from: number, end: number): void {
    let at = from;
    while (at < end) {
      const line = at + 1;
      if (!this.#lines[at]!.startsWith('$ ')) {
        throw this.#wrong(line, 'a console block begins with a command: "$ " and what is typed');
      }
      const command = [this.#lines[at++]!.slice(2)];
      while (at < end && /^>(?: |$)/.test(this.#lines[at]!)) command.push(this.#lines[at++]!.slice(2));
      const first = at;
      while (at < end && !this.#lines[at]!.startsWith('$ ')) at++;
      this.#step({kind: 'step', line, command: command.join('\n'), first, expected: this.#lines.slice(first, at)});
    }
  }

  #step(step: Step): void {
    if (++this.#steps > MOST_STEPS) throw this.#wrong(step.line, `a walkthrough has at most ${MOST_STEPS} commands`);
    if (step.command.includes('\0')) throw this.#wrong(step.line, 'a command has no octet 0 in it');
    this.#parts.push(step);
  }

  /** Nobody sees it, and what is in it is not run. */
  #comment(): void {
    const opening = this.#at;
    const settings = this.#setting(this.#lines[opening]!);
    if (settings) {
      if (this.#settings || this.#steps > 0) throw this.#wrong(opening + 1, 'settings stand once, before all commands');
      this.#settings = settings;
    }
    while (this.#at < this.#lines.length && !this.#lines[this.#at]!.includes('-->')) this.#at++;
    if (this.#at === this.#lines.length) throw this.#wrong(opening + 1, 'the comment that begins with <!-- has no end');
    this.#at++;
  }

  #setting(line: string): Settings | undefined {
    try {
      return readSettings(line.trim());
    } catch (reason) {
      throw this.#wrong(this.#at + 1, (reason as Error).message);
    }
  }

  #endProse(): void {
    const text = this.#prose.join('\n');
    if (text.trim() !== '') this.#parts.push({kind: 'prose', text});
    this.#prose = [];
  }

  #wrong(line: number, what: string): NetworkError {
    return new NetworkError('EINVAL', `${this.#file}:${line}: ${what}`, {file: this.#file, line});
  }
}
