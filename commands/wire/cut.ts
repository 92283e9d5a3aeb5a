import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class WireCut extends LabCommand {
  static override readonly summary = 'cut a wire: nobody has a link until it is joined again';
  static override readonly examples = ['<%= config.bin %> wire cut lan'];
  static override readonly args = {name: Args.string({required: true, description: 'the wire'})};

  async run(): Promise<void> {
    const {args} = await this.parse(WireCut);
    await this.show(await this.lab.changeWire({wire: args.name, joined: false}), () => '');
  }
}
