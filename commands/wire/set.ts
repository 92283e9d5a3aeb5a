import {parseWireSettings} from '../../src/cli/grammar/wire.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class WireSet extends LabCommand {
  static override readonly summary = 'say what a wire does to the frames it carries';
  static override readonly description = `delay 5ms    jitter 1ms    loss 1%    duplicate 1%    reorder 1%    corrupt 1%
rate 10Mbit | unlimited    queue 100 (frames that may wait for the rate)    seed N
Chance is drawn from the seed, for each sender on its own: the same seed loses the same frames.`;
  static override readonly examples = [
    '<%= config.bin %> wire set lan delay 5ms jitter 1ms loss 1%',
    '<%= config.bin %> wire set lan rate 10Mbit queue 100',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'the wire'}),
    settings: Args.string({required: true, description: 'names and values'}),
  };

  async run(): Promise<void> {
    const operands = this.operandsOf(await this.parse(WireSet));
    const [wire = '', ...settings] = operands;
    await this.show(await this.lab.changeWire({wire, ...parseWireSettings(settings)}), () => '');
  }
}
