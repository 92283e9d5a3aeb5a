import {LINK_HEADERS, hexAnswerTo} from '../../src/cli/echo.ts';
import {wholeNumber} from '../../src/cli/flags.ts';
import {readFrameLines} from '../../src/cli/grammar/frames.ts';
import {usage} from '../../src/cli/grammar/values.ts';
import {Flags, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlReply extends LabCommand {
  static override readonly summary =
    'turn echo requests (and on Ethernet ARP requests) into their replies: hex in, hex out';
  static override readonly description = 'A filter that needs no lab: one packet a line.';
  static override readonly examples = [
    '<%= config.bin %> tunctl reply < request.hex',
    '<%= config.bin %> tunctl read tun0 | <%= config.bin %> tunctl reply | <%= config.bin %> tunctl write tun0',
  ];
  static override readonly flags = {
    'link-header': Flags.option({options: LINK_HEADERS, default: 'none', description: 'what stands in front'})(),
    ttl: wholeNumber({char: 't', max: 255, description: 'time to live of the replies (64)'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(TunctlReply);
    const requests = readFrameLines((await this.io.readInput()).toString('latin1'));
    if (requests.length === 0) throw usage('no packet was given: write it in hex on standard input');
    const replies = requests.map((request) => hexAnswerTo(request, flags['link-header'], flags.ttl));
    await this.show(replies, (lines) => lines.map((line) => `${line}\n`).join(''));
  }
}
