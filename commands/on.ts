import {labPaths} from '../src/api/paths.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {usage} from '../src/cli/grammar/values.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {toolEnvironment} from '../src/cli/tool-environment.ts';

export default class On extends LabCommand {
  static override readonly summary = 'run a tool, or any command, on another host of the lab';
  static override readonly usage = ['on HOST COMMAND [ARGUMENT…]'];
  static override readonly examples = [
    '<%= config.bin %> on server ifconfig eth0 10.0.0.1/24 up',
    '<%= config.bin %> on server udp list --json',
    `<%= config.bin %> on server sh -c 'route; ping -c 1 10.0.0.2'`,
  ];
  static override readonly strict = false;
  static override readonly runsAnother = true;

  async run(): Promise<void> {
    const [host, ...command] = this.words;
    if (host === undefined || command.length === 0) {
      throw usage('say on which host to run what, such as: tunlab on server ifconfig eth0');
    }
    await this.lab.showHost({host});
    const {env} = this.io;
    const variables = toolEnvironment(labPaths(this.labName, env), host, this.programs.tools, env);
    const status = await this.programs.run(command, {...env, ...variables});
    if (status !== 0) throw new ExitStatus(status);
  }
}
