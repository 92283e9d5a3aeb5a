/**
 * The shell that the commands of a walkthrough run in, and the time they take: the clock of its lab is held, and moves to
 * the next event when the command that is shown waits for it and everything else sleeps. So a ping in the background does
 * not run ahead of the command that is typed next, and the same commands print the same on every machine.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {kill} from 'node:process';
import type {Readable, Writable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import type {LabApi} from '../../api/lab-api.ts';
import type {Environment} from '../../api/paths.ts';
import {NetworkError} from '../../errors.ts';
import {printedLines, ShellOutput, tooMuch} from './output.ts';
import {LIFELINE_FD, ORDERS_FD, SHELL_DRIVER, STATUS_FD} from './shell-driver.ts';
import {killMarked} from './leftovers.ts';
import {observer} from './stillness.ts';

/** Milliseconds between two looks at who sleeps: of those that start or compute, and after time has passed. */
const LOOK = {busy: 10, moved: 1} as const;

export interface Ran {
  /** In the order in which a terminal would show them, of standard output and error. */
  readonly lines: readonly string[];
  readonly status: number;
}

export interface SessionOptions {
  readonly lab: LabApi;
  readonly env: Environment;
  /** Where the shell begins. Removed, should this process end before the session does. */
  readonly directory: string;
  /** Seconds of real time that a command may take. */
  readonly timeout: number;
  /** Ends the session. */
  readonly signal?: AbortSignal;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #shell: ChildProcess;
  readonly #isStill: () => Promise<boolean>;
  readonly #output = new ShellOutput();
  readonly #ended: Promise<unknown>;
  #over = false;
  #status: string | undefined;

  /** Holds the clock of the lab. */
  static async start(options: SessionOptions): Promise<Session> {
    const [{pid}] = await Promise.all([options.lab.hello({}), options.lab.holdClock({held: true})]);
    return new Session(options, pid);
  }

  private constructor(options: SessionOptions, daemon: number) {
    const {env, directory: cwd} = options;
    this.#options = options;
    // A session and a process group of its own, to be ended as a whole.
    this.#shell = spawn('sh', ['-c', SHELL_DRIVER, 'sh', cwd], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.#ended = new Promise((resolve) => {
      const over = (): void => {
        this.#over = true;
        resolve(undefined);
      };
      this.#shell.once('exit', over).once('error', over);
    });
    this.#shell.stdout!.on('data', (octets: Buffer) => this.#output.take(octets));
    for (const fd of [ORDERS_FD, LIFELINE_FD]) (this.#shell.stdio[fd] as Writable).on('error', () => undefined);
    (this.#shell.stdio[STATUS_FD] as Readable).on('data', (told: Buffer) => {
      this.#status = (this.#status ?? '') + told.toString();
    });
    this.#isStill = observer({
      session: this.#shell.pid ?? 0,
      mark: markOf(env),
      daemon,
      heard: () => this.#output.heard + (this.#status?.length ?? 0),
    });
  }

  /**
   * Runs lines of shell to their end, and until what they left in the background sleeps.
   *
   * @throws {NetworkError} ETIMEDOUT, ENOBUFS, ECANCELED; ENOENT: the shell has ended. The session is of no use then.
   */
  async run(command: string): Promise<Ran> {
    const lines = command.split('\n');
    const end = performance.now() + this.#options.timeout * 1000;
    this.#status = undefined;
    this.#order(`run ${lines.length}\n${lines.join('\n')}\n`);
    let pause: number;
    while (!this.#hasStatus()) {
      this.#check(end, 'did not end');
      pause = LOOK.busy;
      // A command that has just ended sleeps as well, but what it told has been read by then.
      if ((await this.#isStill()) && !this.#hasStatus() && (await this.#timePasses())) pause = LOOK.moved;
      if (!this.#hasStatus()) await sleep(pause);
    }
    while (!(await this.#isStill())) {
      this.#check(end, 'left something in the background that does not come to rest');
      await sleep(LOOK.moved);
    }
    return {lines: printedLines(await this.#printed()), status: Number(this.#status)};
  }

  /** What had come when it failed. */
  rest(): string[] {
    return printedLines(this.#output.rest());
  }

  /** An interrupt from the keyboard, for what the shell is waiting for. */
  interrupt(): void {
    this.#kill('SIGINT');
  }

  /** Ends all that runs in it. */
  async end(): Promise<void> {
    this.#kill('SIGKILL');
    await this.#ended;
    killMarked(markOf(this.#options.env));
    for (const stream of this.#shell.stdio) stream?.destroy();
  }

  #hasStatus(): boolean {
    return this.#status?.endsWith('\n') === true;
  }

  /** @returns whether something was waited for, and happened */
  async #timePasses(): Promise<boolean> {
    const {lab} = this.#options;
    const {awaited, next} = await lab.showClock({});
    if (!awaited || next === null) return false;
    await lab.advanceClock({next: true});
    return true;
  }

  async #printed(): Promise<Buffer> {
    const mark = randomBytes(16).toString('hex');
    const printed = this.#output.upTo(mark);
    this.#order(`${mark}\n`);
    const output = await Promise.race([printed, this.#ended]);
    if (output instanceof Buffer) return output;
    throw shellEnded();
  }

  #check(end: number, what: string): void {
    if (this.#options.signal?.aborted === true) throw new NetworkError('ECANCELED', 'interrupted');
    if (this.#output.overrun) throw tooMuch();
    if (this.#over) throw shellEnded();
    if (performance.now() < end) return;
    throw new NetworkError('ETIMEDOUT', `${what} within ${this.#options.timeout} s`);
  }

  #order(text: string): void {
    (this.#shell.stdio[ORDERS_FD] as Writable).write(text);
  }

  #kill(signal: NodeJS.Signals): void {
    const {pid} = this.#shell;
    if (pid === undefined) return;
    try {
      kill(-pid, signal);
    } catch {
      // It has ended.
    }
  }
}

/** What all processes of a private lab have in their environment. */
function markOf(env: Environment): string {
  return `TUNLAB_PRIVATE=${env['TUNLAB_PRIVATE'] ?? ''}`;
}

function shellEnded(): NetworkError {
  return new NetworkError('ENOENT', 'ended the shell, and with it the walkthrough');
}
