import {JOIN_FLAGS} from '../../src/cli/flags.ts';
import {readJoin, readPort} from '../../src/cli/grammar/udp.ts';
import {readAddress} from '../../src/cli/grammar/address.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';

export default class UdpBind extends LabCommand {
  static override readonly summary = 'take a UDP port of the host for an application, and make its node';
  static override readonly description = `Prints the path of the node. The port receives until "udp close": what nobody reads waits there.
Without PORT, a free one is taken.`;
  static override readonly examples = [
    '<%= config.bin %> udp bind 5000',
    '<%= config.bin %> udp bind 5353 --join 224.0.0.251 --interface eth0 --host server',
  ];
  static override readonly args = {port: Args.string({description: 'the port'})};
  static override readonly flags = {
    address: Flags.string({helpValue: 'ADDRESS', description: 'only what is sent to this address of the host'}),
    ...JOIN_FLAGS,
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(UdpBind);
    const request = {
      host: this.host,
      ...(args.port !== undefined && {port: readPort(args.port)}),
      ...(flags.address !== undefined && {address: readAddress(flags.address)}),
      ...readJoin(flags.join, flags.interface),
    };
    await this.show(await this.lab.bindUdp(request), ({port, node}) => node ?? `udp/${port}`);
  }
}
