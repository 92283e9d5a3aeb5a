import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class BridgeLeave extends LabCommand {
  static override readonly summary = 'let ports leave a bridge; they are interfaces of their own again';
  static override readonly examples = ['<%= config.bin %> bridge leave br0 eth2'];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'the bridge'}),
    ports: Args.string({required: true, description: 'ports of it'}),
  };

  async run(): Promise<void> {
    const [ifname = '', ...leave] = this.operandsOf(await this.parse(BridgeLeave));
    await this.show(await this.lab.changeBridge({host: this.host, ifname, leave}), () => '');
  }
}
