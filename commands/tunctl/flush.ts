import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlFlush extends LabCommand {
  static override readonly summary = 'throw away what is in a queue';
  static override readonly examples = [
    '<%= config.bin %> tunctl flush tun0',
    '<%= config.bin %> tunctl flush tun0 interface',
  ];
  static override readonly args = {
    name: Args.string({required: true, description: 'the device'}),
    queue: Args.queue({description: 'which queue; without it, both'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(TunctlFlush);
    const {host, lab} = this;
    const {flushed} = await lab.flushQueue({host, ifname: args.name, ...(args.queue && {queue: args.queue})});
    await this.show({flushed}, () => `${flushed} ${flushed === 1 ? 'packet' : 'packets'} thrown away\n`);
  }
}
