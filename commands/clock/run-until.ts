import {usage} from '../../src/cli/grammar/values.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderClock} from '../../src/cli/render/clock.ts';

export default class ClockRunUntil extends LabCommand {
  static override readonly summary = 'let time pass until nothing is left to happen (a day at most)';
  static override readonly examples = ['<%= config.bin %> clock run-until idle'];
  static override readonly args = {what: Args.string({required: true, description: 'idle'})};

  async run(): Promise<void> {
    const {args} = await this.parse(ClockRunUntil);
    if (args.what !== 'idle') throw usage(`a clock runs until "idle", not until "${args.what.slice(0, 40)}"`);
    await this.show(await this.lab.advanceClock({}), renderClock);
  }
}
