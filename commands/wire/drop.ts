import {parseDropRule} from '../../src/cli/grammar/frame-match.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class WireDrop extends LabCommand {
  static override readonly summary = 'take one chosen frame off a wire, when it comes';
  static override readonly description = `The Nth frame from now on that is all that is said (the next one without N) does not arrive:
  arp | ip | ip6 | icmp | tcp | udp | icmp6 | proto N
  from HOST:NIC    src ADDRESS    to ADDRESS    port N
  type echo-request|…    length N (octets of the frame, at least)
clear forgets what is still to be dropped; wire list shows it.`;
  static override readonly usage = ['wire drop NAME [N] WORD…', 'wire drop NAME clear'];
  static override readonly examples = [
    '<%= config.bin %> wire drop lan 3 icmp from client:eth0 type echo-request',
    '<%= config.bin %> wire drop lan udp to 10.0.0.2 port 53',
    '<%= config.bin %> wire drop lan clear',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'the wire'}),
    words: Args.string({required: true, description: 'which frame, or clear'}),
  };

  async run(): Promise<void> {
    const [wire = '', ...words] = this.operandsOf(await this.parse(WireDrop));
    const clear = words.length === 1 && words[0] === 'clear';
    const state = clear
      ? await this.lab.clearDropRules({wire})
      : await this.lab.addDropRule({wire, ...parseDropRule(words)});
    await this.show(state, () => '');
  }
}
