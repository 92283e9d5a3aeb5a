import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class BridgeJoin extends LabCommand {
  static override readonly summary = 'make tap devices and NICs ports of a bridge';
  static override readonly description =
    'What a port receives goes to the bridge; its own addresses are not used meanwhile.';
  static override readonly examples = ['<%= config.bin %> bridge join br0 eth2'];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'the bridge'}),
    ports: Args.string({required: true, description: 'interfaces of the same host'}),
  };

  async run(): Promise<void> {
    const [ifname = '', ...join] = this.operandsOf(await this.parse(BridgeJoin));
    await this.show(await this.lab.changeBridge({host: this.host, ifname, join}), () => '');
  }
}
