import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class WireJoin extends LabCommand {
  static override readonly summary = 'join a wire that was cut';
  static override readonly examples = ['<%= config.bin %> wire join lan'];
  static override readonly args = {name: Args.string({required: true, description: 'the wire'})};

  async run(): Promise<void> {
    const {args} = await this.parse(WireJoin);
    await this.show(await this.lab.changeWire({wire: args.name, joined: true}), () => '');
  }
}
