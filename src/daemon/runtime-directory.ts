import {readdirSync, rmdirSync, rmSync, unlinkSync, type Dirent} from 'node:fs';
import {dirname, join} from 'node:path';
import type {LabPaths} from '../api/paths.ts';

/** Directories below `<host>/dev`, and some more. */
const DEEPEST = 8;

/**
 * Removes the sockets in the lab's runtime directory, which is nobody's but the holder of the lab's lock, and the
 * directories this empties. Other files are left alone.
 */
export function removeSockets(paths: LabPaths): void {
  sweep(paths.runtime, DEEPEST);
}

/** Removes all that is in the lab's runtime directory except locks. */
export function removeRuntimeFiles(paths: LabPaths): void {
  for (const entry of namesIn(paths.runtime)) {
    // Beside a lock lie the files of those who are trying to get it.
    const isLock = entry.isFile() && /^(launch\.)?lock(\.|$)/.test(entry.name);
    if (!isLock) rmSync(join(paths.runtime, entry.name), {recursive: true, force: true});
  }
}

/** Removes the programs that were written for others to start. */
export function removeWrappers(paths: LabPaths): void {
  rmSync(paths.wrappers, {recursive: true, force: true});
}

/** Removes the runtime directory, and that of all labs, if they are empty. */
export function removeEmptyRuntime(paths: LabPaths): void {
  if (removedEmpty(paths.runtime)) removedEmpty(dirname(paths.runtime));
}

function sweep(directory: string, depth: number): void {
  for (const entry of namesIn(directory)) {
    const path = join(directory, entry.name);
    if (entry.isSocket()) {
      unlinkSync(path);
    } else if (entry.isDirectory() && depth > 0) {
      sweep(path, depth - 1);
      removedEmpty(path);
    }
  }
}

function namesIn(directory: string): Dirent[] {
  try {
    return readdirSync(directory, {withFileTypes: true});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function removedEmpty(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch {
    // Something is in it, or it is gone already.
    return false;
  }
}
