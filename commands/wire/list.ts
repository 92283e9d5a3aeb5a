import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderWires} from '../../src/cli/render/topology.ts';

export default class WireList extends LabCommand {
  static override readonly summary = 'list the wires, who is plugged in, and what happened to their frames';
  static override readonly examples = ['<%= config.bin %> wire list'];

  async run(): Promise<void> {
    await this.parse(WireList);
    const paint = await this.paint();
    await this.show(await this.lab.listWires({}), (wires) => renderWires(wires, paint));
  }
}
