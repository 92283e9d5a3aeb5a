import {labPaths} from '../../src/api/paths.ts';
import {usage} from '../../src/cli/grammar/values.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {canonicalName} from '../../src/names.ts';
import {NetworkError} from '../../src/errors.ts';
import {askStatus} from '../../src/vpn/control-client.ts';
import {showFact, showTunnel, TUNNEL_FACT_NAMES, withoutKeys} from '../../src/vpn/show-tunnel.ts';
import {tunnelNames, tunnelPlaces} from '../../src/vpn/tunnel-places.ts';
import type {TunnelStatus} from '../../src/vpn/tunnel-status.ts';

export default class VpnShow extends LabCommand {
  static override readonly summary = 'show the WireGuard tunnels of a host, as wg does';
  static override readonly description = `FACT is one of public-key, private-key, listen-port, fwmark, peers, preshared-keys,
endpoints, allowed-ips, latest-handshakes, transfer, persistent-keepalive and dump.
Secret keys are hidden, unless WG_HIDE_KEYS is "never" or they are asked for; --json also
tells what was dropped, and why.`;
  static override readonly usage = ['vpn show [NAME|all|interfaces [FACT]]'];
  static override readonly examples = [
    '<%= config.bin %> vpn show',
    '<%= config.bin %> vpn show wg0 --host client',
    '<%= config.bin %> vpn show wg0 latest-handshakes --host client',
    '<%= config.bin %> vpn show all dump',
  ];
  static override readonly args = {
    name: Args.string({description: 'the interface; "all"; or "interfaces", to print only their names'}),
    fact: Args.string({description: 'print only this, for scripts'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(VpnShow);
    const {name = 'all', fact} = args;
    if (fact !== undefined && !TUNNEL_FACT_NAMES.includes(fact)) {
      throw usage(`"${fact.slice(0, 40)}" is none of: ${TUNNEL_FACT_NAMES.join(', ')}`);
    }
    if (name === 'interfaces') {
      const names = (await this.#running()).map((status) => status.interface);
      await this.show(names, () => (names.length > 0 ? `${names.join(' ')}\n` : ''));
      return;
    }
    const statuses = name === 'all' ? await this.#running() : [await this.#one(canonicalName(name))];
    const {env} = this.io;
    const showKeys = env['WG_HIDE_KEYS'] === 'never';
    const shown = fact === 'dump' || showKeys ? statuses : statuses.map(withoutKeys);
    await this.show(name === 'all' ? shown : shown[0]!, () =>
      fact === undefined
        ? statuses.map((status) => showTunnel(status, Date.now(), showKeys)).join('\n')
        : statuses.map((status) => showFact(status, fact, name === 'all')).join(''),
    );
  }

  async #running(): Promise<TunnelStatus[]> {
    const paths = labPaths(this.labName, this.io.env);
    const asked = tunnelNames(paths, this.host).map((name) => askStatus(tunnelPlaces(paths, this.host, name).socket));
    return (await Promise.all(asked)).filter((status) => status !== undefined);
  }

  async #one(name: string): Promise<TunnelStatus> {
    const status = await askStatus(tunnelPlaces(labPaths(this.labName, this.io.env), this.host, name).socket);
    if (!status) throw new NetworkError('ENODEV', `${name} is no tunnel that is up on ${this.host}`);
    return status;
  }
}
