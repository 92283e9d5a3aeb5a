import {availableParallelism} from 'node:os';
import {dirname, resolve} from 'node:path';
import {ExitStatus} from '../../src/cli/context.ts';
import {usage} from '../../src/cli/grammar/values.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {type Checked, checkWalkthrough, isAsWritten} from '../../src/cli/walkthrough/check.ts';
import {readWalkthroughs, writeWalkthrough} from '../../src/cli/walkthrough/file.ts';
import {checkPaint, checkedJson, renderChecked} from '../../src/cli/walkthrough/render-check.ts';
import {inTurn} from '../../src/cli/walkthrough/in-turn.ts';
import {onStage} from '../../src/cli/walkthrough/stage.ts';
import {updated} from '../../src/cli/walkthrough/update.ts';
import type {Walkthrough} from '../../src/cli/walkthrough/walkthrough.ts';

/** Each has a lab of its own, and waits for processes to start most of the time. */
const MOST_AT_ONCE = Math.min(availableParallelism(), 4);

export default class WalkthroughCheck extends LabCommand {
  static override readonly summary = 'run walkthroughs, and compare what they print with what they say';
  static override readonly description =
    'The exit status is 1 when anything differs. Files without commands are passed over.';
  static override readonly usage = ['walkthrough check FILE…'];
  static override readonly examples = [
    '<%= config.bin %> walkthrough check examples/walkthroughs/*.md',
    '<%= config.bin %> walkthrough check --update "$HOME/mine.md"',
  ];
  static override readonly strict = false;
  static override readonly args = {file: Args.string({description: 'Markdown files'})};
  static override readonly flags = {
    update: Flags.boolean({description: 'write what they print now into the files'}),
  };

  async run(): Promise<void> {
    const parsed = await this.parse(WalkthroughCheck);
    const files = this.operandsOf(parsed);
    if (files.length === 0) throw usage('say which files to check');
    const walkthroughs = readWalkthroughs(files, this.io.cwd);
    const paint = await checkPaint(this.io.colour);
    const all: Checked[] = [];
    for await (const checked of inTurn(walkthroughs, (walkthrough) => this.#check(walkthrough), MOST_AT_ONCE)) {
      all.push(checked);
      if (!this.json) this.print(renderChecked(checked, paint));
      if (parsed.flags.update) this.#update(checked);
    }
    if (this.json) this.print(JSON.stringify(all.map(checkedJson)));
    if (!all.every((one) => isAsWritten(one) || (parsed.flags.update && !one.broken))) throw new ExitStatus(1);
  }

  #check(walkthrough: Walkthrough): Promise<Checked> {
    const folder = dirname(resolve(this.io.cwd, walkthrough.file));
    const stage = {settings: walkthrough.settings, folder, signal: this.io.interrupted()};
    return onStage(this.context, stage, (session) => checkWalkthrough(walkthrough, session));
  }

  #update(checked: Checked): void {
    if (checked.differences.length === 0) return;
    writeWalkthrough(checked.walkthrough.file, this.io.cwd, updated(checked));
  }
}
