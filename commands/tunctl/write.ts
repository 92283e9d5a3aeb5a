import {readFrame, readFrameLines} from '../../src/cli/grammar/frames.ts';
import {usage} from '../../src/cli/grammar/values.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';

/** What one request carries at most: packets, and digits of all of them. */
const BATCH = {packets: 256, digits: 400_000} as const;

export default class TunctlWrite extends LabCommand {
  static override readonly summary = 'write packets to a device node, as an application does';
  static override readonly description = 'Packets are hex, one an operand or one a line of standard input.';
  static override readonly usage = ['tunctl write NAME HEX…', 'tunctl write NAME [--raw] < FILE'];
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
    const parsed = await this.parse(TunctlWrite);
    const {flags} = parsed;
    const [ifname = '', ...operands] = this.operandsOf(parsed);
    const frames = await this.#frames(operands, flags.raw);
    if (frames.length === 0)
      throw usage('no packet was given: write it in hex behind the device, or on standard input');
    const written = {packets: 0, octets: 0};
    for (const batch of batches(frames)) {
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

/** Packets in hex, in as many requests as it takes. */
function* batches(frames: readonly Uint8Array[]): Generator<string[]> {
  let batch: string[] = [];
  let digits = 0;
  for (const frame of frames) {
    const hex = Buffer.from(frame).toString('hex');
    if (batch.length === BATCH.packets || (batch.length > 0 && digits + hex.length > BATCH.digits)) {
      yield batch;
      batch = [];
      digits = 0;
    }
    batch.push(hex);
    digits += hex.length;
  }
  if (batch.length > 0) yield batch;
}
