import {readFileSync, readdirSync} from 'node:fs';

/** Processes whose parent that is (Linux). */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // Behind the name, which may hold anything: the state, and the parent.
        const [, found] = /\) \w (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
        return Number(found) === parent;
      } catch {
        return false;
      }
    });
}
