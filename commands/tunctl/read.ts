import {ExitStatus} from '../../src/cli/context.ts';
import {seconds, wholeNumber} from '../../src/cli/flags.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {FRAME_FORMATS, frameHeader, renderFrame} from '../../src/cli/render/packet.ts';

/** 128 + SIGINT. */
const INTERRUPTED = 130;

export default class TunctlRead extends LabCommand {
  static override readonly summary = 'read packets from a device node, as an application does';
  static override readonly description = `Waits for a packet and prints it as one line of hex.
Without --peek the packet is taken; reading the application queue opens the node, which has one opener.`;
  static override readonly examples = [
    '<%= config.bin %> tunctl read tun0',
    '<%= config.bin %> tunctl read tun0 --count 3 --timeout 2 --format text',
    '<%= config.bin %> tunctl read tun0 --queue interface --peek --nonblock',
  ];
  static override readonly args = {name: Args.string({required: true, description: 'the device'})};
  static override readonly flags = {
    count: wholeNumber({char: 'c', min: 1, max: 1_000_000, description: 'read so many packets (1)'}),
    timeout: seconds({char: 'W', description: 'seconds to wait for each packet (for ever)'}),
    nonblock: Flags.boolean({description: 'fail at once when no packet waits'}),
    peek: Flags.boolean({description: 'leave the packets where they are'}),
    queue: Flags.option({options: ['application', 'interface'] as const, description: 'which queue (application)'})(),
    format: Flags.option({options: FRAME_FORMATS, default: 'hex', description: 'how to print a packet'})(),
    size: wholeNumber({char: 's', min: 1, max: 65_549, description: 'octets of room: a longer packet loses the rest'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TunctlRead);
    const {host, lab} = this;
    const ifname = args.name;
    const {format: asked, count, timeout, size, queue, ...rest} = flags;
    const format = this.json ? 'json' : asked;
    const needsHeader = format === 'text' || format === 'json';
    const header = needsHeader ? frameHeader(await lab.showDevice({host, ifname})) : 'none';
    const request = {
      host,
      ifname,
      nonblock: rest.nonblock,
      peek: rest.peek,
      ...(queue && {queue}),
      ...(count !== undefined && {count}),
      ...(timeout !== undefined && {timeout}),
      ...(size !== undefined && {size}),
    };
    for await (const frame of lab.readDevice(request, this.io.interrupted())) {
      this.io.stdout.write(renderFrame(frame, format, header));
      if (frame.truncated > 0 && format !== 'json') {
        this.io.stderr.write(`tunctl: ${ifname}: ${frame.truncated} octets of the packet did not fit and are lost\n`);
      }
    }
    if (this.io.interrupted().aborted) throw new ExitStatus(INTERRUPTED);
  }
}
