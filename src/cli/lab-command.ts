/** What all commands share: the flags that choose a lab and a host, words that are not flags, and printing. */
import type {Config} from '@oclif/core';
import * as OclifArgs from '@oclif/core/args';
import {Command} from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type {LabApi} from '../api/lab-api.ts';
import type {ErrorCode} from '../errors.ts';
import {type Personality, readPersonality} from '../names.ts';
import type {QueueName} from '../api/schema/device.ts';
import {readQueueName} from './grammar/values.ts';
import {formatRows, JSON_ROWS, type RowFormat} from './rows.ts';
import {PLAIN, type Paint, terminalPaint} from './render/paint.ts';
import {chosen, type SharedFlags, splitWords} from './command-line.ts';
import {type CommandContext, type CommandIo, ExitStatus, type Programs} from './context.ts';
import {type Tool, TOOLS, type ToolName} from './personality/tool.ts';

export {Flags};

/** Operands. oclif reads, and eats, the caller's standard input for an operand that is missing: these never do. */
export const Args = {
  string: OclifArgs.custom({ignoreStdin: true}),
  /** One of the two queues of a device. */
  queue: OclifArgs.custom<QueueName>({
    ignoreStdin: true,
    parse: (word) => Promise.resolve(readQueueName(word)),
  }),
};

/** The part of oclif's configuration that a command gets to see. */
interface ContextConfig {
  readonly context: CommandContext;
}

export abstract class LabCommand extends Command {
  static override readonly baseFlags = {
    json: Flags.boolean({description: 'print JSON', helpGroup: 'GLOBAL'}),
    lab: Flags.string({
      helpValue: 'NAME',
      description: 'the lab (else $TUNLAB_LAB, else "default")',
      helpGroup: 'GLOBAL',
    }),
    host: Flags.string({
      helpValue: 'NAME',
      description: 'the emulated host (else $TUNLAB_HOST, else "local")',
      helpGroup: 'GLOBAL',
    }),
    personality: Flags.string({
      helpValue: 'haiku|linux|bsd',
      description: 'speak as this system (else $TUNLAB_PERSONALITY, else as the host does)',
      helpGroup: 'GLOBAL',
    }),
  };

  /** Whether its words are another command, whose flags are none of its own. */
  static readonly runsAnother: boolean = false;

  /** Exit statuses of its own, by what went wrong. */
  static readonly statuses: Partial<Record<ErrorCode, number>> = {};

  readonly #shared: SharedFlags;
  #lab: LabApi | undefined;

  constructor(argv: string[], config: Config) {
    const {words, shared} = splitWords(argv, new.target.runsAnother);
    super(words, config);
    this.#shared = shared;
  }

  protected get context(): CommandContext {
    return (this.config as unknown as ContextConfig).context;
  }

  protected get io(): CommandIo {
    return this.context.io;
  }

  protected get programs(): Programs {
    return this.context.programs;
  }

  protected get labName(): string {
    return chosen(this.#shared, this.io.env).lab;
  }

  protected get host(): string {
    return chosen(this.#shared, this.io.env).host;
  }

  /** What `--personality` or else the environment asks for. @throws {NetworkError} EUSAGE */
  protected get askedPersonality(): Personality | undefined {
    const {personality: asked} = chosen(this.#shared, this.io.env);
    return asked === undefined ? undefined : readPersonality(asked);
  }

  /** Whose words it takes and whose it prints: what is asked for, else the host's own. */
  protected async personality(): Promise<Personality> {
    const {askedPersonality: asked, host} = this;
    return asked ?? this.context.personality(this.labName, host) ?? (await this.lab.showHost({host})).personality;
  }

  /** Runs the tool of that name as the host's system has it. @returns `false` where that is this very command */
  protected async ranAs(name: ToolName): Promise<boolean> {
    const load = TOOLS[await this.personality()][name];
    if (!load) return false;
    await this.runTool(await load());
    return true;
  }

  /** Runs a tool of another system with what was typed. @throws {ExitStatus} it failed, and has said why */
  protected async runTool(tool: Tool): Promise<void> {
    const {argv, lab, host, json, io} = this;
    const status = await tool({
      words: argv,
      lab,
      host,
      json,
      out: (text) => io.stdout.write(text),
      err: (text) => io.stderr.write(text),
      readText: (file) => this.#readText(file),
      interrupted: () => io.interrupted(),
      onStatusRequest: (tell) => io.onStatusRequest(tell),
    });
    if (status !== 0) throw new ExitStatus(status);
  }

  async #readText(file: string): Promise<string | undefined> {
    const {io} = this;
    if (file === '-') return (await io.readInput()).toString('utf8');
    const files = await import('node:fs/promises');
    const path = await import('node:path');
    return files.readFile(path.resolve(io.cwd, file), 'utf8').catch(() => undefined);
  }

  protected get json(): boolean {
    return this.#shared.json ?? false;
  }

  /** The lab; its daemon is started when the first request finds none. */
  protected get lab(): LabApi {
    this.#lab ??= this.context.reach(this.labName);
    return this.#lab;
  }

  /** The words of a command with a grammar of its own, in which `-promisc` and `-net` are words and not options. */
  protected get words(): readonly string[] {
    return this.argv[0] === '--' ? this.argv.slice(1) : this.argv;
  }

  /**
   * The operands of a command that takes any number of them, flags left out. Not `argv` of what oclif has parsed: that
   * leaves out a word that was there before.
   */
  protected operandsOf({raw}: {readonly raw: readonly {readonly type: string; readonly input: string}[]}): string[] {
    return raw.filter(({type}) => type === 'arg').map(({input}) => input);
  }

  protected paint(): Promise<Paint> {
    return this.io.colour ? terminalPaint() : Promise.resolve(PLAIN);
  }

  /** Print `value` as one line of JSON under `--json`, else as `render` writes it. */
  protected async show<Value>(value: Value, render: (value: Value) => string | Promise<string>): Promise<void> {
    this.print(this.json ? JSON.stringify(value) : await render(value));
  }

  /** Print rows as they come: a JSON array under `--json`, else as `format` says. */
  protected async showRows<Row>(rows: AsyncIterable<Row>, format: RowFormat<Row>): Promise<void> {
    for await (const piece of formatRows(rows, this.json ? JSON_ROWS : format)) this.io.stdout.write(piece);
  }

  /** Whole lines: the last line break may be left out. */
  protected print(text: string): void {
    if (text !== '') this.io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}
