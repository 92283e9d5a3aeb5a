import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderHost} from '../../src/cli/render/topology.ts';

export default class HostShow extends LabCommand {
  static override readonly summary = 'show one host: its personality, interfaces, settings and names';
  static override readonly examples = ['<%= config.bin %> host show local'];
  static override readonly args = {name: Args.string({required: true, description: 'the host'})};

  async run(): Promise<void> {
    const {args} = await this.parse(HostShow);
    const paint = await this.paint();
    await this.show(await this.lab.showHost({host: args.name}), (host) => renderHost(host, paint));
  }
}
