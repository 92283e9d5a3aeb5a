import {labPaths} from '../src/api/paths.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {exportLines, toolEnvironment} from '../src/cli/tool-environment.ts';

export default class Env extends LabCommand {
  static override readonly summary = 'print what puts the tools first on the PATH of a shell';
  static override readonly examples = ['eval "$(<%= config.bin %> env)"'];

  async run(): Promise<void> {
    await this.parse(Env);
    const {env} = this.io;
    const variables = toolEnvironment(labPaths(this.labName, env), this.host, this.programs.tools, env);
    await this.show(variables, exportLines);
  }
}
