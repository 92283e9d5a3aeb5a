import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderUplink} from '../../src/cli/render/uplink.ts';

export default class UplinkShow extends LabCommand {
  static override readonly summary = 'show an uplink: its program, its lease, its frames';
  static override readonly examples = ['<%= config.bin %> uplink show client eth1'];
  static override readonly args = {
    host: Args.string({required: true, description: 'the host'}),
    name: Args.string({required: true, description: 'the NIC'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(UplinkShow);
    const paint = await this.paint();
    const uplink = await this.lab.showUplink({host: args.host, ifname: args.name});
    await this.show(uplink, (state) => renderUplink(state, paint));
  }
}
