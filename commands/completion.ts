import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {usage} from '../src/cli/grammar/values.ts';
import {Args, LabCommand} from '../src/cli/lab-command.ts';
import {SHELLS, shellNamed} from '../src/cli/shell/syntax.ts';

export default class Completion extends LabCommand {
  static override readonly summary = 'print what makes a shell complete command lines of the tools';
  static override readonly description = `For ~/.bashrc or ~/.zshrc:  eval "$(<%= config.bin %> completion bash)"
For fish:                   <%= config.bin %> completion fish | source
Names come from the lab if it runs; none is started for them. Without SHELL, it is that of $SHELL.`;
  static override readonly examples = [
    'eval "$(<%= config.bin %> completion bash)"',
    '<%= config.bin %> completion fish | source',
  ];
  static override readonly args = {shell: Args.string({description: 'bash, zsh or fish'})};

  async run(): Promise<void> {
    const {args} = await this.parse(Completion);
    const shell = args.shell ?? shellNamed(this.io.env['SHELL']);
    const known = SHELLS.filter((name) => name !== 'sh');
    const chosen = known.find((name) => name === shell);
    if (chosen === undefined) throw usage(`say for which shell: ${known.join(', ')}; ${shell} completes nothing`);
    const script = await readFile(join(this.programs.startup, `completion.${chosen}`), 'utf8');
    await this.show({shell: chosen, script}, () => script);
  }
}
