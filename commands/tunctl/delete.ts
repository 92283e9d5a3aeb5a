import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlDelete extends LabCommand {
  static override readonly summary = 'delete a TUN device, its interface, addresses and routes';
  static override readonly examples = ['<%= config.bin %> tunctl delete tun0'];
  static override readonly args = {name: Args.string({required: true, description: 'the device'})};

  async run(): Promise<void> {
    const {args} = await this.parse(TunctlDelete);
    const {host, lab} = this;
    const {ifname} = await lab.showDevice({host, ifname: args.name});
    await this.show(await lab.removeInterface({host, ifname}), () => '');
  }
}
