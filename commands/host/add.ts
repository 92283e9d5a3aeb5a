import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class HostAdd extends LabCommand {
  static override readonly summary = 'add hosts: machines with nothing but a loopback';
  static override readonly examples = [
    '<%= config.bin %> host add server',
    '<%= config.bin %> host add client router server',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'name of the host; more may follow'}),
  };

  async run(): Promise<void> {
    const operands = this.operandsOf(await this.parse(HostAdd));
    const added = [];
    for (const host of operands) added.push(await this.lab.addHost({host}));
    await this.show(added, () => '');
  }
}
