import {batchCommands} from '../src/cli/batch/batch-file.ts';
import {runAtomicBatch} from '../src/cli/batch/atomic.ts';
import {runBatch} from '../src/cli/batch/run-batch.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {Args, Flags, LabCommand} from '../src/cli/lab-command.ts';
import {readTextFile} from '../src/cli/text-file.ts';

export default class Batch extends LabCommand {
  static override readonly summary = 'run many commands in one process, one a line';
  static override readonly description = `A line is a command as it is typed, with or without "tunlab" in front: ifconfig tun0 …, route add …,
on HOST ifconfig …. Words are quoted as in a shell ('…', "…", \\); # begins a comment; a backslash
at the end joins lines. There are no variables, pipes and other commands of a shell.
Nothing is run before all lines are understood. The first command that fails ends the batch, and its
exit status is the batch's; messages begin with the file and the line.`;
  static override readonly examples = [
    '<%= config.bin %> batch setup.batch',
    '<%= config.bin %> batch --atomic setup.batch',
    '<%= config.bin %> batch --keep-going --json setup.batch',
    `printf 'ifconfig tun0 10.8.0.2/24 up\\nroute add default gw 10.8.0.1\\n' | <%= config.bin %> batch -`,
  ];
  static override readonly args = {
    file: Args.string({required: true, description: 'the file; - is standard input'}),
  };
  static override readonly flags = {
    atomic: Flags.boolean({
      char: 'a',
      exclusive: ['keep-going'],
      description: 'all or nothing: where a command fails, none has changed anything',
    }),
    'keep-going': Flags.boolean({char: 'k', description: 'run all; the exit status is that of the first that failed'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Batch);
    const {name, text} = await readTextFile(args.file, this.io);
    const commands = batchCommands(text, name, this.context.commands);
    const personality = this.askedPersonality;
    const options = {
      name,
      env: {
        ...this.io.env,
        TUNLAB_LAB: this.labName,
        TUNLAB_HOST: this.host,
        ...(personality !== undefined && {TUNLAB_PERSONALITY: personality}),
      },
      keepGoing: flags['keep-going'],
      json: this.json,
      inputRead: args.file === '-',
    };
    const status = flags.atomic
      ? await runAtomicBatch(commands, this.context, options, this.labName)
      : await runBatch(commands, this.context, options);
    if (status !== 0) throw new ExitStatus(status);
  }
}
