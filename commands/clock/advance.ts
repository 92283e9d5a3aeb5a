import {readDuration} from '../../src/cli/grammar/duration.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderClock} from '../../src/cli/render/clock.ts';

export default class ClockAdvance extends LabCommand {
  static override readonly summary = 'let time pass in a lab under the virtual clock';
  static override readonly examples = ['<%= config.bin %> clock advance 5s', '<%= config.bin %> clock advance 250ms'];
  static override readonly args = {duration: Args.string({required: true, description: 'such as 5s, 250ms, 10min'})};

  async run(): Promise<void> {
    const {args} = await this.parse(ClockAdvance);
    await this.show(await this.lab.advanceClock({milliseconds: readDuration(args.duration)}), renderClock);
  }
}
