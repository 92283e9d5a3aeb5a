import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderClock} from '../../src/cli/render/clock.ts';

export default class ClockRelease extends LabCommand {
  static override readonly summary = 'let time pass again when somebody waits';
  static override readonly examples = ['<%= config.bin %> clock release'];

  async run(): Promise<void> {
    await this.parse(ClockRelease);
    await this.show(await this.lab.holdClock({held: false}), renderClock);
  }
}
