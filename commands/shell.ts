import {labPaths} from '../src/api/paths.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {toolEnvironment} from '../src/cli/tool-environment.ts';

export default class Shell extends LabCommand {
  static override readonly summary = 'start a shell with the tools first on its PATH';
  static override readonly description =
    'Its exit status is that of the shell. For a lab that goes away with it: with -- sh';
  static override readonly examples = ['<%= config.bin %> shell', '<%= config.bin %> shell --lab class'];

  async run(): Promise<void> {
    await this.parse(Shell);
    const {env} = this.io;
    const variables = toolEnvironment(labPaths(this.labName, env), this.host, this.programs.tools, env);
    const status = await this.programs.run([env['SHELL'] ?? '/bin/sh'], {...env, ...variables});
    if (status !== 0) throw new ExitStatus(status);
  }
}
