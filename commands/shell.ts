import {labPaths} from '../src/api/paths.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {interactiveShell} from '../src/cli/shell/interactive.ts';
import {toolEnvironment} from '../src/cli/tool-environment.ts';

export default class Shell extends LabCommand {
  static override readonly summary = 'start a shell with the tools first on its PATH';
  static override readonly description = `The shell is $SHELL. Its prompt begins with the name of the lab, and it completes what is typed to the tools;
your own files are read first, and stay as they are. Its exit status is that of the shell.
For a lab that goes away with it: with -- sh`;
  static override readonly examples = ['<%= config.bin %> shell', '<%= config.bin %> shell --lab class'];

  async run(): Promise<void> {
    await this.parse(Shell);
    const {tools, startup} = this.programs;
    const paths = labPaths(this.labName, this.io.env);
    const env = {...this.io.env, ...toolEnvironment(paths, this.host, tools, this.io.env)};
    const shell = interactiveShell(env, paths.lab, startup);
    const status = await this.programs.run(shell.command, {...env, ...shell.env});
    if (status !== 0) throw new ExitStatus(status);
  }
}
