import {parseBridgeSettings} from '../../src/cli/grammar/bridge.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class BridgeSet extends LabCommand {
  static override readonly summary = 'say how long a bridge remembers stations it does not hear';
  static override readonly description = 'ageing 5min    With 0s it remembers nobody, and floods everything.';
  static override readonly examples = ['<%= config.bin %> bridge set br0 ageing 60s'];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'the bridge'}),
    settings: Args.string({required: true, description: 'names and values'}),
  };

  async run(): Promise<void> {
    const [ifname = '', ...settings] = this.operandsOf(await this.parse(BridgeSet));
    await this.show(await this.lab.changeBridge({host: this.host, ifname, ...parseBridgeSettings(settings)}), () => '');
  }
}
