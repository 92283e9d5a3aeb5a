import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {renderWires} from '../../src/cli/render/topology.ts';

export default class WireList extends LabCommand {
  static override readonly summary = 'list the wires, who is plugged in, and what happened to their frames';
  static override readonly examples = ['<%= config.bin %> wire list', '<%= config.bin %> wire list lan'];
  static override readonly args = {name: Args.string({description: 'one wire (all)'})};

  async run(): Promise<void> {
    const {args} = await this.parse(WireList);
    const paint = await this.paint();
    const {name} = args;
    if (name === undefined) await this.show(await this.lab.listWires({}), (wires) => renderWires(wires, paint));
    else await this.show(await this.lab.showWire({wire: name}), (wire) => renderWires([wire], paint));
  }
}
