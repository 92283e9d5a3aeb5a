/** A shell that stays, in a place that only its own children can be in, and what it was told to do there. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Outcome, Program, Sandbox} from './sandbox.ts';

export class ShellSession {
  readonly #box: Sandbox;
  readonly #shell: Program;
  #commands = 0;

  /** @param command ends in a shell that reads its standard input */
  constructor(box: Sandbox, command: readonly string[]) {
    this.#box = box;
    this.#shell = box.start(command, {input: {open: true}});
  }

  /** Runs a line, one after the other. */
  async run(line: string): Promise<Outcome> {
    const [number, file] = [++this.#commands, join(this.#box.directory, `line.${this.#commands}`)];
    this.#shell.process.stdin!.write(`{ ${line}\n} </dev/null >${file}.out 2>${file}.err; echo "${number}: $?"\n`);
    const told = new RegExp(`^${number}: (\\d+)$`, 'm');
    await Promise.race([this.#shell.printed(told), this.#shell.ended.then(broken)]);
    return {
      status: Number(told.exec(this.#shell.stdout)![1]),
      stdout: readFileSync(`${file}.out`, 'utf8'),
      stderr: readFileSync(`${file}.err`, 'utf8'),
    };
  }

  /** As `run`, for what has to succeed: gives its output. */
  async do(line: string): Promise<string> {
    const {status, stdout, stderr} = await this.run(line);
    if (status !== 0) throw new Error(`"${line}" failed: ${stderr}`);
    return stdout;
  }

  /** Ends the shell, and with it what it was in. */
  async end(): Promise<Outcome> {
    this.#shell.process.stdin!.end();
    return this.#shell.ended;
  }
}

function broken({status, stderr}: Outcome): never {
  throw new Error(`the shell is gone: it ended with ${status}: ${stderr}`);
}
