/**
 * Whether some processes have nothing to do: every thread of them sleeps, and none has run between two looks. Then
 * whatever is going to happen among them waits for something outside. Linux tells; elsewhere one can only wait a while.
 */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
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

export async function isStill(observed: Observed): Promise<boolean> {
  const {heard} = observed;
  const before = heard();
  const first = threadsOf(observed);
  if (first === 'untold') {
    await sleep(SILENCE);
    return heard() === before;
  }
  if (first.asleep === undefined) return false;
  // What they have written by now is read before the second look: who waits for a full pipe sleeps, but is not done.
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  const second = threadsOf(observed);
  return heard() === before && second !== 'untold' && second.asleep === first.asleep;
}

/** Each thread and how often it has run, or that one of them has something to do. */
type Threads = 'untold' | {readonly asleep: string | undefined};

function threadsOf({session, daemon}: Observed): Threads {
  if (!existsSync('/proc/self/schedstat')) return 'untold';
  const seen: string[] = [];
  const inSession = (pid: string): boolean => statOf(`/proc/${pid}`)?.[SESSION] === String(session);
  for (const pid of [...entries('/proc').filter((name) => /^\d+$/.test(name) && inSession(name)), String(daemon)]) {
    for (const thread of entries(`/proc/${pid}/task`)) {
      const path = `/proc/${pid}/task/${thread}`;
      const state = statOf(path)?.[STATE];
      if (state === undefined || /[ZXTt]/.test(state)) continue;
      if (state !== 'S') return {asleep: undefined};
      seen.push(`${thread} ${read(`${path}/schedstat`)}`);
    }
  }
  return {asleep: seen.join()};
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
