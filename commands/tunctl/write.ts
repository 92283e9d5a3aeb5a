import {readFrame, readFrameLines} from '../../src/cli/grammar/frames.ts';
import {usage} from '../../src/cli/grammar/values.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';

/** Packets that one request carries. */
const BATCH = 256;

export default class TunctlWrite extends LabCommand {
  static override readonly summary = 'write packets to a device node, as an application does';
  static override readonly description = 'Packets are hex, one an operand or one a line of standard input.';
  static override readonly examples = [
    '<%= config.bin %> tunctl write tun0 "$(<%= config.bin %> tunctl reply < request.hex)"',
    '<%= config.bin %> tunctl write tun0 < packets.hex',
    '<%= config.bin %> tunctl write tun0 --raw < packet.bin',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'the device'}),
    packets: Args.string({description: 'packets in hex'}),
  };
  static override readonly flags = {
    raw: Flags.boolean({description: 'standard input is one packet, octet by octet'}),
  };

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(TunctlWrite);
    const [ifname = '', ...operands] = argv as string[];
    const frames = await this.#frames(operands, flags.raw);
    if (frames.length === 0) throw usage('no packet was given: write it in hex behind the device, or on standard input');
    const written = {packets: 0, octets: 0};
    for (let start = 0; start < frames.length; start += BATCH) {
      const batch = frames.slice(start, start + BATCH).map((frame) => Buffer.from(frame).toString('hex'));
      const {packets, octets} = await this.lab.writeDevice({host: this.host, ifname, frames: batch});
      written.packets += packets;
      written.octets += octets;
    }
    await this.show(written, () => '');
  }

  async #frames(operands: readonly string[], raw: boolean): Promise<Uint8Array[]> {
    if (raw) return [await this.io.readInput()];
    if (operands.length > 0) return operands.map((operand, index) => readFrame(operand, `packet ${index + 1}`));
    return readFrameLines((await this.io.readInput()).toString('latin1'));
  }
}
