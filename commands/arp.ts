import {parseArp} from '../src/cli/grammar/arp.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {NetworkError} from '../src/errors.ts';
import {type OwnStation, ownStations, renderArpCache} from '../src/cli/render/haiku-arp.ts';

export default class Arp extends LabCommand {
  static override readonly summary = 'show and change which station has which address';
  static override readonly description = `A neighbour added by -s stays, also when the lab is started again; with temp it is forgotten as one that was heard.
With pub, requests for the address are answered in its name. -d -a forgets all, as on the BSDs, those added too.
-i IF (or dev IF, ifscope IF) names the interface.`;
  static override readonly usage = ['arp [-a | ADDRESS]', 'arp -s ADDRESS MAC [temp] [pub]', 'arp -d ADDRESS | -a'];
  static override readonly examples = [
    '<%= config.bin %> arp -a',
    '<%= config.bin %> arp -s 10.0.0.7 02:00:00:00:00:07',
    '<%= config.bin %> arp -d 10.0.0.7 -i eth0',
    '<%= config.bin %> arp -d -a',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    if (await this.ranAs('arp')) return;
    const request = parseArp(this.words);
    const {lab, host} = this;
    switch (request.kind) {
      case 'list': {
        const neighbours = await lab.listNeighbours({host, ...request.which});
        const {dst} = request.which;
        if (dst !== undefined && neighbours.length === 0) {
          throw new NetworkError('ENOENT', `no entry for ${dst}; see: arp -a`);
        }
        await this.show(neighbours, async (shown) => renderArpCache(await this.#own(request.which), shown));
        break;
      }
      case 'set':
        await this.show(await lab.setNeighbour({host, ...request.neighbour}), () => '');
        break;
      case 'delete':
        await this.show(await lab.deleteNeighbour({host, ...request.which}), () => '');
        break;
      case 'flush':
        await this.show(await lab.flushNeighbours({host, ...request.which}), () => '');
    }
  }

  /** The host's own addresses are in its cache as well. */
  async #own({dst, dev}: {dst?: string; dev?: string}): Promise<readonly OwnStation[]> {
    if (dst !== undefined) return [];
    const interfaces = await this.lab.listInterfaces({host: this.host});
    return ownStations(interfaces.filter(({ifname}) => dev === undefined || ifname === dev));
  }
}
