import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderDhcp} from '../../src/cli/render/dhcp.ts';

export default class DhcpList extends LabCommand {
  static override readonly summary = 'list the interfaces of a host that are configured by DHCP';
  static override readonly examples = ['<%= config.bin %> dhcp list --host client'];

  async run(): Promise<void> {
    await this.parse(DhcpList);
    const paint = await this.paint();
    await this.show(await this.lab.listDhcp({host: this.host}), (states) => renderDhcp(states, paint));
  }
}
