import {LabCommand} from '../src/cli/lab-command.ts';

export default class BatsHelpers extends LabCommand {
  static override readonly summary = 'print where the helpers for tests of bats are';
  static override readonly description = `A test file of bats begins with:  load "$(<%= config.bin %> bats-helpers)"
Then each of its tests has a private lab, and assertions on output, packets, interfaces and routes.`;
  static override readonly examples = ['<%= config.bin %> bats-helpers', `load "$(<%= config.bin %> bats-helpers)"`];

  async run(): Promise<void> {
    await this.parse(BatsHelpers);
    const {batsHelpers: path} = this.programs;
    await this.show({path}, () => path);
  }
}
