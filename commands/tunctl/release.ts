import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlRelease extends LabCommand {
  static override readonly summary = 'let all packets of a held queue go, and pass from now on';
  static override readonly examples = [
    '<%= config.bin %> tunctl release tun0',
    '<%= config.bin %> tunctl release tun0 interface',
  ];
  static override readonly args = {
    name: Args.string({required: true, description: 'the device'}),
    queue: Args.queue({description: 'which queue; without it, both'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(TunctlRelease);
    const {host, lab} = this;
    await this.show(
      await lab.releaseQueue({host, ifname: args.name, ...(args.queue && {queue: args.queue})}),
      () => '',
    );
  }
}
