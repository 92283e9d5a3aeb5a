/** Running one command: what it throws becomes one line and an exit status, and this is the only place that decides it. */
import type {Config} from '@oclif/core';
import {type ErrorCode, NetworkError} from '../errors.ts';
import {beforeDashes} from './command-line.ts';
import {type CommandContext, ExitStatus} from './context.ts';
import type {LabCommand} from './lab-command.ts';

/** A command that can be run, as its file exports it. */
export type CommandClass = (new (argv: string[], config: Config) => LabCommand) & {
  id: string;
  readonly statuses: Partial<Record<ErrorCode, number>>;
};

/** Exit statuses that are not 1; `docs/exit-statuses.md` is the table for people. */
const STATUS: Partial<Record<ErrorCode, number>> = {EUSAGE: 2, ENODAEMON: 69};
/** The one status of sysexits.h that Haiku's and the BSDs' ping have for a name that nobody knows. */
const PING_STATUS: Partial<Record<ErrorCode, number>> = {...STATUS, ENOTFOUND: 68};

/**
 * @param tool the name in front of its messages
 * @returns the exit status
 */
export async function invoke(
  Command: CommandClass,
  tool: string,
  argv: string[],
  context: CommandContext,
): Promise<number> {
  try {
    await new Command(argv, commandConfig(context)).run();
    return 0;
  } catch (reason) {
    if (reason instanceof ExitStatus) return reason.status;
    const error = errorOf(reason);
    if (beforeDashes(argv).includes('--json'))
      context.io.stdout.write(`${JSON.stringify({error: errorJson(error)})}\n`);
    context.io.stderr.write(`${tool}: ${oneLine(error.message)}\n`);
    return Command.statuses[error.code] ?? (tool === 'ping' ? PING_STATUS : STATUS)[error.code] ?? 1;
  }
}

/** As much of oclif's configuration as a command uses that is not asked for help. */
function commandConfig(context: CommandContext): Config {
  const config = {
    bin: 'tunlab',
    version: context.version,
    context,
    runHook: () => Promise.resolve({successes: [], failures: []}),
  };
  return config as unknown as Config;
}

function errorJson({code, message, detail}: NetworkError): object {
  return {code, message: oneLine(message), ...detail};
}

/** oclif's complaints about flags and operands are wrong usage; their last line is about `--help`. */
function errorOf(reason: unknown): NetworkError {
  if (reason instanceof NetworkError) return unwrapped(reason);
  if (reason instanceof Error && 'oclif' in reason) {
    const lines = reason.message.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('See more help'));
    const message = missingOperands(reason) ?? lines.join(' ');
    return new NetworkError('EUSAGE', `${message}; see --help`, {}, {cause: reason});
  }
  return NetworkError.from(reason);
}

/** oclif writes around the message of what a flag's own parser throws. */
function unwrapped(error: NetworkError): NetworkError {
  const [, message] = /^Parsing --\S+ \n\t(.*)\nSee more help with --help$/s.exec(error.message) ?? [];
  return message === undefined ? error : new NetworkError(error.code, message, error.detail, {cause: error});
}

/** What oclif lists as a table, in words. */
function missingOperands(reason: Error): string | undefined {
  if (!reason.message.startsWith('Missing ') || !('args' in reason) || !Array.isArray(reason.args)) return undefined;
  const operands = reason.args as readonly {name: string; description?: string}[];
  const names = operands.map(({name, description = name}) => `${name.toUpperCase()} (${description})`);
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} missing`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
