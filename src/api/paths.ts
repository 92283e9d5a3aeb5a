/** Where a lab keeps its sockets and its state, and the checks without which none of these places is trusted. */
import {lstatSync, mkdirSync, type Stats} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, isAbsolute, join} from 'node:path';
import {NetworkError} from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Absolute paths; none of them has to exist. */
export interface LabPaths {
  /** Name of the lab. */
  readonly lab: string;
  /** Directory of everything that ends with the daemon. */
  readonly runtime: string;
  /** Directory of what outlives the daemon. */
  readonly state: string;
  readonly apiSocket: string;
  readonly relaySocket: string;
  /** Held by the one daemon of this lab. */
  readonly lock: string;
  /** Held by whoever is starting the daemon. */
  readonly launchLock: string;
  /** Which hosts are not Haiku's: `published-personality.ts` reads it. */
  readonly personalities: string;
  /** Directory of programs that are written for others to start. */
  readonly wrappers: string;
  /** What a daemon started in the background prints. */
  readonly log: string;
  /** The `/dev` of a host. @throws {NetworkError} EINVAL: no name for a directory. */
  devfs(host: string): string;
}

/** `sun_path` less its terminating zero; Node 20 cuts longer ones without a word. */
const LONGEST_SOCKET_PATH = {linux: 107, darwin: 103} as const;

/** How often a directory may vanish while it is made. */
const MOST_TRIES = 100;

const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The places of one lab, from the environment alone. Relative XDG directories are ignored, as their standard says.
 *
 * @throws {NetworkError} EUSAGE: not a possible name of a lab.
 */
export function labPaths(lab: string, env: Environment): LabPaths {
  if (!isFileName(lab)) {
    const shown = JSON.stringify(lab.slice(0, 80));
    throw new NetworkError('EUSAGE', `${shown} is not the name of a lab: 1 to 64 letters, digits, ".", "_" and "-"`);
  }
  const runtime = join(runtimeBase(env), lab);
  const state = join(stateBase(env), lab);
  const files = {
    apiSocket: join(runtime, 'api.sock'),
    relaySocket: join(runtime, 'relay.sock'),
    lock: join(runtime, 'lock'),
    launchLock: join(runtime, 'launch.lock'),
    personalities: join(runtime, 'personalities'),
    wrappers: join(runtime, 'wrappers'),
  };
  const taken = new Set(Object.values(files));
  return {
    lab,
    runtime,
    state,
    ...files,
    log: join(state, 'daemon.log'),
    devfs(host) {
      const directory = join(runtime, host);
      if (isFileName(host) && !taken.has(directory)) return join(directory, 'dev');
      throw new NetworkError('EINVAL', `a host called ${JSON.stringify(host.slice(0, 80))} can not have device nodes`);
    },
  };
}

/**
 * Makes `path` and the directory it is in, where they are missing, and makes sure that nobody else can reach into them:
 * there is no asking a Unix socket's peer who it is, so these directories are the only boundary there is.
 *
 * @throws {NetworkError} EACCES: one of them is a link, no directory, not ours, or open to others.
 */
export function ensurePrivateDirectory(path: string): void {
  const parent = dirname(path);
  for (let tries = 1; ; tries++) {
    try {
      mkdirSync(dirname(parent), {recursive: true, mode: 0o700});
      for (const directory of [parent, path]) {
        makeDirectory(directory);
        requirePrivate(directory, lstatSync(directory));
      }
      return;
    } catch (error) {
      // A daemon that ends removes directories that are empty, perhaps the one just made.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === MOST_TRIES) throw explained(error, path);
    }
  }
}

/**
 * Whether `path` is there, checked as in `ensurePrivateDirectory` but without making anything.
 *
 * @throws {NetworkError} EACCES: it is not safe to use.
 */
export function checkPrivateDirectory(path: string): boolean {
  try {
    for (const directory of [dirname(path), path]) {
      const stats = lstatSync(directory, {throwIfNoEntry: false});
      if (stats === undefined) return false;
      requirePrivate(directory, stats);
    }
    return true;
  } catch (error) {
    throw explained(error, path);
  }
}

/** @throws {NetworkError} ENAMETOOLONG: the system would cut this path and meet another socket there. */
export function checkSocketPath(path: string, platform: NodeJS.Platform = process.platform): void {
  const limit = platform === 'darwin' ? LONGEST_SOCKET_PATH.darwin : LONGEST_SOCKET_PATH.linux;
  const length = Buffer.byteLength(path);
  if (length <= limit) return;
  const remedy = 'set XDG_RUNTIME_DIR to a shorter directory';
  throw new NetworkError(
    'ENAMETOOLONG',
    `the path of the socket ${path} has ${length} octets, ${limit} are possible; ${remedy}`,
    {path, length, limit},
  );
}

function isFileName(name: string): boolean {
  return NAME.test(name) && name !== '.' && name !== '..';
}

function runtimeBase(env: Environment): string {
  const given = absolute(env['XDG_RUNTIME_DIR']);
  if (given !== undefined) return join(given, 'tunlab');
  return join(absolute(env['TMPDIR']) ?? '/tmp', `tunlab-${ownUser()}`);
}

function stateBase(env: Environment): string {
  const given = absolute(env['XDG_STATE_HOME']);
  return join(given ?? join(absolute(env['HOME']) ?? homedir(), '.local', 'state'), 'tunlab');
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function ownUser(): number {
  // Only Windows lacks it, and tunlab does not run there.
  return process.getuid?.() ?? 0;
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, {mode: 0o700});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function requirePrivate(path: string, stats: Stats): void {
  const fault = faultOf(path, stats);
  if (fault !== undefined) throw new NetworkError('EACCES', `${path} ${fault}`, {path});
}

function faultOf(path: string, stats: Stats): string | undefined {
  if (stats.isSymbolicLink()) return 'is a symbolic link, so it is not safe for sockets; remove it';
  if (!stats.isDirectory()) return 'is in the way: it is no directory; remove it';
  if (stats.uid !== ownUser()) {
    return `belongs to user ${stats.uid}, so it is not safe for sockets; set XDG_RUNTIME_DIR to a directory of your own`;
  }
  if ((stats.mode & 0o077) === 0) return undefined;
  const mode = (stats.mode & 0o777).toString(8).padStart(3, '0');
  return `is open to other users (mode ${mode}); close it with: chmod 700 ${path}`;
}

function explained(error: unknown, path: string): NetworkError {
  const {code} = error as NodeJS.ErrnoException;
  if (error instanceof NetworkError || code === undefined) return NetworkError.from(error);
  return new NetworkError('EACCES', `the directory ${path} can not be used (${code})`, {path}, {cause: error});
}
