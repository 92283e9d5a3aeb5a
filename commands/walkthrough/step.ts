import {dirname, resolve} from 'node:path';
import {usage} from '../../src/cli/grammar/values.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {readWalkthrough} from '../../src/cli/walkthrough/file.ts';
import {onStage} from '../../src/cli/walkthrough/stage.ts';
import {Tour} from '../../src/cli/walkthrough/tour.ts';

export default class WalkthroughStep extends LabCommand {
  static override readonly summary = 'be guided through a walkthrough: Enter runs the next command, q quits';
  static override readonly examples = [
    '<%= config.bin %> walkthrough step examples/walkthroughs/01-nobody-behind-it.md',
  ];
  static override readonly args = {file: Args.string({required: true, description: 'a Markdown file'})};

  async run(): Promise<void> {
    const {args} = await this.parse(WalkthroughStep);
    const {io} = this;
    if (this.json) throw usage('a guided tour is for people; for JSON: tunlab walkthrough run --json FILE');
    const walkthrough = readWalkthrough(args.file, io.cwd);
    const tour = await Tour.of(walkthrough, {out: io.stdout, colour: io.colour, columns: io.columns});
    const folder = dirname(resolve(io.cwd, args.file));
    const stage = {settings: walkthrough.settings, folder, signal: io.interrupted()};
    await onStage(this.context, stage, async (session) => {
      const keyboard = await io.keyboard?.();
      try {
        await tour.show(session, keyboard);
      } finally {
        keyboard?.close();
      }
    });
  }
}
