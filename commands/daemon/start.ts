import {LabCommand} from '../../src/cli/lab-command.ts';

export default class DaemonStart extends LabCommand {
  static override readonly summary = 'start the daemon in the background, if it does not run';
  static override readonly description = 'Every tool does this by itself when it needs a lab.';
  static override readonly examples = ['<%= config.bin %> daemon start', '<%= config.bin %> daemon start --lab class'];

  async run(): Promise<void> {
    await this.parse(DaemonStart);
    await this.show(await this.lab.hello({}), ({lab, pid}) => `lab "${lab}" is served by process ${pid}\n`);
  }
}
