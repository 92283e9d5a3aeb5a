import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderHosts} from '../../src/cli/render/topology.ts';

export default class HostList extends LabCommand {
  static override readonly summary = 'list the hosts of the lab';
  static override readonly examples = ['<%= config.bin %> host list'];

  async run(): Promise<void> {
    await this.parse(HostList);
    const paint = await this.paint();
    await this.show(await this.lab.listHosts({}), (hosts) => renderHosts(hosts, paint));
  }
}
