/** The life of a daemon: alone, from its lock to the last socket removed, whatever fails in between. */
import {closeSync, writeSync} from 'node:fs';
import type {Server} from 'node:http';
import {join} from 'node:path';
import {NetworkError} from '../errors.ts';
import {acquireLock} from '../api/lock.ts';
import {checkSocketPath, ensurePrivateDirectory, labPaths, type Environment, type LabPaths} from '../api/paths.ts';
import {Activity} from './activity.ts';
import {deviceNodes} from './device-nodes.ts';
import {LastAnswer} from './last-answer.ts';
import {NodeServer} from './node-server.ts';
import {removeEmptyRuntime, removeRuntimeFiles, removeSockets, removeWrappers} from './runtime-directory.ts';
import {serveApi} from './server.ts';
import type {CreateService} from './service.ts';
import {publishPersonalities, withdrawPersonalities} from './published-personalities.ts';
import {soleDaemon} from './sole-daemon.ts';
import {StopRequest, type StopSources} from './stop-request.ts';
import {memoryStore, type Store} from './store.ts';

export interface DaemonOptions extends StopSources {
  readonly lab: string;
  /** Whether the lab's state outlives this daemon, even when it is killed. */
  readonly keep: boolean;
  readonly env: Environment;
  readonly version: string;
  readonly createService: CreateService;
  /** File descriptor that is written `ready\n` to, and closed, when the daemon can be reached. */
  readonly readyFd?: number;
  /** Told of faults of tunlab itself, a line each. */
  readonly log?: (line: string) => void;
}

/** How long a stop waits for the calls that are being answered, in ms. */
const PATIENCE = 2_000;

type Step = () => unknown;

/**
 * Serves a lab until something asks it to stop: a signal, the API, its lifeline, `options.signal`. When it settles,
 * nothing of it is left: no socket, no lock, no handler, and everything committed.
 *
 * @throws {NetworkError} EBUSY: the lab has a daemon; EACCES, ENAMETOOLONG, EIO: its places can not be used; else what
 *   creating the service failed with.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const paths = labPaths(options.lab, options.env);
  checkSocketPath(paths.apiSocket);
  const stop = new StopRequest(options);
  /** What has been set up and is to be taken down, the last first. */
  const steps: Step[] = [() => stop.forget()];
  const lastAnswer = new LastAnswer();
  const failures: unknown[] = [];
  try {
    await setUp(options, paths, {steps, stop, lastAnswer});
    if (options.readyFd !== undefined) announce(options.readyFd);
    await stop.requested;
  } catch (error) {
    failures.push(error);
  }
  failures.push(...(await takeDown(steps)));
  await lastAnswer.give();
  if (failures.length > 0) throw NetworkError.from(failures[0]);
}

interface Setting {
  readonly steps: Step[];
  readonly stop: StopRequest;
  readonly lastAnswer: LastAnswer;
}

async function setUp(options: DaemonOptions, paths: LabPaths, {steps, stop, lastAnswer}: Setting): Promise<void> {
  const {lab, keep, version} = options;
  const fault = (error: unknown): void => reportFault(options, error);

  steps.push(() => removeEmptyRuntime(paths));
  const lock = await soleDaemon(paths);
  steps.push(() => lock.release());
  steps.push(() => (keep ? removeSockets(paths) : removeRuntimeFiles(paths)));
  steps.push(() => withdrawPersonalities(paths));
  steps.push(() => removeWrappers(paths));
  removeSockets(paths);

  const store = keep ? await openedStore(paths, steps) : memoryStore();
  steps.push(() => store.close());

  const nodes = new NodeServer({onFault: fault});
  steps.push(() => nodes.close());
  const service = options.createService({
    lab,
    version,
    entries: store.load(),
    commit: (changes) => store.commit(changes),
    nodes: deviceNodes(paths, nodes, fault),
    onPersonalities: (personalities) => publishPersonalities(paths, personalities, fault),
  });
  steps.push(() => store.commit(service.close()));
  steps.push(() => nodes.close());

  const activity = new Activity();
  const server = serveApi({api: service.api, version, activity, stop: () => lastAnswer.after(stop)});
  await server.ready();
  await listen(server.server, paths.apiSocket);
  lastAnswer.of(server);
  steps.push(() => activity.end(PATIENCE));
  steps.push(() => lastAnswer.stopListening());
}

/** The store has a lock of its own: two daemons may have different runtime directories and the same state. */
async function openedStore({lab, state}: LabPaths, steps: Step[]): Promise<Store> {
  ensurePrivateDirectory(state);
  const lock = acquireLock(join(state, 'store.lock'));
  if ('holder' in lock) {
    const message = `the state of lab "${lab}" in ${state} is in use by another daemon: process ${lock.holder}`;
    throw new NetworkError('EBUSY', message, {lab, pid: lock.holder});
  }
  steps.push(() => lock.release());
  const {openStore} = await import('./lmdb-store.ts');
  return openStore(state);
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => {
      const message = `the socket ${path} can not be made (${error.code ?? error.message})`;
      reject(new NetworkError('EACCES', message, {path}, {cause: error}));
    };
    server.once('error', refused);
    server.listen(path, () => {
      server.off('error', refused);
      resolve();
    });
  });
}

/** Takes every step, also after one that failed; gives what failed. */
async function takeDown(steps: Step[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

function announce(fd: number): void {
  try {
    writeSync(fd, 'ready\n');
    closeSync(fd);
  } catch (error) {
    // Who wanted to know is gone; the lab is wanted nevertheless.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw new NetworkError('EUSAGE', `file descriptor ${fd} can not be written to`, {fd}, {cause: error});
  }
}

function reportFault({log}: DaemonOptions, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log?.(text);
}
