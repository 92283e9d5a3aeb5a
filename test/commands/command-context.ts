/** Commands run inside the test: over a lab in the same process, under a clock that the test moves. */
import {setImmediate as turn} from 'node:timers/promises';
import {findCommand} from '../../bin/commands.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {connectLab} from '../../src/api/client.ts';
import {type Environment, labPaths} from '../../src/api/paths.ts';
import type {CommandContext} from '../../src/cli/context.ts';
import {invoke} from '../../src/cli/invoke.ts';
import {Lab} from '../../src/lab/lab.ts';
import {echoReply} from '../../src/packet/echo.ts';
import {LocalLab} from '../../src/service/local-lab.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

export const VERSION = '0.0.0-test';

export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Standard input. */
  input?: string | Uint8Array;
  env?: Environment;
  /** Whether time passes while the command waits, from event to event; else the test moves the clock. */
  timePasses?: boolean;
}

/** A command that runs. */
export interface Running {
  readonly ended: Promise<Outcome>;
  /** What it has printed so far. */
  readonly output: Outcome;
  interrupt(): void;
}

const TOOLS: ReadonlySet<string> = new Set(['ifconfig', 'route', 'ping', 'tunctl']);

/** Labs by name, made when they are reached, and the commands that use them. */
export class CommandBench {
  readonly clock = new VirtualClock(1_686_024_960_000);
  /** Command lines of programs that commands started, and their environments. */
  readonly programs: {command: readonly string[]; env: Environment}[] = [];
  /** What the next of them returns. */
  programStatus = 0;
  readonly #labs = new Map<string, {engine: Lab; api: LabApi}>();

  get lab(): LabApi {
    return this.#reach('default').api;
  }

  get engine(): Lab {
    return this.#reach('default').engine;
  }

  /** Names of the labs that were reached. */
  get labs(): string[] {
    return [...this.#labs.keys()];
  }

  /** Run a command to its end; time passes while it waits. `line` is split at blanks. */
  async run(line: string | readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const {ended} = this.start(line, options);
    let over = false;
    const watched = ended.finally(() => (over = true));
    while (!over) {
      await turn();
      if (options.timePasses !== false) this.clock.advance(this.clock.untilNext() ?? 0);
    }
    return watched;
  }

  /** As `run`, for commands that have to succeed: gives what they print. */
  async output(line: string | readonly string[], options: RunOptions = {}): Promise<string> {
    const {status, stdout, stderr} = await this.run(line, options);
    if (status !== 0 || stderr !== '') throw new Error(`${String(line)}: exit status ${status}, ${stderr}`);
    return stdout;
  }

  /** As `output`, of a command whose output is one line of JSON. */
  async json<Value = never>(line: string | readonly string[]): Promise<Value> {
    const words = typeof line === 'string' ? line.split(' ') : line;
    const printed = await this.output([...words, '--json']);
    if (printed.indexOf('\n') !== printed.length - 1) throw new Error(`not one line: ${printed}`);
    return JSON.parse(printed) as Value;
  }

  /** Start a command; the clock stands still. */
  start(line: string | readonly string[], {input = '', env = {}}: RunOptions = {}): Running {
    const words = typeof line === 'string' ? line.split(' ') : [...line];
    const found = findCommand(words);
    if (!found) throw new Error(`no command: ${words.join(' ')}`);
    const output: Outcome = {status: -1, stdout: '', stderr: ''};
    const interrupt = new AbortController();
    const context = this.#context(output, {input, env, signal: interrupt.signal});
    const tool = found.id.split(':')[0]!;
    const ended = found
      .load()
      .then((Command) => invoke(Command, TOOLS.has(tool) ? tool : 'tunlab', found.argv, context))
      .then((status) => ({...output, status}));
    return {ended, output, interrupt: () => interrupt.abort()};
  }

  /** Let things happen, without time passing, until `condition` holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await turn();
  }

  /** An application that has the node open and answers every echo request after `delay` milliseconds. */
  answer(ifname: string, {delay = 5, ttl = 64, times = 1} = {}): void {
    const device = this.engine.host('local').device(ifname);
    const node = device.open({
      ready: () => true,
      take: (frame) => {
        const reply = echoReply(frame, device.settings.linkHeader, ttl);
        if (!reply) throw new Error('no echo request');
        for (let copy = 1; copy <= times; copy++) this.clock.after(delay * copy, () => node.write(reply));
      },
    });
    node.pull();
  }

  /** All that can be configured or waits in a queue; with `counters`, all that is counted as well. */
  async dump({counters = true} = {}): Promise<unknown> {
    const host = {host: 'local'};
    const interfaces = await this.lab.listInterfaces(host);
    const devices = await this.lab.listDevices(host);
    const queues = await Promise.all(devices.map(({ifname}) => this.lab.showQueues({...host, ifname})));
    return {
      interfaces: interfaces.map(({stats64, ...rest}) => (counters ? {...rest, stats64} : rest)),
      routes: await this.lab.listRoutes(host),
      devices: devices.map(({refused, ...rest}) => (counters ? {...rest, refused} : rest)),
      queues,
    };
  }

  #context(output: Outcome, caller: {input: string | Uint8Array; env: Environment; signal: AbortSignal}): CommandContext {
    const written = (data: string | Uint8Array) => (typeof data === 'string' ? data : Buffer.from(data).toString('latin1'));
    return {
      io: {
        stdout: {write: (data) => void (output.stdout += written(data))},
        stderr: {write: (data) => void (output.stderr += written(data))},
        env: {PATH: '/bin', XDG_RUNTIME_DIR: '/nowhere', XDG_STATE_HOME: '/nowhere', ...caller.env},
        cwd: '/',
        colour: false,
        readInput: () => Promise.resolve(Buffer.from(caller.input)),
        interrupted: () => caller.signal,
      },
      version: VERSION,
      programs: {
        daemon: ['the-daemon'],
        tools: '/the/tools',
        examples: '/the/examples',
        run: (command, env) => {
          this.programs.push({command, env});
          return Promise.resolve(this.programStatus);
        },
      },
      reach: (name) => this.#reach(name).api,
      connect: (name) =>
        this.#labs.get(name)?.api ??
        connectLab({paths: labPaths(name, {XDG_RUNTIME_DIR: '/nowhere'}), version: VERSION}),
    };
  }

  #reach(name: string): {engine: Lab; api: LabApi} {
    const known = this.#labs.get(name);
    if (known) return known;
    const engine = new Lab({clock: this.clock, seed: 1});
    const api = new LocalLab({
      lab: engine,
      hello: () => ({
        name: 'tunlab',
        version: VERSION,
        lab: name,
        pid: 4711,
        uptime: 7,
        personality: 'haiku',
        clock: 'virtual',
      }),
      stop: () => void this.#labs.delete(name),
    });
    this.#labs.set(name, {engine, api});
    return {engine, api};
  }
}

/** A bench whose tun0 has the address 10.10.10.10, the other end 10.10.10.8, and is up. */
export async function benchWithTunnel(): Promise<CommandBench> {
  const bench = new CommandBench();
  await bench.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
  return bench;
}

/** What a command says that did it, and prints nothing. */
export const SILENCE: Outcome = {status: 0, stdout: '', stderr: ''};
