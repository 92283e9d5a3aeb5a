/** Programs that go on when the command that started them has ended. */
import {spawn, type ChildProcess} from 'node:child_process';
import {closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync} from 'node:fs';
import type {Readable} from 'node:stream';
import type {Environment} from '../api/paths.ts';

/** How long one may take until it says that it is ready, in ms. */
export const PATIENCE_TO_START = 10_000;
/** A log that is longer is begun anew. */
const LONGEST_LOG = 1 << 20;
const LONGEST_LAST_LINE = 4096;

export interface BackgroundProgram {
  /** Program and arguments: it writes one line to file descriptor 3 when it is ready, or can not be. */
  readonly command: readonly string[];
  readonly env: Environment;
  /** File that takes what it prints; made for its user alone. */
  readonly log: string;
  /** What it prints is wanted only until it is ready: the file has no name afterwards. */
  readonly forgetLog?: boolean;
  /** Its standard input. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}

export interface Started {
  /** It told a line, ended without one, took too long or was canceled (and was ended then), or could not be run. */
  readonly outcome: 'told' | 'ended' | 'late' | 'canceled' | Error;
  /** The line that it told, or else the last one that it printed. */
  readonly said: string;
}

/** Returns when the program has told its line. Whatever comes of it, nothing holds this process afterwards. */
export async function startInBackground(options: BackgroundProgram): Promise<Started> {
  const log = openSync(options.log, 'a+', 0o600);
  try {
    if (options.forgetLog === true) unlinkSync(options.log);
    if (fstatSync(log).size > LONGEST_LOG) ftruncateSync(log);
    const before = fstatSync(log).size;
    const [program, ...words] = options.command;
    const child = spawn(program!, words, {
      detached: true,
      cwd: '/',
      env: options.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', log, log, 'pipe'],
    });
    // It may end without having read all.
    child.stdin?.on('error', () => undefined).end(options.input);
    const {outcome, line} = await readiness(child, options.signal);
    return {outcome, said: outcome === 'told' ? line : lastLine(log, before)};
  } finally {
    closeSync(log);
  }
}

async function readiness(
  child: ChildProcess,
  signal?: AbortSignal,
): Promise<{outcome: Started['outcome']; line: string}> {
  const pipe = child.stdio[3] as Readable;
  let timer: NodeJS.Timeout | undefined;
  let cancel: () => void = () => undefined;
  let line = '';
  const outcome = await new Promise<Started['outcome']>((resolve) => {
    child.on('error', resolve);
    pipe.on('data', (octets: Buffer) => {
      line = (line + octets.toString('utf8')).slice(0, LONGEST_LAST_LINE);
      if (line.endsWith('\n')) resolve('told');
    });
    pipe.on('error', () => undefined);
    child.on('exit', () => resolve('ended'));
    timer = setTimeout(() => resolve('late'), PATIENCE_TO_START);
    cancel = () => resolve('canceled');
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted === true) cancel();
  });
  clearTimeout(timer);
  signal?.removeEventListener('abort', cancel);
  pipe.destroy();
  if (outcome === 'late' || outcome === 'canceled') child.kill();
  child.unref();
  return {outcome, line: line.trim()};
}

/** What was written to the log last, since it was `from` octets long. */
function lastLine(log: number, from: number): string {
  const {size} = fstatSync(log);
  const start = Math.max(from, size - LONGEST_LAST_LINE);
  const buffer = Buffer.alloc(Math.max(0, Math.min(LONGEST_LAST_LINE, size - start)));
  const length = readSync(log, buffer, 0, buffer.length, start);
  return buffer.toString('utf8', 0, length).trimEnd().split('\n').at(-1)!.trim();
}
