import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderBridge} from '../../src/cli/render/bridge.ts';

export default class BridgeShow extends LabCommand {
  static override readonly summary = 'show the ports of a bridge, their frames, and which stations are behind them';
  static override readonly examples = ['<%= config.bin %> bridge show br0'];
  static override readonly args = {name: Args.string({required: true, description: 'the bridge'})};

  async run(): Promise<void> {
    const {args} = await this.parse(BridgeShow);
    const paint = await this.paint();
    await this.show(await this.lab.showBridge({host: this.host, ifname: args.name}), (bridge) =>
      renderBridge(bridge, paint),
    );
  }
}
