import {parseArp} from '../src/cli/grammar/arp.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {renderNeighbours} from '../src/cli/render/topology.ts';

export default class Arp extends LabCommand {
  static override readonly summary = 'show and change which station has which address';
  static override readonly usage = ['arp [-a]', 'arp -s ADDRESS MAC [pub]', 'arp -d ADDRESS'];
  static override readonly examples = [
    '<%= config.bin %> arp -a',
    '<%= config.bin %> arp -s 10.0.0.7 02:00:00:00:00:07',
    '<%= config.bin %> arp -d 10.0.0.7',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    const request = parseArp(this.words);
    const {lab, host} = this;
    if (request.kind === 'list') {
      const paint = await this.paint();
      await this.show(await lab.listNeighbours({host}), (neighbours) => renderNeighbours(neighbours, paint));
    } else if (request.kind === 'set') {
      const {dst, lladdr, proxy} = request;
      await this.show(await lab.setNeighbour({host, dst, lladdr, proxy}), () => '');
    } else await this.show(await lab.deleteNeighbour({host, dst: request.dst}), () => '');
  }
}
