/** A child process that does not outlive this one, however this one ends. */
import {type ChildProcess, spawn} from 'node:child_process';
import type {Socket} from 'node:net';
import {kill} from 'node:process';
import type {Environment} from '../api/paths.ts';

/**
 * The shell waits for its standard input to end, which it does when this process is gone or wants it to, and kills what
 * it has started; signals for a whole terminal do not end it sooner. Until then it has nothing of the child's socket, so that its end is seen here.
 */
const GUARD = 'trap "" HUP INT QUIT TERM; "$@" & exec 3<&- 2>/dev/null; read -r nothing; kill -KILL $!; wait';

export interface GuardedChild {
  readonly pid: number | undefined;
  /** The other end of the program's file descriptor 3. */
  readonly socket: Socket;
  stop(): void;
}

/** @param ended called once, when the program is gone or can not be started, with the last line it wrote */
export function guardedChild(
  command: readonly string[],
  {
    env,
    isNoise,
    ended,
  }: {env: Environment; isNoise: (line: string) => boolean; ended: (said: string | undefined) => void},
): GuardedChild {
  const child: ChildProcess = spawn('/bin/sh', ['-c', GUARD, 'sh', ...command], {
    cwd: '/',
    env,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    // A process group of its own, so that there is a name for what a shell that was killed leaves.
    detached: true,
  });
  const socket = child.stdio[3] as Socket;
  const said = lastLine(child, isNoise);
  const stop = (): void => {
    child.stdin?.destroy();
    socket.destroy();
  };
  // What was written last may come after the socket's end: the shell's end is that of both.
  socket.on('close', () => child.stdin?.destroy());
  for (const stream of [socket, child.stdin, child.stderr]) stream?.on('error', () => undefined);
  child.on('error', () => {
    stop();
    ended(undefined);
  });
  child.on('exit', () => killGroup(child.pid));
  child.on('close', () => {
    stop();
    ended(said());
  });
  return {pid: child.pid, socket, stop};
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    kill(-leader, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}

/** Octets of a line that is worth telling. */
const LONGEST_LINE = 500;

function lastLine({stderr}: ChildProcess, isNoise: (line: string) => boolean): () => string | undefined {
  let text = '';
  stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-4 * LONGEST_LINE);
  });
  return () =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !isNoise(line))
      .at(-1)
      ?.slice(0, LONGEST_LINE);
}
