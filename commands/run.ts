import {labPaths} from '../src/api/paths.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {usage} from '../src/cli/grammar/values.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {toolEnvironment} from '../src/cli/tool-environment.ts';

export default class Run extends LabCommand {
  static override readonly summary = 'run a Linux program that opens /dev/net/tun, on a host of the lab';
  static override readonly description = `It and all it starts find the host's interfaces, addresses and routes in place of
the machine's, and can change them, without being root: by ioctl, rtnetlink,
or ifconfig, route and ip. All other sockets are the machine's. It ends when
the last of them has; the exit status is the program's. Linux 5.14 or newer
is needed, and a C compiler when it is used for the first time.`;
  static override readonly usage = ['run PROGRAM [ARGUMENT…]'];
  static override readonly examples = [
    '<%= config.bin %> run openvpn --dev tun0 --ifconfig 10.8.0.1 10.8.0.2 --config static.conf',
    '<%= config.bin %> run --host server wireguard-go -f wg0',
    '<%= config.bin %> run /sbin/ip address',
  ];
  static override readonly strict = false;
  static override readonly runsAnother = true;

  async run(): Promise<void> {
    const {words: command, host, lab, programs} = this;
    const {env} = this.io;
    if (command.length === 0) throw usage('say which program to run, such as: tunlab run openvpn client.conf');
    await lab.showHost({host});
    const {nativeProgram} = await import('../src/linux/native-program.ts');
    const {emulateKernel} = await import('../src/linux/emulation.ts');
    const supervisor = await nativeProgram(programs.supervisor, env);
    const variables = toolEnvironment(labPaths(this.labName, env), host, programs.tools, env);
    const status = await programs.supervise([supervisor, ...command], {...env, ...variables}, (stream) =>
      emulateKernel(stream, lab, host),
    );
    if (status !== 0) throw new ExitStatus(status);
  }
}
