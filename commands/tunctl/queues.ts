import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderQueues} from '../../src/cli/render/device.ts';
import {describeHex, frameHeader} from '../../src/cli/render/packet.ts';

export default class TunctlQueues extends LabCommand {
  static override readonly summary = 'show both queues of a device, what is in them, and why it is there';
  static override readonly examples = [
    '<%= config.bin %> tunctl queues tun0',
    '<%= config.bin %> tunctl queues tun0 --json',
  ];
  static override readonly args = {name: Args.string({required: true, description: 'the device'})};

  async run(): Promise<void> {
    const {args} = await this.parse(TunctlQueues);
    const paint = await this.paint();
    await this.show(await this.lab.showQueues({host: this.host, ifname: args.name}), (queues) =>
      renderQueues(queues, (hex) => describeHex(hex, frameHeader(queues)), paint),
    );
  }
}
