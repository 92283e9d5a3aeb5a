/** The built tools as processes, in directories of their own; afterwards nothing of it may be left. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync} from 'node:fs';
import {constants, tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, vi} from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const TUNLAB = join(ROOT, 'bin', 'tunlab');

/** How long something that has to happen may take, however busy the machine is, in ms. */
const PATIENCE = 30_000;

export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

export interface StartOptions {
  env?: Readonly<Record<string, string>>;
  /** Standard input; without it, it is empty. `open`: the test writes to it, and ends it. */
  input?: string | {readonly open: true};
}

/** Waits until `check` does not throw. Nothing depends on how often it looks. */
export function eventually<Value>(check: () => Value): Promise<Awaited<Value>> {
  return vi.waitFor(check, {timeout: PATIENCE, interval: 20}) as Promise<Awaited<Value>>;
}

/** A program that runs. */
export class Program {
  readonly process: ChildProcess;
  readonly ended: Promise<Outcome>;
  stdout = '';
  stderr = '';

  constructor(command: readonly string[], env: Readonly<Record<string, string>>, input: StartOptions['input'] = '') {
    const [program = '', ...words] = command;
    this.process = spawn(program, words, {env, cwd: '/', stdio: ['pipe', 'pipe', 'pipe']});
    const {stdin, stdout, stderr} = this.process;
    stdin!.on('error', () => undefined);
    if (typeof input === 'string') stdin!.end(input);
    stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = once(this.process, 'close').then(([status, signal]) => ({
      status: (status as number | null) ?? 128 + constants.signals[signal as NodeJS.Signals],
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Waits until it has printed that. */
  async printed(pattern: RegExp): Promise<void> {
    await eventually(() => expect(this.stdout).toMatch(pattern));
  }

  kill(signal: NodeJS.Signals): Promise<Outcome> {
    this.process.kill(signal);
    return this.ended;
  }
}

export interface Sandbox {
  readonly env: Readonly<Record<string, string>>;
  /** `$XDG_RUNTIME_DIR/tunlab`. */
  readonly runtime: string;
  /** For files of the test. */
  readonly directory: string;
  start(command: readonly string[], options?: StartOptions): Program;
  run(command: readonly string[], options?: StartOptions): Promise<Outcome>;
  /** Run `tunlab`; `line` is split at blanks. */
  tunlab(line: string, options?: StartOptions): Promise<Outcome>;
  /** As `tunlab`, for what has to succeed: gives its output. */
  output(line: string, options?: StartOptions): Promise<string>;
  /** Run a shell script. */
  sh(script: string, options?: StartOptions): Promise<Outcome>;
  /** Process of the daemon of a lab. */
  daemon(lab?: string): Promise<number>;
  /** Processes that have this sandbox as their runtime directory. */
  processes(): number[];
}

/**
 * Made for one test; when the test is over, its daemons are stopped and must be gone without a trace.
 *
 * @param finished registers what to do when it is over: `afterAll` for one that several tests share
 */
export function sandbox(finished: (clean: () => Promise<void>) => void = onTestFinished): Sandbox {
  const directory = mkdtempSync(join(tmpdir(), 'tj-'));
  const [run, state] = [join(directory, 'r'), join(directory, 's')];
  mkdirSync(run, {mode: 0o700});
  const env: Record<string, string> = {
    PATH: `${join(ROOT, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: directory,
    XDG_RUNTIME_DIR: run,
    XDG_STATE_HOME: state,
  };
  const runtime = join(run, 'tunlab');
  const start = (command: readonly string[], options: StartOptions = {}) =>
    new Program(command, {...env, ...options.env}, options.input);
  const tunlab = (line: string, options?: StartOptions) => start([TUNLAB, ...line.split(' ')], options).ended;
  const box: Sandbox = {
    env,
    runtime,
    directory,
    start,
    run: (command, options) => start(command, options).ended,
    tunlab,
    output: async (line, options) => {
      const {status, stdout, stderr} = await tunlab(line, options);
      expect({line, status, stderr}).toEqual({line, status: 0, stderr: ''});
      return stdout;
    },
    sh: (script, options) => start(['sh', '-c', script], options).ended,
    daemon: async (lab = 'default') => {
      const {pid} = JSON.parse(await box.output(`daemon status --json --lab ${lab}`)) as {pid: number};
      return pid;
    },
    processes: () => processesIn(run),
  };
  finished(() => nothingLeft(box));
  return box;
}

async function nothingLeft(box: Sandbox): Promise<void> {
  try {
    for (const lab of existsSync(box.runtime) ? readdirSync(box.runtime) : []) {
      const {status} = await box.tunlab(`daemon stop --lab ${lab}`);
      expect([0, 69]).toContain(status);
    }
    await eventually(() => expect(box.processes()).toEqual([]));
    expect(existsSync(box.runtime), 'the runtime directory is gone').toBe(false);
  } finally {
    for (const pid of box.processes()) process.kill(pid, 'SIGKILL');
    rmSync(box.directory, {recursive: true, force: true});
  }
}

/** Where the system tells of other processes' environments (Linux); elsewhere none are found. */
function processesIn(runtime: string): number[] {
  if (!existsSync('/proc/self/environ')) return [];
  const mark = `XDG_RUNTIME_DIR=${runtime}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        readlinkSync(`/proc/${pid}/exe`);
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
      } catch {
        // It has ended, or is about to.
        return false;
      }
    })
    .map(Number);
}

/** Settles when the process is gone. */
export async function gone(pid: number): Promise<void> {
  await eventually(() => expect(isAlive(pid)).toBe(false));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** A program on the machine, by name; for those that a test can do without. */
export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((directory) => existsSync(join(directory, name)));
}
