/** What a command is given, so that it may run in its own process, inside the daemon, in a batch or in a test. */
import type {Duplex} from 'node:stream';
import type {LabApi} from '../api/lab-api.ts';
import type {Environment} from '../api/paths.ts';
import type {Topology} from '../api/schema/topology.ts';
import type {Personality} from '../names.ts';
import type {CommandClass} from './invoke.ts';

export interface Output {
  /** Text, or octets as they are. */
  write(data: string | Uint8Array): void;
}

/** Somebody who types, or a pipe in the place of one. */
export interface Keyboard {
  /** Whether it belongs to a terminal. */
  readonly interactive: boolean;
  /** The next key (`\r` or `\n`: Enter), of a pipe the next line; `undefined` when there is no more. */
  key(): Promise<string | undefined>;
  /** The next line, which on a terminal is edited behind `prompt`; `undefined` when there is no more. */
  line(prompt: string): Promise<string | undefined>;
  /** Calls `heard` for each interrupt from now on, which ends nothing else. */
  onInterrupt(heard: () => void): void;
  close(): void;
}

/** The caller's side: its streams, its environment, its terminal. */
export interface CommandIo {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  readonly cwd: string;
  /** Whether standard output takes colour. */
  readonly colour: boolean;
  /** Of the terminal that standard output goes to. */
  readonly columns?: number | undefined;
  /** Where standard input is for keys and lines; nothing is read before this is called. Not everywhere there is one. */
  keyboard?(): Promise<Keyboard>;
  /** All of standard input; nothing is read before this is called. */
  readInput(): Promise<Buffer>;
  /** Aborted when the caller wants the command to end (an interrupt from the keyboard, say). */
  interrupted(): AbortSignal;
  /**
   * Call that whenever the caller wants to know how far the command is (SIGQUIT, and SIGINFO of the BSDs).
   *
   * @returns how to end it
   */
  onStatusRequest(tell: () => void): () => void;
}

/** Programs that a command may start on the caller's own terminal. */
export interface Programs {
  /** The command line of this project's commands, for other programs to call. */
  readonly tunlab: readonly string[];
  /** The command line of this project's daemon, to which options are added. */
  readonly daemon: readonly string[];
  /** That of the program that is a WireGuard tunnel; what it is to be, it reads. */
  readonly vpn: readonly string[];
  /** Directory with `ifconfig`, `route`, `ping` and `tunctl`, to be put first on a PATH. */
  readonly tools: string;
  /** Directory with what shells read at their start, and their scripts for completion. */
  readonly startup: string;
  /** What a test file of bats loads. */
  readonly batsHelpers: string;
  /** Run a program to its end, on the caller's own input or on `input`. @returns its exit status, 128 + n for signal n */
  run(command: readonly string[], env: Environment, input?: string): Promise<number>;
  /** As `run`; the program has one end of a stream as its descriptor 3, `use` is called with the other. */
  supervise(command: readonly string[], env: Environment, use: (stream: Duplex) => void): Promise<number>;
  /** The source of what `tunlab run` is supervised by. */
  readonly supervisor: string;
}

export interface FoundCommand {
  /** `ping`, `tunctl:read`, … */
  readonly id: string;
  /** What was typed behind the command's own words. */
  readonly argv: string[];
  load(): Promise<CommandClass>;
}

/** All commands there are, for those that tell of others. */
export interface CommandTable {
  readonly ids: readonly string[];
  /** What each group of commands is, by its word. */
  readonly topics: Readonly<Record<string, string>>;
  /** The command that `words` begin with. */
  find(words: readonly string[]): FoundCommand | undefined;
}

export interface CommandContext {
  readonly io: CommandIo;
  readonly programs: Programs;
  readonly version: string;
  /**
   * Whose words a host takes, as far as it is known without asking the lab; `undefined`: it is not.
   *
   * @throws {NetworkError} EACCES: the lab's directory is not safe to use
   */
  personality(lab: string, host: string): Personality | undefined;
  readonly commands: CommandTable;
  /** A lab in this process that is configured so, where changes can be tried; nobody else sees it. */
  rehearse(topology: Topology): Promise<LabApi>;
  /** The lab of that name; its daemon is started, with these options, when a request finds none. */
  reach(lab: string, daemonOptions?: readonly string[]): LabApi;
  /** The lab of that name if its daemon runs: else requests fail with ENODAEMON. `signal` ends every request. */
  connect(lab: string, signal?: AbortSignal): LabApi;
}

/** Thrown by a command whose output is complete, but which did not succeed. */
export class ExitStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit status ${status}`);
    this.status = status;
  }
}
