import {readPort} from '../../src/cli/grammar/udp.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class UdpClose extends LabCommand {
  static override readonly summary = 'remove the node of a UDP port, and give the port back';
  static override readonly examples = ['<%= config.bin %> udp close 5000'];
  static override readonly args = {port: Args.string({required: true, description: 'the port'})};

  async run(): Promise<void> {
    const {args} = await this.parse(UdpClose);
    await this.show(await this.lab.closeUdp({host: this.host, port: readPort(args.port)}), () => '');
  }
}
