import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderBridges} from '../../src/cli/render/bridge.ts';

export default class BridgeList extends LabCommand {
  static override readonly summary = 'list the bridges of a host';
  static override readonly examples = ['<%= config.bin %> bridge list'];

  async run(): Promise<void> {
    await this.parse(BridgeList);
    const paint = await this.paint();
    await this.show(await this.lab.listBridges({host: this.host}), (bridges) => renderBridges(bridges, paint));
  }
}
