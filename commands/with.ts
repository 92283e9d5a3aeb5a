import {ExitStatus} from '../src/cli/context.ts';
import type {Environment} from '../src/api/paths.ts';
import {LAB_FLAGS, daemonOptions} from '../src/cli/lab-flags.ts';
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
    `<%= config.bin %> with --personality linux -- sh -ec 'ifconfig; route -n'`,
    '<%= config.bin %> with --virtual --seed 7 -- ping -c 1 127.0.0.1',
  ];
  static override readonly strict = false;

  static override readonly flags = LAB_FLAGS;

  async run(): Promise<void> {
    const dashes = this.argv.indexOf('--');
    const command = this.argv.slice(dashes + 1);
    const {flags} = await this.parse(With, this.argv.slice(0, Math.max(dashes, 0)));
    if (command.length === 0) throw usage('say which command to run, such as: tunlab with -- sh test.sh');
    if (dashes < 0 && command[0]!.startsWith('-')) {
      throw usage(`write two dashes in front of the command: tunlab with ${command[0]!} -- COMMAND`);
    }
    const run = (env: Environment) => this.programs.run(command, env);
    const status = await withPrivateLab(this.context, this.host, daemonOptions(flags, this.askedPersonality), run);
    if (status !== 0) throw new ExitStatus(status);
  }
}
