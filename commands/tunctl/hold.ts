import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlHold extends LabCommand {
  static override readonly summary = 'keep packets in a queue: nothing leaves until "step" or "release"';
  static override readonly examples = [
    '<%= config.bin %> tunctl hold tun0',
    '<%= config.bin %> tunctl hold tun0 interface',
  ];
  static override readonly args = {
    name: Args.string({required: true, description: 'the device'}),
    queue: Args.queue({description: 'which queue; without it, both'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(TunctlHold);
    const {host, lab} = this;
    await this.show(await lab.holdQueue({host, ifname: args.name, ...(args.queue && {queue: args.queue})}), () => '');
  }
}
