/** A batch that is done as a whole or not at all. */
import {NetworkError} from '../../errors.ts';
import type {CommandContext} from '../context.ts';
import type {BatchCommand} from './batch-file.ts';
import {KeptOutput} from './line-output.ts';
import {Recording, refusal} from './recording.ts';
import {type BatchOptions, runBatch} from './run-batch.ts';

/** How often somebody else may come in between. */
const MOST_TRIES = 5;

/**
 * Runs the commands in a copy of the lab, and then makes their changes in the lab in one transaction.
 *
 * @param lab the only one that the commands may be of
 * @returns the exit status: 0, or that of the command that failed; nothing has changed then
 * @throws {NetworkError} with the file and the line in front: what worked in the copy did not in the lab
 */
export async function runAtomicBatch(
  commands: readonly BatchCommand[],
  context: CommandContext,
  options: BatchOptions,
  lab: string,
): Promise<number> {
  const {io} = context;
  for (let tries = 1; ; tries++) {
    const {revision, topology} = await context.reach(lab).showTopology({});
    const recording = new Recording(await context.rehearse(topology));
    const [stdout, stderr] = [new KeptOutput(), new KeptOutput()];
    const lines: number[] = [];
    const inCopy = {...contextOf(recording, context, lab), io: {...io, stdout, stderr}};
    const ended = ({line}: BatchCommand) => {
      while (lines.length < recording.changes.length) lines.push(line);
    };
    const status = await runBatch(commands, inCopy, {...options, keepGoing: false, ended});
    if (status !== 0) {
      // Of what did not happen after all, nothing is told.
      if (options.json) io.stdout.write(`${stdout.octets.toString('utf8').trimEnd().split('\n').at(-1)!}\n`);
      io.stderr.write(stderr.octets);
      return status;
    }
    try {
      if (recording.changes.length > 0) await context.reach(lab).transact({changes: recording.changes, revision});
    } catch (reason) {
      const {code, message, detail} = NetworkError.from(reason);
      const line = typeof detail['change'] === 'number' ? lines[detail['change']] : undefined;
      if (code === 'EAGAIN' && line === undefined && tries < MOST_TRIES) continue;
      if (line === undefined) throw reason;
      throw new NetworkError(code, `${options.name}:${line}: ${message}`, {file: options.name, line}, {cause: reason});
    }
    io.stdout.write(stdout.octets);
    io.stderr.write(stderr.octets);
    return 0;
  }
}

/** One in which there is no lab but the copy, and no program. */
function contextOf({lab}: Recording, context: CommandContext, name: string): CommandContext {
  const only = (asked: string) => {
    if (asked === name) return lab;
    throw new NetworkError('EOPNOTSUPP', `an atomic batch is of one lab: ${name}, and not ${asked}`);
  };
  const noProgram = () => Promise.reject(refusal());
  return {
    ...context,
    programs: {...context.programs, run: noProgram, supervise: noProgram},
    reach: only,
    connect: only,
    // What is published is not what the copy says.
    personality: () => undefined,
  };
}
