import {ExitStatus} from '../src/cli/context.ts';
import {usage} from '../src/cli/grammar/values.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {withPrivateLab} from '../src/cli/private-lab.ts';

export default class With extends LabCommand {
  static override readonly summary = 'run a command in a private lab that goes away with it';
  static override readonly description = `ifconfig, route, ping and tunctl are the first on its PATH, $TUNLAB_DEV is where its
device nodes are. The exit status is the command's. Nothing is left over, whatever happens.`;
  static override readonly usage = ['with -- COMMAND [ARGUMENT…]'];
  static override readonly examples = [
    `<%= config.bin %> with -- sh -ec 'ifconfig tun0 inet 10.10.10.10 10.10.10.8 up; route'`,
    '<%= config.bin %> with -- ./test-suite.sh',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    const command = this.words;
    if (command.length === 0) throw usage('say which command to run, such as: tunlab with -- sh test.sh');
    if (command[0]!.startsWith('-')) throw usage(`"with" has no option ${command[0]!}; write: tunlab with -- COMMAND`);
    const status = await withPrivateLab(this.context, this.host, (env) => this.programs.run(command, env));
    if (status !== 0) throw new ExitStatus(status);
  }
}
