import {parseRoute} from '../src/cli/grammar/route.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {flushRoutes, routeTables} from '../src/cli/routes.ts';
import {renderRouteLookup} from '../src/cli/render/haiku-route.ts';

export default class Route extends LabCommand {
  static override readonly summary = 'show and change the routing table';
  static override readonly description = `Words of Haiku's, Linux's and the BSDs' route mean what they mean there:
  add|delete [IF] default|A[/LEN] [gw A] [netmask M] [dev IF] [metric N]
             [host] [local] [reject] [blackhole]
  add|delete -net N/LEN [gw] A    -host A [gw] A
             -interface IF    -reject    -blackhole
  get A
  flush      deletes what was typed in
An IPv6 address says by itself what it is; -6, -A inet6, -inet6 or inet6 says it
of the rest: add -6 default gw fe80::1%eth0    -6 flush    get fe80::1%eth0`;
  static override readonly usage = [
    'route [-4|-6] [list|-n]',
    'route add|delete [WORD…]',
    'route get ADDRESS',
    'route flush',
  ];
  static override readonly examples = [
    '<%= config.bin %> route',
    '<%= config.bin %> route add tun0 default gw 10.10.10.8',
    '<%= config.bin %> route add -net 10.0.0.0/8 dev tun0',
    '<%= config.bin %> route add -net 192.0.2.0/24 -reject',
    '<%= config.bin %> route get 10.1.2.3',
    '<%= config.bin %> route delete default',
    '<%= config.bin %> route add 2001:db8:2::/48 dev tun0',
    '<%= config.bin %> route -6',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    if (await this.ranAs('route')) return;
    const request = parseRoute(this.words);
    const {lab, host} = this;
    switch (request.kind) {
      case 'list':
        for (const {rows, format} of routeTables(lab, {host, ...request}, this.json)) await this.showRows(rows, format);
        break;
      case 'add':
        await this.show(await lab.addRoute({host, ...request.route}), () => '');
        break;
      case 'delete':
        await this.show(await lab.deleteRoute({host, ...request.route}), () => '');
        break;
      case 'get':
        await this.show(
          await lab.lookupRoute({host, destination: request.destination, ...(request.dev && {dev: request.dev})}),
          (route) => `${renderRouteLookup(route)}\n`,
        );
        break;
      case 'flush':
        await this.show(await flushRoutes(lab, host, request.family), () => '');
    }
  }
}
