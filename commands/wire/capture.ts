import {ExitStatus} from '../../src/cli/context.ts';
import {seconds, wholeNumber} from '../../src/cli/flags.ts';
import {parseFrameMatch} from '../../src/cli/grammar/frame-match.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {CAPTURE_FORMATS, renderCaptured} from '../../src/cli/render/capture.ts';
import {NetworkError} from '../../src/errors.ts';

export default class WireCapture extends LabCommand {
  static override readonly summary = 'print the frames that a wire carries';
  static override readonly description = `What arrives, as one more station on the wire would hear it, whoever it is for; only the
frames that are all that is said:
  arp | ip | ip6 | icmp | tcp | udp | icmp6 | proto N
  from HOST:NIC    src ADDRESS    to ADDRESS    port N
  type echo-request|…    length N (octets of the frame, at least)
Runs until it is interrupted, --count frames have come, or none comes for --timeout seconds.
Exit status: 0, or 1 when the time was over before --count (or any at all) had come.`;
  static override readonly usage = ['wire capture NAME [WORD…] [OPTION…]'];
  static override readonly examples = [
    '<%= config.bin %> wire capture lan',
    '<%= config.bin %> wire capture lan udp port 51820 --count 4 --format dump',
    '<%= config.bin %> wire capture lan --timeout 1 --format pcap > lan.pcap',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'the wire'}),
    words: Args.string({description: 'which frames (all)'}),
  };
  static override readonly flags = {
    count: wholeNumber({char: 'c', min: 1, max: 0x7fff_ffff, description: 'end after so many frames'}),
    timeout: seconds({char: 'W', description: 'seconds to wait for each frame (for ever)'}),
    format: Flags.option({options: CAPTURE_FORMATS, default: 'text', description: 'how to print a frame'})(),
  };

  async run(): Promise<void> {
    const parsed = await this.parse(WireCapture);
    const [wire = '', ...words] = this.operandsOf(parsed);
    const {count, timeout, format} = parsed.flags;
    const interrupted = this.io.interrupted();
    const request = {
      wire,
      ...parseFrameMatch(words),
      ...(count !== undefined && {count}),
      ...(timeout !== undefined && {timeout}),
    };
    let captured = 0;
    for await (const event of this.lab.captureWire(request, interrupted)) {
      if (event.event === 'frame') captured++;
      this.io.stdout.write(renderCaptured(event, this.json ? 'json' : format));
    }
    if (interrupted.aborted) throw new ExitStatus(count === undefined ? 0 : 130);
    if (captured >= (count ?? 1)) return;
    throw new NetworkError('ETIMEDOUT', `wire: no frame came on ${wire} within ${timeout ?? 0} s`, {captured});
  }
}
