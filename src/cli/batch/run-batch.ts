/** One command of a batch after the other, in this process and over one connection. */
import type {LabApi} from '../../api/lab-api.ts';
import type {Environment} from '../../api/paths.ts';
import {NetworkError} from '../../errors.ts';
import {beforeDashes, toolOf} from '../command-line.ts';
import type {CommandContext, Output} from '../context.ts';
import {invoke} from '../invoke.ts';
import type {BatchCommand} from './batch-file.ts';
import {KeptOutput, PrefixedOutput} from './line-output.ts';

export interface BatchOptions {
  /** What messages call the file. */
  readonly name: string;
  /** Lab, host and personality that lines go by which say nothing else. */
  readonly env: Environment;
  /** Go on behind a command that failed. */
  readonly keepGoing: boolean;
  /** One object a line on standard output, in place of what the commands print. */
  readonly json: boolean;
  /** Whether standard input is the batch itself, so that commands find it empty. */
  readonly inputRead: boolean;
  /** Called behind each command. */
  readonly ended?: (command: BatchCommand) => void;
}

/** What became of one command, as `--json` tells it. */
interface LineResult {
  readonly line: number;
  readonly command: readonly string[];
  readonly status: number;
  /** What it printed: a value of JSON, several as an array, or text that is none. */
  readonly output?: unknown;
  readonly error?: unknown;
}

/** 128 + SIGINT. */
const INTERRUPTED = 130;

/** @returns the exit status: 0, or that of the first command that failed */
export async function runBatch(
  commands: readonly BatchCommand[],
  context: CommandContext,
  options: BatchOptions,
): Promise<number> {
  const runner = new BatchRunner(context, options);
  let status = 0;
  for (const command of commands) {
    const outcome = await runner.run(command);
    options.ended?.(command);
    if (status === 0) status = outcome;
    if (runner.interrupted) return status === 0 ? INTERRUPTED : status;
    if (status !== 0 && !options.keepGoing) return status;
  }
  return status;
}

class BatchRunner {
  readonly #context: CommandContext;
  readonly #options: BatchOptions;
  readonly #labs = new Map<string, LabApi>();
  #signal: AbortSignal | undefined;

  constructor(context: CommandContext, options: BatchOptions) {
    this.#context = context;
    this.#options = options;
  }

  get interrupted(): boolean {
    return this.#signal?.aborted ?? false;
  }

  async run(command: BatchCommand): Promise<number> {
    const {name, json} = this.#options;
    const {line, words} = command;
    const out = new KeptOutput();
    const messages = new PrefixedOutput(this.#context.io.stderr, `tunlab: ${name}:${line}: `);
    const status = await this.#invoke(command, json ? out : this.#context.io.stdout, messages);
    messages.end();
    if (json) this.#tell({line, command: words, status, ...printed(out.octets.toString('utf8'))});
    return status;
  }

  async #invoke({host, found}: BatchCommand, stdout: Output, stderr: Output): Promise<number> {
    const {json} = this.#options;
    const argv = json ? ['--json', ...found.argv] : found.argv;
    const tool = toolOf(found.id);
    if (beforeDashes(found.argv).includes('--help')) {
      stderr.write(`${tool}: --help is not for a batch\n`);
      return 2;
    }
    const context = this.#contextFor(host, stdout, stderr);
    try {
      if (host !== undefined) await context.reach(context.io.env['TUNLAB_LAB'] || 'default').showHost({host});
    } catch (reason) {
      const {code, message} = NetworkError.from(reason);
      stderr.write(`tunlab: ${message}\n`);
      if (json) stdout.write(`${JSON.stringify({error: {code, message}})}\n`);
      return code === 'ENODAEMON' ? 69 : 1;
    }
    return invoke(await found.load(), tool, argv, context);
  }

  /** The batch's own context, in which labs are reached over one connection each. */
  #contextFor(host: string | undefined, stdout: Output, stderr: Output): CommandContext {
    const {env, inputRead, json} = this.#options;
    const {io, programs, ...context} = this.#context;
    return {
      ...context,
      programs: {
        ...programs,
        run: (command, environment, input) => {
          if (!json) return programs.run(command, environment, input);
          const message = 'what a program prints is not JSON: run it without --json';
          return Promise.reject(new NetworkError('EOPNOTSUPP', message));
        },
      },
      reach: (lab, daemonOptions) => {
        const known = this.#labs.get(lab);
        if (known && daemonOptions === undefined) return known;
        const reached = this.#context.reach(lab, daemonOptions);
        this.#labs.set(lab, reached);
        return reached;
      },
      io: {
        stdout,
        stderr,
        cwd: io.cwd,
        colour: io.colour && !json,
        env: host === undefined ? env : {...env, TUNLAB_HOST: host},
        readInput: () => (inputRead ? Promise.resolve(Buffer.alloc(0)) : io.readInput()),
        interrupted: () => (this.#signal ??= io.interrupted()),
        onStatusRequest: (tell) => io.onStatusRequest(tell),
      },
    };
  }

  #tell(result: LineResult): void {
    this.#context.io.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

/** What a command printed under `--json`, as a value. */
function printed(text: string): Pick<LineResult, 'output' | 'error'> {
  if (text === '') return {};
  let values: unknown[];
  try {
    values = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  } catch {
    return {output: text};
  }
  const failure = values.find(isFailure);
  const others = values.filter((value) => value !== failure);
  return {
    ...(others.length > 0 && {output: others.length === 1 ? others[0] : others}),
    ...(failure && {error: failure.error}),
  };
}

function isFailure(value: unknown): value is {readonly error: unknown} {
  return typeof value === 'object' && value !== null && 'error' in value && Object.keys(value).length === 1;
}
