/** A walkthrough as it is shown: its prose, and each command with what it prints. */
import type {Keyboard, Output} from '../context.ts';
import {compareLines, isDifferent} from './difference.ts';
import {PLAIN_STYLE, type Style, terminalStyle, visible} from './inline.ts';
import {playStep} from './play.ts';
import {renderProse} from './prose.ts';
import type {Session} from './session.ts';
import {type Step, stepsOf, type Walkthrough} from './walkthrough.ts';

/** Where prose is wrapped that goes to no terminal, and on a very wide one. */
const WIDTH = {plain: 80, most: 100};
const HINT = 'Enter runs it, q quits';

export interface Screen {
  readonly out: Output;
  readonly colour: boolean;
  /** Of the terminal. */
  readonly columns: number | undefined;
}

export interface Shown {
  readonly line: number;
  readonly command: string;
  readonly output: readonly string[];
}

export class Tour {
  readonly #walkthrough: Walkthrough;
  readonly #screen: Screen;
  readonly #style: Style;

  static async of(walkthrough: Walkthrough, screen: Screen): Promise<Tour> {
    return new Tour(walkthrough, screen, screen.colour ? await terminalStyle() : PLAIN_STYLE);
  }

  private constructor(walkthrough: Walkthrough, screen: Screen, style: Style) {
    this.#walkthrough = walkthrough;
    this.#screen = screen;
    this.#style = style;
  }

  /** Shows all of it, command by command as soon as `keyboard` says so. @returns what was run */
  async show(session: Session, keyboard?: Keyboard): Promise<Shown[]> {
    const shown: Shown[] = [];
    const total = stepsOf(this.#walkthrough).length;
    let before: 'prose' | 'step' | undefined;
    for (const part of this.#walkthrough.parts) {
      if (before !== undefined && (part.kind === 'prose' || before === 'prose')) this.#print('');
      before = part.kind;
      if (part.kind === 'prose') {
        const width = Math.min(this.#screen.columns ?? WIDTH.plain, WIDTH.most);
        this.#print(await renderProse(part.text, width, this.#style));
        continue;
      }
      this.#command(part);
      if (keyboard && !(await this.#mayRun(keyboard, shown.length + 1, total))) return shown;
      shown.push(await this.#run(part, session));
    }
    return shown;
  }

  #command({command}: Step): void {
    command.split('\n').forEach((line, index) => {
      this.#print(`${this.#style.dim(index === 0 ? '$' : '>')} ${this.#style.strong(visible(line))}`);
    });
  }

  /** Waits for the key. What is shown meanwhile is taken away again. */
  async #mayRun(keyboard: Keyboard, place: number, total: number): Promise<boolean> {
    const {out} = this.#screen;
    if (keyboard.interactive) out.write(this.#style.dim(`[${place}/${total}] ${HINT}`));
    for (;;) {
      const key = await keyboard.key();
      const mayRun = key === '\r' || key === '\n' || key === ' ';
      if (!mayRun && key !== undefined && !/^[qQ\x03\x04]/.test(key)) continue;
      if (keyboard.interactive) out.write('\r\x1b[K');
      return mayRun;
    }
  }

  async #run(step: Step, session: Session): Promise<Shown> {
    const output = await playStep(this.#walkthrough, step, session);
    for (const line of output) this.#print(line);
    if (isDifferent(compareLines(step.expected, output))) {
      this.#print(this.#style.dim(`(${this.#walkthrough.file}:${step.first + 1} says something else)`));
    }
    return {line: step.line, command: step.command, output};
  }

  #print(text: string): void {
    this.#screen.out.write(`${text}\n`);
  }
}
