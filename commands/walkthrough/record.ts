import {existsSync} from 'node:fs';
import {basename, resolve} from 'node:path';
import {NetworkError} from '../../src/errors.ts';
import {wholeNumber} from '../../src/cli/flags.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {writeWalkthrough} from '../../src/cli/walkthrough/file.ts';
import {INTRODUCTION, record} from '../../src/cli/walkthrough/record.ts';
import {onStage} from '../../src/cli/walkthrough/stage.ts';
import {DEFAULT_SETTINGS, type Settings} from '../../src/cli/walkthrough/walkthrough.ts';

export default class WalkthroughRecord extends LabCommand {
  static override readonly summary = 'write a walkthrough from a live shell';
  static override readonly description = `The shell is in a lab of its own. A line that begins with # is prose, in Markdown. The file is written when it
ends: at "exit", at Ctrl-D, or at the end of a pipe.`;
  static override readonly examples = [
    '<%= config.bin %> walkthrough record "$HOME/mine.md"',
    '<%= config.bin %> walkthrough record --force mine.md < commands.txt',
  ];
  static override readonly args = {file: Args.string({required: true, description: 'the Markdown file to be written'})};
  static override readonly flags = {
    seed: wholeNumber({max: 0xffff_ffff, description: 'what all chance in the lab is drawn from (1)'}),
    force: Flags.boolean({description: 'write over a file that is there'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(WalkthroughRecord);
    const {io, askedPersonality: personality} = this;
    if (!flags.force && existsSync(resolve(io.cwd, args.file))) {
      throw new NetworkError('EEXIST', `${args.file} is there already; to write over it: --force`);
    }
    const settings: Settings = {
      ...DEFAULT_SETTINGS,
      ...(flags.seed !== undefined && {seed: flags.seed}),
      ...(personality && {personality}),
    };
    const keyboard = await io.keyboard?.();
    if (!keyboard) throw new NetworkError('EOPNOTSUPP', 'there is nobody to type here');
    const out = this.json ? {write: () => undefined} : io.stdout;
    const folder = resolve(io.cwd, args.file, '..');
    try {
      if (keyboard.interactive) out.write(INTRODUCTION);
      const outcome = await onStage(this.context, {settings, folder}, (session) => record(session, keyboard, out));
      const {recording, broken} = outcome;
      if (recording.commands > 0) {
        writeWalkthrough(args.file, io.cwd, recording.markdown(basename(args.file).replace(/\.md$/, ''), settings));
      }
      if (broken) throw broken;
      if (recording.commands === 0) throw new NetworkError('EINVAL', 'no command was typed, and nothing is written');
      await this.show({file: args.file, commands: recording.commands}, () => `${args.file} is written`);
    } finally {
      keyboard.close();
    }
  }
}
