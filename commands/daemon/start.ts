import {LabCommand} from '../../src/cli/lab-command.ts';
import {LAB_FLAGS, daemonOptions} from '../../src/cli/lab-flags.ts';

export default class DaemonStart extends LabCommand {
  static override readonly summary = 'start the daemon in the background, if it does not run';
  static override readonly description = 'Every tool does this by itself when it needs a lab.';
  static override readonly examples = [
    '<%= config.bin %> daemon start',
    '<%= config.bin %> daemon start --lab class',
    '<%= config.bin %> daemon start --personality linux',
  ];

  static override readonly flags = LAB_FLAGS;

  async run(): Promise<void> {
    const {flags} = await this.parse(DaemonStart);
    await this.show(
      await this.context.reach(this.labName, daemonOptions(flags, this.askedPersonality)).hello({}),
      ({lab, pid}) => `lab "${lab}" is served by process ${pid}\n`,
    );
  }
}
