import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderUplinks} from '../../src/cli/render/uplink.ts';

export default class UplinkList extends LabCommand {
  static override readonly summary = 'list the ways out of a lab';
  static override readonly examples = ['<%= config.bin %> uplink list'];

  async run(): Promise<void> {
    await this.parse(UplinkList);
    const paint = await this.paint();
    await this.show(await this.lab.listUplinks({}), (uplinks) => renderUplinks(uplinks, paint));
  }
}
