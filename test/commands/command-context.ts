/** Commands run inside the test: over a lab in the same process, under a clock that the test moves. */
import {setImmediate as turn} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {COMMAND_TABLE, findCommand} from '../../bin/commands.ts';
import {connectLab} from '../../src/api/client.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {type Environment, labPaths} from '../../src/api/paths.ts';
import {SCHEMAS} from '../../src/api/schemas.ts';
import type {CommandContext} from '../../src/cli/context.ts';
import {invoke} from '../../src/cli/invoke.ts';
import {checkBody} from '../../src/daemon/validate.ts';
import {Lab} from '../../src/lab/lab.ts';
import {echoReply} from '../../src/packet/echo.ts';
import {rehearsedLab} from '../../src/service/rehearsal.ts';
import {localLab} from '../../src/service/local-lab.ts';
import type {Clock} from '../../src/time/clock.ts';
import {fakePrograms} from '../link/programs-under-test.ts';
import {collect} from '../service/lab-under-test.ts';
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
  /** Whether standard output takes colour. */
  colour?: boolean;
  /** Whether time passes while the command waits, from event to event: so it does unless a started command waits too. */
  timePasses?: boolean;
}

/** A command that runs. */
export interface Running {
  readonly ended: Promise<Outcome>;
  /** What it has printed so far. */
  readonly output: Outcome;
  interrupt(): void;
  /** As SIGQUIT does. */
  askStatus(): void;
}

const TOOLS: ReadonlySet<string> = new Set(['arp', 'ifconfig', 'ip', 'ndp', 'route', 'ping', 'tunctl']);

