import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderDevice} from '../../src/cli/render/device.ts';

export default class TunctlShow extends LabCommand {
  static override readonly summary = 'show one device: its node, settings and queues';
  static override readonly examples = ['<%= config.bin %> tunctl show tun0'];
  static override readonly args = {name: Args.string({required: true, description: 'the device'})};

  async run(): Promise<void> {
    const {args} = await this.parse(TunctlShow);
    await this.show(await this.lab.showDevice({host: this.host, ifname: args.name}), renderDevice);
  }
}
