import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderClock} from '../../src/cli/render/clock.ts';

export default class Clock extends LabCommand {
  static override readonly summary = "show the lab's clock";
  static override readonly examples = ['<%= config.bin %> clock', '<%= config.bin %> clock advance 5s'];

  async run(): Promise<void> {
    await this.parse(Clock);
    await this.show(await this.lab.showClock({}), renderClock);
  }
}
