/**
 * Whether some processes have nothing to do: every thread of them sleeps, and none has run between two looks. Then
 * whatever is going to happen among them waits for something outside. Linux tells; elsewhere one can only wait a while.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';

/** Milliseconds of silence that count as stillness where the system does not tell. */
const SILENCE = 100;
/** Fields of /proc/PID/stat behind the name of the program (proc(5)). */
const STATE = 0;
const SESSION = 3;

export interface Observed {
  /** Leader of the session whose processes they are. */
  readonly session: number;
  /** One more, which is not in that session. */
  readonly daemon: number;
  /** Changes whenever something has come from them. */
  readonly heard: () => number;
}

/** @returns a function that looks, and says whether they are still */
export function observer(observed: Observed): () => Promise<boolean> {
  const {heard} = observed;
  const told = isTold();
  const known = new Set<string>();
  return async () => {
    const before = heard();
    if (!told) {
      await sleep(SILENCE);
      return heard() === before;
    }
    const first = sleepersOf(observed, known);
    if (first === undefined) return false;
    // What they have written by now is read before the second look: who waits for a full pipe sleeps, but is not done.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    return heard() === before && sleepersOf(observed, known) === first;
  };
}

/** Whether this system tells of threads how often they have run, and where in the kernel they sleep. */
function isTold(): boolean {
  const sleeps = (thread: string): boolean => read(`/proc/self/task/${thread}/wchan`).length > 1;
  return read('/proc/self/schedstat') !== '' && entries('/proc/self/task').some(sleeps);
}

/**
 * Each thread and how often it has run; `undefined` when one of them has something to do.
 *
 * @param known processes that were there when this was asked last; kept up to date
 */
function sleepersOf({session, daemon}: Observed, known: Set<string>): string | undefined {
  // Mostly something runs that has been seen before: then the others need not be looked for.
  if ([...known].some((pid) => threadsOf(pid) === undefined)) return undefined;
  const inSession = (pid: string): boolean => statOf(`/proc/${pid}`)?.[SESSION] === String(session);
  const pids = [...entries('/proc').filter((name) => /^\d+$/.test(name) && inSession(name)), String(daemon)];
  known.clear();
  for (const pid of pids) known.add(pid);
  const seen = pids.map(threadsOf);
  return seen.includes(undefined) ? undefined : seen.join();
}

/** The same of one process. */
function threadsOf(pid: string): string | undefined {
  const seen: string[] = [];
  for (const thread of entries(`/proc/${pid}/task`)) {
    const path = `/proc/${pid}/task/${thread}`;
    const state = statOf(path)?.[STATE];
    if (state === undefined || /[ZXTt]/.test(state)) continue;
    // One that was interrupted while it was going to sleep is said to sleep already, but at no place: "0".
    if (state !== 'S' || read(`${path}/wchan`) === '0') return undefined;
    seen.push(`${thread} ${read(`${path}/schedstat`)}`);
  }
  return seen.join();
}

function statOf(path: string): string[] | undefined {
  const stat = read(`${path}/stat`);
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Empty when it has gone meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function entries(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
