import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderClock} from '../../src/cli/render/clock.ts';

export default class ClockHold extends LabCommand {
  static override readonly summary = 'keep time from passing because somebody waits';
  static override readonly description = 'Under the virtual clock. clock advance and clock next still move it.';
  static override readonly examples = ['<%= config.bin %> clock hold'];

  async run(): Promise<void> {
    await this.parse(ClockHold);
    await this.show(await this.lab.holdClock({held: true}), renderClock);
  }
}
