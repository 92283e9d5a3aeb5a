import {LabCommand} from '../../src/cli/lab-command.ts';

export default class DaemonStop extends LabCommand {
  static override readonly summary = 'stop the daemon; what is configured, and what waits in queues, is kept';
  static override readonly examples = ['<%= config.bin %> daemon stop'];

  async run(): Promise<void> {
    await this.parse(DaemonStop);
    await this.show(await this.context.connect(this.labName).stop({}), () => '');
  }
}
