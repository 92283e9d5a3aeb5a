/** A shell in a real terminal: keys go in, the screen is read. */
import {execFileSync} from 'node:child_process';
import {expect, onTestFinished} from 'vitest';
import {eventually, type Sandbox} from './sandbox.ts';

const COLUMNS = '150';
const ROWS = '50';

export class Terminal {
  readonly #env: Readonly<Record<string, string>>;

  /** `command` runs in the environment of the sandbox, to the end of the test. */
  constructor(box: Sandbox, command: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#env = {...box.env, ...env, TMUX_TMPDIR: box.directory, TERM: 'xterm', LC_ALL: 'C.UTF-8'};
    onTestFinished(() => void this.#tmux('kill-server'));
    this.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', COLUMNS, '-y', ROWS, '--', ...command);
  }

  type(text: string): void {
    this.#tmux('send-keys', '-l', '--', text);
  }

  /** `Tab`, `Enter`, `C-u`, …, as tmux calls them. */
  press(...keys: readonly string[]): void {
    this.#tmux('send-keys', '--', ...keys);
  }

  /** A command line, to its end. */
  async enter(line: string): Promise<void> {
    this.#lines++;
    this.type(`${line}; echo "line ${this.#lines} is done"`);
    this.press('Enter');
    await this.shows(new RegExp(`^line ${this.#lines} is done$`, 'm'));
  }
  #lines = 0;

  screen(): string {
    return this.#tmux('capture-pane', '-p');
  }

  shows(pattern: RegExp): Promise<void> {
    return eventually(() => expect(this.screen()).toMatch(pattern));
  }

  #tmux(...words: readonly string[]): string {
    return execFileSync('tmux', words, {env: this.#env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
  }
}
