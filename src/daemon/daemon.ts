/** The life of a daemon: alone, from its lock to the last socket removed, whatever fails in between. */
import {closeSync, writeSync} from 'node:fs';
import type {Server} from 'node:http';
import {isAbsolute, join, normalize} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {NetworkError} from '../errors.ts';
import {acquireLock, type Lock} from '../api/lock.ts';
import {ensurePrivateDirectory, checkSocketPath, labPaths, type Environment, type LabPaths} from '../api/paths.ts';
import {isListening} from '../api/probe.ts';
import {Activity} from './activity.ts';
import {NodeServer} from './node-server.ts';
import {removeEmptyRuntime, removeRuntimeFiles, removeSockets} from './runtime-directory.ts';
import {serveApi} from './server.ts';
import type {CreateService, DeviceNodes} from './service.ts';
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

/** What a stop waits for, in ms: calls that are being answered; a caller to take its answer; a daemon before us to end. */
const PATIENCE = {calls: 2_000, answers: 1_000, predecessor: 5_000, look: 20} as const;

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
  const down = new TakenDown();
  try {
    await setUp(options, paths, {steps, stop, down});
    if (options.readyFd !== undefined) announce(options.readyFd);
    await stop.requested;
  } finally {
    await takeDown(steps);
    await down.finish();
  }
}

interface Setting {
  readonly steps: Step[];
  readonly stop: StopRequest;
  readonly down: TakenDown;
}

async function setUp(options: DaemonOptions, paths: LabPaths, {steps, stop, down}: Setting): Promise<void> {
  const {lab, keep, version} = options;
  const fault = (error: unknown): void => reportFault(options, error);

  steps.push(() => removeEmptyRuntime(paths));
  const lock = await onlyDaemon(paths);
  steps.push(() => lock.release());
  steps.push(() => (keep ? removeSockets(paths) : removeRuntimeFiles(paths)));
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
  });
  steps.push(() => store.commit(service.close()));
  steps.push(() => nodes.close());

  const activity = new Activity();
  const server = serveApi({api: service.api, version, activity, stop: () => down.after(stop)});
  await server.ready();
  await listen(server.server, paths.apiSocket);
  down.serve(server.server);
  steps.push(() => activity.end(PATIENCE.calls));
  steps.push(() => down.stopListening());
}

/**
 * Takes the lock of the lab. A daemon that has it but does not listen is about to end, or to start: it is waited for.
 *
 * @throws {NetworkError} EBUSY
 */
async function onlyDaemon(paths: LabPaths): Promise<Lock> {
  const end = performance.now() + PATIENCE.predecessor;
  for (;;) {
    const lock = acquireLock(paths.lock);
    if (!('holder' in lock)) return lock;
    if (performance.now() > end || (await isListening(paths.apiSocket))) {
      const message = `a daemon is running for lab "${paths.lab}" already: process ${lock.holder}`;
      throw new NetworkError('EBUSY', message, {lab: paths.lab, pid: lock.holder});
    }
    await sleep(PATIENCE.look);
  }
}

/** The store has a lock of its own: two daemons may have different runtime directories and the same state. */
async function openedStore({lab, state}: LabPaths, steps: Step[]): Promise<Store> {
  ensurePrivateDirectory(state);
  const lock = acquireLock(join(state, 'lock'));
  if ('holder' in lock) {
    const message = `the state of lab "${lab}" in ${state} is in use by another daemon: process ${lock.holder}`;
    throw new NetworkError('EBUSY', message, {lab, pid: lock.holder});
  }
  steps.push(() => lock.release());
  const {openStore} = await import('./lmdb-store.ts');
  return openStore(state);
}

function deviceNodes(paths: LabPaths, nodes: NodeServer, fault: (error: unknown) => void): DeviceNodes {
  const pathOf = (hostname: string, relative: string): string => {
    const devfs = paths.devfs(hostname);
    if (relative !== '' && !isAbsolute(relative) && !/(^|\/)\.\.?(\/|$)/.test(relative)) {
      return join(devfs, normalize(relative));
    }
    throw new NetworkError('EINVAL', `${JSON.stringify(relative.slice(0, 80))} is no path of a device node`);
  };
  return {
    appeared(hostname, relative, device) {
      const path = pathOf(hostname, relative);
      nodes.add(path, device);
      return path;
    },
    gone(hostname, relative) {
      nodes.remove(pathOf(hostname, relative)).catch(fault);
    },
  };
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

/** Every step is taken, also after one that failed. @throws what the first one failed with. */
async function takeDown(steps: Step[]): Promise<void> {
  const failures: unknown[] = [];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw NetworkError.from(failures[0]);
}

/** Who asked for the stop over the API hears of it when all is down; so the server's last answer outlives the rest. */
class TakenDown {
  readonly #done: Promise<void>;
  #settle: () => void = () => undefined;
  #server: Server | undefined;
  #closed: Promise<void> = Promise.resolve();

  constructor() {
    this.#done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  serve(server: Server): void {
    this.#server = server;
  }

  /** Asks for the stop; settles when there is nothing left but to answer. */
  after(stop: StopRequest): Promise<void> {
    stop.ask();
    return this.#done;
  }

  /** Removes the socket, before it returns; connections stay. */
  stopListening(): void {
    this.#closed = new Promise((resolve) => {
      this.#server?.close(() => resolve());
    });
  }

  async finish(): Promise<void> {
    this.#settle();
    const timer = setTimeout(() => this.#server?.closeAllConnections(), PATIENCE.answers);
    await this.#closed;
    clearTimeout(timer);
  }
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
