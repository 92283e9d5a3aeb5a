import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class BridgeRemove extends LabCommand {
  static override readonly summary = 'remove a bridge and its interface; its ports stay';
  static override readonly examples = ['<%= config.bin %> bridge remove br0'];
  static override readonly args = {name: Args.string({required: true, description: 'the bridge'})};

  async run(): Promise<void> {
    const {args} = await this.parse(BridgeRemove);
    await this.show(await this.lab.removeBridge({host: this.host, ifname: args.name}), () => '');
  }
}
