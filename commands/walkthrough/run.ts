import {dirname, resolve} from 'node:path';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {readWalkthrough} from '../../src/cli/walkthrough/file.ts';
import {onStage} from '../../src/cli/walkthrough/stage.ts';
import {Tour} from '../../src/cli/walkthrough/tour.ts';

export default class WalkthroughRun extends LabCommand {
  static override readonly summary = 'run a walkthrough, and print its prose, its commands and what they print';
  static override readonly examples = [
    '<%= config.bin %> walkthrough run examples/walkthroughs/01-nobody-behind-it.md',
  ];
  static override readonly args = {file: Args.string({required: true, description: 'a Markdown file'})};

  async run(): Promise<void> {
    const {args} = await this.parse(WalkthroughRun);
    const {io} = this;
    const walkthrough = readWalkthrough(args.file, io.cwd);
    const out = this.json ? {write: () => undefined} : io.stdout;
    const tour = await Tour.of(walkthrough, {out, colour: io.colour, columns: io.columns});
    const folder = dirname(resolve(io.cwd, args.file));
    const stage = {settings: walkthrough.settings, folder, signal: io.interrupted()};
    const shown = await onStage(this.context, stage, (session) => tour.show(session));
    if (this.json) this.print(JSON.stringify(shown));
  }
}
