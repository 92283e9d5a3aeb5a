import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class WireRemove extends LabCommand {
  static override readonly summary = 'remove a wire; the NICs stay, unplugged';
  static override readonly examples = ['<%= config.bin %> wire remove lan'];
  static override readonly args = {name: Args.string({required: true, description: 'the wire'})};

  async run(): Promise<void> {
    const {args} = await this.parse(WireRemove);
    await this.show(await this.lab.removeWire({wire: args.name}), () => '');
  }
}
