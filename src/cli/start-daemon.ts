/** Starts the daemon of a lab in the background. */
import {spawn, type ChildProcess} from 'node:child_process';
import {closeSync, fstatSync, ftruncateSync, openSync, readSync} from 'node:fs';
import type {Readable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {NetworkError} from '../errors.ts';
import {acquireLock, type Lock} from '../api/lock.ts';
import {checkSocketPath, ensurePrivateDirectory, type Environment, type LabPaths} from '../api/paths.ts';
import {isListening} from '../api/probe.ts';

export interface StartOptions {
  readonly paths: LabPaths;
  /** Program and arguments of the daemon: it writes `ready\n` to file descriptor 3 when it can be reached. */
  readonly daemonCommand: readonly string[];
  readonly env: Environment;
  readonly signal?: AbortSignal;
}

/** How long starting may take, and how often who waits for another's start looks, in ms. */
const PATIENCE = {start: 10_000, look: 20} as const;
/** A log that is longer is begun anew. */
const LONGEST_LOG = 1 << 20;
const LONGEST_LAST_LINE = 4096;

/**
 * Returns when the daemon of the lab can be reached. Of all who call this at once, one starts it.
 *
 * @throws {NetworkError} ENODAEMON: it could not be started, with what it said last; ECANCELED.
 */
export async function startDaemon(options: StartOptions): Promise<void> {
  const {paths, signal} = options;
  checkSocketPath(paths.apiSocket);
  const end = performance.now() + PATIENCE.start;
  for (;;) {
    const lock = acquireLock(paths.launchLock);
    if (!('holder' in lock)) return underLock(lock, options);
    if (await isListening(paths.apiSocket)) return;
    if (performance.now() > end) {
      const message = `the daemon of lab "${paths.lab}" is being started by process ${lock.holder}, which takes too long`;
      throw new NetworkError('ENODAEMON', message, {lab: paths.lab, pid: lock.holder});
    }
    await sleep(PATIENCE.look);
    if (signal?.aborted === true) throw new NetworkError('ECANCELED', 'canceled');
  }
}

async function underLock(lock: Lock, options: StartOptions): Promise<void> {
  try {
    // Who had the lock before may have started it.
    if (!(await isListening(options.paths.apiSocket))) await start(options);
  } finally {
    lock.release();
  }
}

async function start({paths, daemonCommand, env, signal}: StartOptions): Promise<void> {
  ensurePrivateDirectory(paths.state);
  const log = openSync(paths.log, 'a+', 0o600);
  try {
    if (fstatSync(log).size > LONGEST_LOG) ftruncateSync(log);
    const before = fstatSync(log).size;
    const [program, ...words] = daemonCommand;
    const daemon = spawn(program!, words, {
      detached: true,
      cwd: '/',
      env,
      stdio: ['ignore', log, log, 'pipe'],
    });
    const outcome = await readiness(daemon, signal);
    if (outcome === 'ready') return;
    // Somebody may have started one by hand in the meantime.
    if (outcome === 'ended' && (await isListening(paths.apiSocket))) return;
    if (outcome === 'canceled') throw new NetworkError('ECANCELED', 'canceled');
    throw failed(outcome, paths, lastLine(log, before));
  } finally {
    closeSync(log);
  }
}

type Outcome = 'ready' | 'ended' | 'late' | 'canceled' | Error;

/** Whatever comes of it, nothing holds this process afterwards; a daemon that is not ready is ended. */
async function readiness(daemon: ChildProcess, signal?: AbortSignal): Promise<Outcome> {
  const pipe = daemon.stdio[3] as Readable;
  let timer: NodeJS.Timeout | undefined;
  let cancel: () => void = () => undefined;
  const outcome = await new Promise<Outcome>((resolve) => {
    let told = '';
    daemon.on('error', resolve);
    pipe.on('data', (octets: Buffer) => {
      told = (told + octets.toString('latin1')).slice(-6);
      if (told === 'ready\n') resolve('ready');
    });
    pipe.on('error', () => undefined);
    daemon.on('exit', () => resolve('ended'));
    timer = setTimeout(() => resolve('late'), PATIENCE.start);
    cancel = () => resolve('canceled');
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted === true) cancel();
  });
  clearTimeout(timer);
  signal?.removeEventListener('abort', cancel);
  pipe.destroy();
  if (outcome === 'late' || outcome === 'canceled') daemon.kill();
  daemon.unref();
  return outcome;
}

function failed(outcome: Outcome, {lab, log}: LabPaths, said: string): NetworkError {
  const what = outcome === 'late' ? `was not ready after ${PATIENCE.start / 1000} s` : 'could not be started';
  const why = outcome instanceof Error ? outcome.message : said;
  const message = `the daemon of lab "${lab}" ${what}${why === '' ? '' : `: ${why}`} (see ${log})`;
  return new NetworkError('ENODAEMON', message, {lab, log});
}

/** What was written to the log last, since it was `from` octets long. */
function lastLine(log: number, from: number): string {
  const {size} = fstatSync(log);
  const start = Math.max(from, size - LONGEST_LAST_LINE);
  const buffer = Buffer.alloc(Math.max(0, Math.min(LONGEST_LAST_LINE, size - start)));
  const length = readSync(log, buffer, 0, buffer.length, start);
  return buffer.toString('utf8', 0, length).trimEnd().split('\n').at(-1)!.trim();
}
