import type {LabApi} from '../src/api/lab-api.ts';
import type {NeighbourState} from '../src/api/schema/host.ts';
import {parseNdp} from '../src/cli/grammar/ndp.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {renderNdpFlags, renderNdpTable} from '../src/cli/render/ndp.ts';
import {NetworkError} from '../src/errors.ts';

export default class Ndp extends LabCommand {
  static override readonly summary =
    'show and change which station has which IPv6 address, and how interfaces take part';
  static override readonly description = `States: Incomplete, Reachable, Stale, Delay, Probe, Failed. Flags: Router, proxy.
A neighbour added by -s stays; with temp it is forgotten as one that was heard.
-c forgets all that were heard.
Flags of an interface: ifdisabled (no IPv6 on it), accept_rtadv (listen to routers),
advertise (be a router that says so); with "-" before them, the contrary.`;
  static override readonly usage = [
    'ndp [-a]',
    'ndp ADDRESS[%INTERFACE]',
    'ndp -s ADDRESS MAC [temp] [proxy]',
    'ndp -d ADDRESS',
    'ndp -c',
    'ndp -i INTERFACE [FLAG…]',
  ];
  static override readonly examples = [
    '<%= config.bin %> ndp -a',
    '<%= config.bin %> ndp -s 2001:db8::7 02:00:00:00:00:07',
    '<%= config.bin %> ndp -d fe80::7%eth0',
    '<%= config.bin %> ndp -c',
    '<%= config.bin %> ndp -i eth0 accept_rtadv',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    if (await this.ranAs('ndp')) return;
    const request = parseNdp(this.words);
    const {lab, host} = this;
    switch (request.kind) {
      case 'list':
        await this.#list(await lab.listNeighbours({host, family: 'inet6'}));
        break;
      case 'get': {
        const found = await lab.listNeighbours({host, ...request.neighbour});
        if (found.length === 0) throw new NetworkError('ENOENT', `no entry for ${request.neighbour.dst}; see: ndp -a`);
        await this.#list(found);
        break;
      }
      case 'set': {
        const {neighbour, lladdr, proxy, temporary} = request;
        await this.show(await lab.setNeighbour({host, ...neighbour, lladdr, proxy, temporary}), () => '');
        break;
      }
      case 'delete':
        await this.show(await lab.deleteNeighbour({host, ...request.neighbour}), () => '');
        break;
      case 'clear':
        await this.show(await forgetHeard(lab, host), () => '');
        break;
      case 'show-interface':
        await this.show(await lab.showInterface({host, ifname: request.ifname}), renderNdpFlags);
        break;
      case 'change-interface':
        await this.show(await lab.configureInterface({host, ifname: request.ifname, inet6: request.inet6}), () => '');
    }
  }

  async #list(neighbours: readonly NeighbourState[]): Promise<void> {
    const paint = await this.paint();
    await this.show(neighbours, (shown) => renderNdpTable(shown, paint));
  }
}

/** All but what was typed. */
async function forgetHeard(lab: LabApi, host: string): Promise<{deleted: number}> {
  const heard = (await lab.listNeighbours({host, family: 'inet6'})).filter(({state}) => state !== 'permanent');
  for (const {dst, dev} of heard) {
    try {
      await lab.deleteNeighbour({host, dst, dev});
    } catch (reason) {
      // Forgotten meanwhile, by itself.
      if (NetworkError.from(reason).code !== 'ENOENT') throw reason;
    }
  }
  return {deleted: heard.length};
}
