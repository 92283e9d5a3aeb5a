import {labPaths} from '../src/api/paths.ts';
import {Flags, LabCommand} from '../src/cli/lab-command.ts';
import {exportLines, shellNamed, SHELLS} from '../src/cli/shell/syntax.ts';
import {toolEnvironment, withoutTools} from '../src/cli/tool-environment.ts';

export default class Env extends LabCommand {
  static override readonly summary = 'print what puts the tools first on the PATH of a shell';
  static override readonly description = `In fish:  <%= config.bin %> env | source
Which shell is to read it is taken from $SHELL: a script names it with --shell sh.`;
  static override readonly examples = [
    'eval "$(<%= config.bin %> env)"',
    'eval "$(<%= config.bin %> env --unset)"',
    '<%= config.bin %> env --shell fish | source',
  ];
  static override readonly flags = {
    shell: Flags.option({options: SHELLS, description: 'which shell is to read it'})(),
    unset: Flags.boolean({description: 'print what undoes it'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Env);
    const {env} = this.io;
    const {tools} = this.programs;
    const variables = flags.unset
      ? withoutTools(tools, env)
      : toolEnvironment(labPaths(this.labName, env), this.host, tools, env);
    const shell = flags.shell ?? shellNamed(env['SHELL']);
    const told = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? null]));
    await this.show(told, () => exportLines(variables, shell));
  }
}
