/** A program on the terminal of this process, to its end. */
import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import type {Duplex} from 'node:stream';
import type {Environment} from '../src/api/paths.ts';

/** What shells return for a command that can not be run. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** The descriptor by which a program and this one talk. */
const CHANNEL = 3;

interface ProgramOptions {
  /** In place of this process's standard input. */
  readonly input?: string | undefined;
  /** Called with this end of a stream whose other end the program has as its descriptor 3. */
  readonly channel?: (stream: Duplex) => void;
}

/** @returns its exit status, 128 + n for signal n */
export async function runProgram(
  command: readonly string[],
  env: Environment,
  {input, channel}: ProgramOptions = {},
): Promise<number> {
  const [program = '', ...words] = command;
  const stdin = input === undefined ? 'inherit' : 'pipe';
  const child = spawn(program, words, {
    stdio: [stdin, 'inherit', 'inherit', ...(channel ? ['pipe' as const] : [])],
    env,
  });
  if (channel && child.pid !== undefined) channel(child.stdio[CHANNEL] as Duplex);
  // It may end without having read all, or not even begin.
  child.stdin?.on('error', () => undefined).end(input);
  // The terminal sends an interrupt to the program as well, and how it ends is for the program to say.
  const ignore = () => undefined;
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, ignore);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
  try {
    return await new Promise((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        const missing = error.code === 'ENOENT';
        process.stderr.write(
          `tunlab: ${program}: ${missing ? 'not found' : `can not be run (${error.code ?? error.message})`}\n`,
        );
        resolve(missing ? NOT_FOUND : NOT_EXECUTABLE);
      });
      child.once('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal!]));
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.off(signal, ignore);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, forward);
  }
}
