import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class UplinkRemove extends LabCommand {
  static override readonly summary = 'remove an uplink, its NIC, and what its lease brought';
  static override readonly examples = ['<%= config.bin %> uplink remove client eth1'];
  static override readonly args = {
    host: Args.string({required: true, description: 'the host'}),
    name: Args.string({required: true, description: 'the NIC'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(UplinkRemove);
    await this.show(await this.lab.removeUplink({host: args.host, ifname: args.name}), () => '');
  }
}
