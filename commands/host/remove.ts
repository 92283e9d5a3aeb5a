import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class HostRemove extends LabCommand {
  static override readonly summary = 'remove a host and all that belongs to it';
  static override readonly examples = ['<%= config.bin %> host remove server'];
  static override readonly args = {name: Args.string({required: true, description: 'the host'})};

  async run(): Promise<void> {
    const {args} = await this.parse(HostRemove);
    await this.show(await this.lab.removeHost({host: args.name}), () => '');
  }
}
