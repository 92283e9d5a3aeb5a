import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlStep extends LabCommand {
  static override readonly summary = 'let one packet of a held queue go';
  static override readonly examples = [
    '<%= config.bin %> tunctl step tun0 application',
    '<%= config.bin %> tunctl step tun0 interface',
  ];
  static override readonly args = {
    name: Args.string({required: true, description: 'the device'}),
    queue: Args.queue({required: true, description: 'which queue'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(TunctlStep);
    const {host, lab} = this;
    await this.show(await lab.stepQueue({host, ifname: args.name, queue: args.queue}), () => '');
  }
}
