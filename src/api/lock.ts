/**
 * Locks between processes, as files: Node has no flock. It is used by the daemon (one for each lab) and by whoever
 * starts one.
 *
 * Why two never hold one lock:
 * 1. A lock file appears at its path by `link`, whole and only where there was none. So it always tells its holder,
 *    and one that does not was cut short by a crash of the machine.
 * 2. A holder is known by its process id and the moment it started, so another process that got the same id later is
 *    not taken for it. Who is gone stays gone: a lock once found stale is stale for ever. (Where the system does not
 *    tell the moment, a process with the same id counts as the holder: the lock is then not broken, which is safe.)
 * 3. A file is removed from the path by its live holder, or by a breaker: a process that holds the lock `PATH.break`
 *    and, while it holds it, has read the file and found it stale. The stale file's holder can not remove it any
 *    more, and no second breaker is at work, so what is removed is what was read, never a newer lock.
 * 4. A breaker that is killed leaves `PATH.break` stale, which is a lock like any other and broken in the same way,
 *    through `PATH.break.break`. Each further level needs one more process killed in those few instructions.
 */
import {randomBytes} from 'node:crypto';
import {closeSync, linkSync, openSync, readFileSync, readSync, rmSync, unlinkSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {NetworkError} from '../errors.ts';
import {ensurePrivateDirectory} from './paths.ts';

/** Levels of killed breakers that are cleared away. */
const MOST_LEVELS = 4;
/** A lock that changes hands all the time is given up on after so many looks. */
const MOST_TRIES = 1000;
const LONGEST_CONTENT = 512;

export interface Lock {
  /** Gives the lock up. Nothing happens the second time, or when somebody removed it by hand. */
  release(): void;
}

/** The process that has the lock. */
export interface Held {
  readonly holder: number;
}

interface Holder {
  readonly pid: number;
  /** When the process started, as the system tells it; empty where it does not. */
  readonly started: string;
}

/**
 * Takes the lock at `path`, or tells who has it. The lock of a process that is gone is taken over. The directory is made,
 * and checked to be ours alone.
 *
 * @throws {NetworkError} EACCES: something at `path` is not a lock, or may not be used.
 */
export function acquireLock(path: string): Lock | Held {
  for (let tries = 1; ; tries++) {
    ensurePrivateDirectory(dirname(path));
    try {
      return acquire(path, 0);
    } catch (error) {
      if (error instanceof NetworkError) throw error;
      const {code} = error as NodeJS.ErrnoException;
      // A daemon that ends removes the empty directory; it can not while there is a lock in it.
      if (code === 'ENOENT' && tries < MOST_TRIES) continue;
      throw new NetworkError(
        'EACCES',
        `the lock ${path} can not be used (${code ?? 'unknown'})`,
        {path},
        {cause: error},
      );
    }
  }
}

function acquire(path: string, level: number): Lock | Held {
  const self: Holder = {pid: process.pid, started: statOf(process.pid)?.started ?? ''};
  const content = `${JSON.stringify(self)}\n${randomBytes(8).toString('hex')}\n`;
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, content, {mode: 0o600, flag: 'wx'});
  try {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (linked(draft, path)) return {release: () => release(path, content)};
      const found = contentOf(path);
      if (found === undefined) continue; // It was given up between the two calls.
      const holder = holderOf(found);
      if (holder !== undefined && isAlive(holder)) return {holder: holder.pid};
      const breaker = breakStale(path, level);
      if (breaker !== undefined) return breaker;
    }
  } finally {
    rmSync(draft, {force: true});
  }
  throw new NetworkError('EBUSY', `the lock ${path} changes hands all the time`, {path});
}

/** Removes a stale lock; `undefined` when it is gone, else who is busy removing it. */
function breakStale(path: string, level: number): Held | undefined {
  if (level === MOST_LEVELS) {
    throw new NetworkError('EBUSY', `the lock ${path} is stale and can not be broken; remove it`, {path});
  }
  const breaker = acquire(`${path}.break`, level + 1);
  if ('holder' in breaker) return breaker;
  try {
    const found = contentOf(path);
    const holder = found === undefined ? undefined : holderOf(found);
    if (found !== undefined && (holder === undefined || !isAlive(holder))) unlinkSync(path);
    return undefined;
  } finally {
    breaker.release();
  }
}

function release(path: string, content: string): void {
  // Between the look and the removal nobody else touches it: its holder, this process, is alive.
  if (contentOf(path) === content) unlinkSync(path);
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined` when there is no such file. */
function contentOf(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const buffer = Buffer.alloc(LONGEST_CONTENT);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, LONGEST_CONTENT, 0));
  } finally {
    closeSync(file);
  }
}

/** `undefined` when it was cut short. */
function holderOf(content: string): Holder | undefined {
  try {
    const {pid, started} = JSON.parse(content.split('\n', 1)[0]!) as Partial<Holder>;
    return Number.isSafeInteger(pid) && pid! > 0 && typeof started === 'string' ? {pid: pid!, started} : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({pid, started}: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is somebody else's, so it lives.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const stat = statOf(pid);
  if (stat === undefined) return true;
  // A zombie is dead, though nobody has asked for its status yet; in a container perhaps nobody ever does.
  return stat.state !== 'Z' && (started === '' || stat.started === started);
}

/** From `/proc/PID/stat`; `undefined` where there is no such thing. */
function statOf(pid: number): {state: string; started: string} | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Field 2, the name, may hold anything, also blanks and brackets: fields are counted from behind it.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    // Field 22: clock ticks from the boot of the machine to the start of the process.
    return {state: state!, started: `${boot}/${rest[18] ?? ''}`};
  } catch {
    return undefined;
  }
}
