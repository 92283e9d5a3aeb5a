/** A lab for one command: its daemon holds one end of a pipe, and ends when the other end is gone, however it went. */
import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import type {Readable, Writable} from 'node:stream';
import {type Environment, labPaths} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';
import type {CommandContext} from './context.ts';
import {toolEnvironment} from './tool-environment.ts';

/** Milliseconds that the daemon may take to clean up. */
const PATIENCE = 5000;
const READY_FD = 3;
const LIFELINE_FD = 4;

/** Calls `use` with the environment of a new lab, and takes the lab down when it settles. */
export async function withPrivateLab<Result>(
  {io, programs}: CommandContext,
  host: string,
  daemonOptions: readonly string[],
  use: (env: Environment) => Promise<Result>,
): Promise<Result> {
  const paths = labPaths(`with-${randomBytes(4).toString('hex')}`, io.env);
  const options = [
    '--lab',
    paths.lab,
    '--no-keep',
    '--ready-fd',
    String(READY_FD),
    '--lifeline-fd',
    String(LIFELINE_FD),
    ...daemonOptions,
  ];
  const [program = '', ...words] = [...programs.daemon, ...options];
  // Detached: an interrupt from the keyboard is for the command, and the daemon has to outlive it.
  const daemon = spawn(program, words, {
    detached: true,
    env: io.env,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'],
  });
  const ended = once(daemon, 'exit');
  try {
    await ready(daemon, ended);
    const tools = toolEnvironment(paths, host, programs.tools, io.env);
    return await use({...io.env, ...tools, TUNLAB_PRIVATE: paths.lab});
  } finally {
    (daemon.stdio[LIFELINE_FD] as Writable).destroy();
    const late = setTimeout(() => daemon.kill('SIGKILL'), PATIENCE);
    await ended;
    clearTimeout(late);
  }
}

async function ready(daemon: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const told = once(daemon.stdio[READY_FD] as Readable, 'data').then(() => true);
  const started = await Promise.race([told, ended.then(() => false)]);
  if (!started)
    throw new NetworkError('ENODAEMON', 'the daemon of the private lab did not start; what it said is above');
}
