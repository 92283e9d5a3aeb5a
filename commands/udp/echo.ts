import {wholeNumber} from '../../src/cli/flags.ts';
import {readPort} from '../../src/cli/grammar/udp.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderUdpEvent} from '../../src/cli/render/udp.ts';

export default class UdpEcho extends LabCommand {
  static override readonly summary = 'send every datagram that comes to a UDP port back to its sender';
  static override readonly description = 'Runs until it is interrupted, or until --count datagrams have come.';
  static override readonly examples = [
    '<%= config.bin %> udp echo 7',
    '<%= config.bin %> udp echo 7 --count 1 --host server',
  ];
  static override readonly args = {port: Args.string({required: true, description: 'the port'})};
  static override readonly flags = {
    count: wholeNumber({char: 'c', min: 1, max: 0x7fff_ffff, description: 'end after so many datagrams'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(UdpEcho);
    const {count} = flags;
    const request = {host: this.host, port: readPort(args.port), echo: true, ...(count !== undefined && {count})};
    for await (const event of this.lab.udpReceive(request, this.io.interrupted())) {
      this.io.stdout.write(renderUdpEvent(event, this.json ? 'json' : 'text'));
    }
  }
}
