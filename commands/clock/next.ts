import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderClock} from '../../src/cli/render/clock.ts';

export default class ClockNext extends LabCommand {
  static override readonly summary = 'let the next event come in a lab under the virtual clock';
  static override readonly examples = ['<%= config.bin %> clock next'];

  async run(): Promise<void> {
    await this.parse(ClockNext);
    await this.show(await this.lab.advanceClock({next: true}), renderClock);
  }
}
