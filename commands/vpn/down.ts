import {labPaths} from '../../src/api/paths.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {tunnelName} from '../../src/cli/tunnel-file.ts';
import {takeDownTunnel} from '../../src/vpn/take-down.ts';

export default class VpnDown extends LabCommand {
  static override readonly summary = 'take down a WireGuard tunnel, with all that "vpn up" has set up';
  static override readonly examples = ['<%= config.bin %> vpn down wg0', '<%= config.bin %> vpn down wg0.conf'];
  static override readonly args = {name: Args.string({required: true, description: 'the interface, or its file'})};

  async run(): Promise<void> {
    const {args} = await this.parse(VpnDown);
    const ifname = tunnelName(args.name);
    await takeDownTunnel(labPaths(this.labName, this.io.env), this.host, ifname);
    await this.show({interface: ifname}, () => '');
  }
}
