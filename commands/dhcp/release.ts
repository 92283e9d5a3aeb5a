import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class DhcpRelease extends LabCommand {
  static override readonly summary = 'give a lease back, and take away what it brought';
  static override readonly examples = ['<%= config.bin %> dhcp release eth0 --host client'];
  static override readonly args = {name: Args.string({required: true, description: 'the interface'})};

  async run(): Promise<void> {
    const {args} = await this.parse(DhcpRelease);
    await this.show(await this.lab.releaseLease({host: this.host, ifname: args.name}), () => '');
  }
}
