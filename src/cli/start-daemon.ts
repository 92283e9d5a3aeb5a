/** Starts the daemon of a lab in the background. */
import {setTimeout as sleep} from 'node:timers/promises';
import {NetworkError} from '../errors.ts';
import {acquireLock, type Lock} from '../api/lock.ts';
import {checkSocketPath, ensurePrivateDirectory, type Environment, type LabPaths} from '../api/paths.ts';
import {isListening} from '../api/probe.ts';
import {PATIENCE_TO_START, startInBackground, type Started} from './background-program.ts';

export interface StartOptions {
  readonly paths: LabPaths;
  /** Program and arguments of the daemon: it writes `ready\n` to file descriptor 3 when it can be reached. */
  readonly daemonCommand: readonly string[];
  readonly env: Environment;
  readonly signal?: AbortSignal;
}

/** How long starting may take, and how often who waits for another's start looks, in ms. */
const PATIENCE = {start: PATIENCE_TO_START, look: 20} as const;

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
  const started = await startInBackground({command: daemonCommand, env, log: paths.log, ...(signal && {signal})});
  const {outcome} = started;
  if (outcome === 'told') return;
  // Somebody may have started one by hand in the meantime.
  if (outcome === 'ended' && (await isListening(paths.apiSocket))) return;
  if (outcome === 'canceled') throw new NetworkError('ECANCELED', 'canceled');
  throw failed(started, paths);
}

function failed({outcome, said}: Started, {lab, log}: LabPaths): NetworkError {
  const what = outcome === 'late' ? `was not ready after ${PATIENCE.start / 1000} s` : 'could not be started';
  const why = outcome instanceof Error ? outcome.message : said;
  const message = `the daemon of lab "${lab}" ${what}${why === '' ? '' : `: ${why}`} (see ${log})`;
  return new NetworkError('ENODAEMON', message, {lab, log});
}
