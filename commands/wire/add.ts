import {readWireEnd} from '../../src/cli/grammar/wire.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class WireAdd extends LabCommand {
  static override readonly summary = 'join NICs of several hosts by an Ethernet segment';
  static override readonly description = 'NICs that do not exist are made. To a wire that is there, more are joined.';
  static override readonly examples = [
    '<%= config.bin %> wire add lan client:eth0 server:eth0',
    '<%= config.bin %> wire add lan printer:eth0',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'name of the wire'}),
    ends: Args.string({required: true, description: 'HOST:NIC, one or more'}),
  };

  async run(): Promise<void> {
    const operands = this.operandsOf(await this.parse(WireAdd));
    const [wire = '', ...ends] = operands;
    await this.show(await this.lab.addWire({wire, ends: ends.map(readWireEnd)}), () => '');
  }
}
