/**
 * Whether some processes have nothing to do: every thread of them sleeps, and none has run between two looks. Then
 * whatever is going to happen among them waits for something outside. Linux tells; elsewhere one can only wait a while.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {environmentOf} from './leftovers.ts';

/** Milliseconds of silence that count as stillness where the system does not tell. */
const SILENCE = 100;
/** Fields of /proc/PID/stat behind the name of the program (proc(5)). */
const STATE = 0;
const SESSION = 3;
const START_TIME = 19;

export interface Observed {
  /** Leader of the session whose processes they are. */
  readonly session: number;
  /** `NAME=VALUE` in the environment of those that have left it, such as a tunnel in the background. */
  readonly mark: string;
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
  const isOurs = membership(observed);
  return async () => {
    const before = heard();
    if (!told) {
      await sleep(SILENCE);
      return heard() === before;
    }
    const first = sleepersOf(observed.daemon, isOurs, known);
    if (first === undefined) return false;
    // What they have written by now is read before the second look: who waits for a full pipe sleeps, but is not done.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    return heard() === before && sleepersOf(observed.daemon, isOurs, known) === first;
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
function sleepersOf(daemon: number, isOurs: (pid: string) => boolean, known: Set<string>): string | undefined {
  // Mostly something runs that has been seen before: then the others need not be looked for.
  if ([...known].some((pid) => threadsOf(pid) === undefined)) return undefined;
  const pids = [...entries('/proc').filter((name) => /^\d+$/.test(name) && isOurs(name)), String(daemon)];
  known.clear();
  for (const pid of pids) known.add(pid);
  const seen = pids.map(threadsOf);
  return seen.includes(undefined) ? undefined : seen.join();
}

/** @returns whether a process is in the session, or marked */
function membership({session, mark}: Observed): (pid: string) => boolean {
  /** By process, and when that began: a mark stays with who has it. */
  const marked = new Map<string, boolean>();
  return (pid) => {
    const stat = statOf(`/proc/${pid}`);
    if (stat?.[SESSION] === String(session)) return true;
    const who = `${pid} ${stat?.[START_TIME] ?? ''}`;
    const verdict = marked.get(who);
    if (verdict !== undefined) return verdict;
    // Empty is that of a stranger, and of one that is just becoming another program.
    const environment = environmentOf(pid);
    const ours = environment.split('\0').includes(mark);
    if (environment !== '') marked.set(who, ours);
    return ours;
  };
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
