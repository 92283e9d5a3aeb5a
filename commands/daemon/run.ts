import {ExitStatus} from '../../src/cli/context.ts';
import {LabCommand} from '../../src/cli/lab-command.ts';
import {LAB_FLAGS, daemonOptions} from '../../src/cli/lab-flags.ts';

export default class DaemonRun extends LabCommand {
  static override readonly summary = 'run the daemon here, until it is stopped or interrupted';
  static override readonly examples = ['<%= config.bin %> daemon run', '<%= config.bin %> daemon run --lab class'];

  static override readonly flags = LAB_FLAGS;

  async run(): Promise<void> {
    const {flags} = await this.parse(DaemonRun);
    const status = await this.programs.run(
      [...this.programs.daemon, '--lab', this.labName, ...daemonOptions(flags, this.askedPersonality)],
      this.io.env,
    );
    if (status !== 0) throw new ExitStatus(status);
  }
}