/** Labs by name, made when they are reached, and the commands that use them. */
export class CommandBench {
  readonly clock = new VirtualClock(1_686_024_960_000);
  /** Command lines of programs that commands started, and their environments. */
  readonly programs: {command: readonly string[]; env: Environment}[] = [];
  /** Of uplinks: they answer at once, and are none. */
  readonly uplinkPrograms = fakePrograms();
  /** Directory of the tools. */
  tools = '/the/tools';
  /** What every command finds in its environment. */
  env: Environment = {PATH: '/bin', XDG_RUNTIME_DIR: '/nowhere', XDG_STATE_HOME: '/nowhere'};
  /** What the next of them returns. */
  programStatus = 0;
  /** What the lab named `default` has kept, by key. */
  readonly kept = new Map<string, unknown>();
  #started = 0;
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
    const timePasses = options.timePasses ?? this.#started === 0;
    const {ended} = this.#invoke(line, options);
    const progress = {over: false};
    void ended.finally(() => (progress.over = true));
    while (!progress.over) {
      await turn();
      if (timePasses) this.clock.advance(this.clock.untilNext() ?? 0);
    }
    return ended;
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
  start(line: string | readonly string[], options: RunOptions = {}): Running {
    const running = this.#invoke(line, options);
    this.#started++;
    void running.ended.finally(() => this.#started--);
    return running;
  }

  #invoke(line: string | readonly string[], {input = '', env = {}, colour = false}: RunOptions): Running {
    const words = typeof line === 'string' ? line.split(' ') : [...line];
    const found = findCommand(words);
    if (!found) throw new Error(`no command: ${words.join(' ')}`);
    const output: Outcome = {status: -1, stdout: '', stderr: ''};
    const interrupt = new AbortController();
    const status = new Set<() => void>();
    const context = this.#context(output, {input, env, colour, signal: interrupt.signal, status});
    const tool = found.id.split(':')[0]!;
    const ended = found
      .load()
      .then((Command) => invoke(Command, TOOLS.has(tool) ? tool : 'tunlab', found.argv, context))
      .then((status) => ({...output, status}));
    return {ended, output, interrupt: () => interrupt.abort(), askStatus: () => status.forEach((tell) => tell())};
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
      routes: await collect(this.lab.listRoutes(host)),
      ipv6Routes: await collect(this.lab.listRoutes({...host, family: 'inet6'})),
      devices: devices.map(({refused, ...rest}) => (counters ? {...rest, refused} : rest)),
      queues,
    };
  }

  #context(
    output: Outcome,
    caller: {
      input: string | Uint8Array;
      env: Environment;
      colour: boolean;
      signal: AbortSignal;
      status: Set<() => void>;
    },
  ): CommandContext {
    const written = (data: string | Uint8Array) =>
      typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    return {
      io: {
        stdout: {write: (data) => void (output.stdout += written(data))},
        stderr: {write: (data) => void (output.stderr += written(data))},
        env: {...this.env, ...caller.env},
        cwd: '/',
        colour: caller.colour,
        readInput: () => Promise.resolve(Buffer.from(caller.input)),
        interrupted: () => caller.signal,
        onStatusRequest: (tell) => {
          caller.status.add(tell);
          return () => caller.status.delete(tell);
        },
      },
      version: VERSION,
      commands: COMMAND_TABLE,
      programs: {
        tunlab: ['the-tunlab'],
        daemon: ['the-daemon'],
        vpn: ['the-tunnel'],
        tools: this.tools,
        startup: fileURLToPath(new URL('../../bin/shell', import.meta.url)),
        batsHelpers: '/the/helpers/load.bash',
        run: (command, env) => {
          this.programs.push({command, env});
          return Promise.resolve(this.programStatus);
        },
        supervise: (command, env) => {
          this.programs.push({command, env});
          return Promise.resolve(this.programStatus);
        },
        supervisor: fileURLToPath(new URL('../../native/tunrun.c', import.meta.url)),
      },
      personality: () => undefined,
      rehearse: (topology) => rehearsedLab(topology, this.clock.now()),
      reach: (name) => this.#reach(labPaths(name, {}).lab).api,
      connect: (name) =>
        this.#labs.get(name)?.api ??
        connectLab({paths: labPaths(name, {XDG_RUNTIME_DIR: '/nowhere'}), version: VERSION}),
    };
  }

  #keep(changes: ReadonlyMap<string, unknown>): void {
    for (const [key, record] of changes) {
      if (record === undefined) this.kept.delete(key);
      else this.kept.set(key, structuredClone(record));
    }
  }

  #reach(name: string): {engine: Lab; api: LabApi} {
    const known = this.#labs.get(name);
    if (known) return known;
    // Not the clock itself: a lab that is given a virtual one moves it when everybody waits.
    const {clock} = this;
    const time: Clock = {
      now: () => clock.now(),
      after: (delay, callback, kind) => clock.after(delay, callback, kind),
      watchers: clock.watchers,
      get awaited() {
        return clock.awaited;
      },
    };
    const engine = new Lab({clock: time, seed: 1, uplinkPrograms: this.uplinkPrograms});
    const api = localLab({
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
      commit: (changes) => {
        if (name === 'default') this.#keep(changes);
      },
    });
    const made = {engine, api: checked(api)};
    this.#labs.set(name, made);
    return made;
  }
}

/** Refuses what does not agree with the schemas, as the daemon does. */
function checked(lab: LabApi): LabApi {
  type Call = (request: unknown, signal?: AbortSignal) => unknown;
  const calls = Object.entries(SCHEMAS).map(([name, {request: schema}]) => {
    const call: Call = (request, signal) => {
      const result = checkBody(schema as Parameters<typeof checkBody>[0], request);
      if ('error' in result) throw result.error;
      return (lab[name as keyof LabApi] as Call).call(lab, request, signal);
    };
    return [name, call];
  });
  return Object.fromEntries(calls) as LabApi;
}

/** A bench whose tun0 has the address 10.10.10.10, the other end 10.10.10.8, and is up. */
export async function benchWithTunnel(): Promise<CommandBench> {
  const bench = new CommandBench();
  await bench.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
  return bench;
}

/** The same, with so many echo requests, of sequence numbers from 0, that wait for an application. */
export async function benchWithRequests(count: number): Promise<CommandBench> {
  const bench = await benchWithTunnel();
  await bench.run(`ping -c ${count} -W 0 10.10.10.8`);
  return bench;
}

/** What a command says that did it, and prints nothing. */
export const SILENCE: Outcome = {status: 0, stdout: '', stderr: ''};
