import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class HostAdd extends LabCommand {
  static override readonly summary = 'add hosts: machines with nothing but a loopback';
  static override readonly examples = [
    '<%= config.bin %> host add server',
    '<%= config.bin %> host add client router server',
    '<%= config.bin %> host add server --personality linux',
  ];
  static override readonly description = 'Without --personality they are what the first host is.';
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'name of the host; more may follow'}),
  };

  async run(): Promise<void> {
    const operands = this.operandsOf(await this.parse(HostAdd));
    const {askedPersonality: personality} = this;
    const added = [];
    for (const host of operands) {
      added.push(await this.lab.addHost({host, ...(personality !== undefined && {personality})}));
    }
    await this.show(added, () => '');
  }
}
