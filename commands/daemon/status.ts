import {LabCommand} from '../../src/cli/lab-command.ts';

export default class DaemonStatus extends LabCommand {
  static override readonly summary = 'say whether the daemon runs';
  static override readonly description = 'Exit status 69 when it does not.';
  static override readonly examples = ['<%= config.bin %> daemon status', '<%= config.bin %> daemon status --json'];

  async run(): Promise<void> {
    await this.parse(DaemonStatus);
    const hello = await this.context.connect(this.labName).hello({});
    await this.show(hello, ({lab, pid, uptime, version, clock}) => {
      const since = uptime < 120 ? `${Math.round(uptime)} s` : `${Math.round(uptime / 60)} min`;
      return `lab "${lab}": process ${pid}, version ${version}, ${clock} clock, up for ${since}\n`;
    });
  }
}
