/** Programs of tests/daemon/programs in processes of their own: what is killed, or races, has to be one. */
import {spawn, type ChildProcess} from 'node:child_process';
import {mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import type {Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {buildSync} from 'esbuild';
import {afterAll} from 'vitest';

/** Path of the compiled program, there as long as the tests of this file run. */
export function compiledProgram(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'tl-program-'));
  afterAll(() => rmSync(directory, {recursive: true, force: true}));
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(directory, 'node_modules'));
  const outfile = join(directory, `${name}.cjs`);
  buildSync({
    entryPoints: [fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['lmdb'],
  });
  return outfile;
}

/** A running program: its lines, its end, and its standard input. */
export class Child {
  readonly process: ChildProcess;
  readonly ended: Promise<{code: number | null; signal: NodeJS.Signals | null}>;
  readonly #lines: AsyncIterator<string, undefined>;
  #errors = '';

  constructor(program: string, words: readonly string[], env: Record<string, string> = {}, pipes = 0) {
    this.process = spawn(process.execPath, [program, ...words], {
      stdio: ['pipe', 'pipe', 'pipe', ...Array.from({length: pipes}, () => 'pipe' as const)],
      env: {PATH: process.env['PATH'], ...env},
    });
    this.process.stderr!.on('data', (text: Buffer) => (this.#errors += text.toString()));
    this.process.stdin!.on('error', () => undefined);
    this.#lines = createInterface({input: this.process.stdout!})[Symbol.asyncIterator]();
    const {process: child} = this;
    this.ended = new Promise((resolve) => {
      child.on('close', () => resolve({code: child.exitCode, signal: child.signalCode}));
    });
  }

  /** The next line it prints. */
  async line(): Promise<string> {
    const {value, done} = await this.#lines.next();
    if (done === true) throw new Error(`the program ended: ${this.#errors}`);
    return value;
  }

  say(line: string): void {
    this.process.stdin!.write(`${line}\n`);
  }

  /** Its file descriptor `fd`, which is 3 or more. */
  pipe(fd: number): Socket {
    return this.process.stdio[fd] as Socket;
  }

  kill(signal: NodeJS.Signals): Promise<unknown> {
    this.process.kill(signal);
    return this.ended;
  }

  get errors(): string {
    return this.#errors;
  }
}
