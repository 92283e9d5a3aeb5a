import {ExitStatus} from '../../src/cli/context.ts';
import {JOIN_FLAGS, seconds, wholeNumber} from '../../src/cli/flags.ts';
import {readAddress} from '../../src/cli/grammar/address.ts';
import {readJoin, readPort} from '../../src/cli/grammar/udp.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {UDP_FORMATS, renderUdpEvent} from '../../src/cli/render/udp.ts';
import {NetworkError} from '../../src/errors.ts';

export default class UdpListen extends LabCommand {
  static override readonly summary = 'receive the datagrams that come to a UDP port of the host';
  static override readonly description = `Runs until it is interrupted, --count datagrams have come, or none comes for --timeout seconds.
Exit status: 0, or 1 when the time was over before --count (or any at all) had come.`;
  static override readonly examples = [
    '<%= config.bin %> udp listen 5000',
    '<%= config.bin %> udp listen 5000 --count 1 --timeout 5 --format raw --host server',
    '<%= config.bin %> udp listen 5353 --join 224.0.0.251 --interface eth0',
  ];
  static override readonly args = {port: Args.string({required: true, description: 'the port'})};
  static override readonly flags = {
    address: Flags.string({helpValue: 'ADDRESS', description: 'only what is sent to this address of the host'}),
    ...JOIN_FLAGS,
    count: wholeNumber({char: 'c', min: 1, max: 0x7fff_ffff, description: 'end after so many datagrams'}),
    timeout: seconds({char: 'W', description: 'seconds to wait for each datagram (for ever)'}),
    format: Flags.option({options: UDP_FORMATS, default: 'text', description: 'how to print a datagram'})(),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(UdpListen);
    const {address, count, timeout} = flags;
    const port = readPort(args.port);
    const interrupted = this.io.interrupted();
    const request = {
      host: this.host,
      port,
      ...(address !== undefined && {address: readAddress(address)}),
      ...readJoin(flags.join, flags.interface),
      ...(count !== undefined && {count}),
      ...(timeout !== undefined && {timeout}),
    };
    let received = 0;
    for await (const event of this.lab.udpReceive(request, interrupted)) {
      if (event.event === 'datagram') received++;
      this.io.stdout.write(renderUdpEvent(event, this.json ? 'json' : flags.format));
    }
    if (interrupted.aborted) throw new ExitStatus(count === undefined ? 0 : 130);
    if (received >= (count ?? 1)) return;
    throw new NetworkError('ETIMEDOUT', `udp: no datagram came to port ${port} within ${timeout ?? 0} s`, {received});
  }
}
