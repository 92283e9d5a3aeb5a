import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderUdpPorts} from '../../src/cli/render/udp.ts';

export default class UdpList extends LabCommand {
  static override readonly summary = 'list the UDP ports that have a node, and what happened to their datagrams';
  static override readonly examples = ['<%= config.bin %> udp list', '<%= config.bin %> udp list --json --host server'];

  async run(): Promise<void> {
    await this.parse(UdpList);
    const paint = await this.paint();
    await this.show(await this.lab.listUdp({host: this.host}), (ports) => renderUdpPorts(ports, paint));
  }
}
