import {setTimeout as sleep} from 'node:timers/promises';
import {NetworkError} from '../errors.ts';
import {acquireLock, type Lock} from '../api/lock.ts';
import type {LabPaths} from '../api/paths.ts';
import {isListening} from '../api/probe.ts';

/** How long a daemon before this one may take to end, and how often it is looked at, in ms. */
const PATIENCE = {end: 5_000, look: 20} as const;

/**
 * Takes the lock of the lab. A daemon that has it but does not listen is about to end, or to start: it is waited for.
 *
 * @throws {NetworkError} EBUSY
 */
export async function soleDaemon(paths: LabPaths): Promise<Lock> {
  const end = performance.now() + PATIENCE.end;
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
