/** Processes that left their session, found by what is in their environment (Linux; elsewhere none are). */
import {readdirSync, readFileSync} from 'node:fs';
import {kill} from 'node:process';

/** Looks until there are none: one that is found may just have started another. */
const MOST_LOOKS = 20;

/** @param mark `NAME=VALUE` in the environment with which they were started */
export function killMarked(mark: string): void {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const found = marked(mark);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}

function marked(mark: string): number[] {
  return listed('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).split('\0').includes(mark))
    .map(Number);
}

/** As it was when the program began: `NAME=VALUE`, each with a NUL behind it; empty where nobody tells. */
export function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function listed(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
