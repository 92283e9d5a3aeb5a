import type {RouteState} from '../src/api/schema/route.ts';
import {parseRoute} from '../src/cli/grammar/route.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {renderRouteLookup, ROUTE_TABLE} from '../src/cli/render/haiku-route.ts';

export default class Route extends LabCommand {
  static override readonly summary = 'show and change the routing table';
  static override readonly description = `Words of Haiku's, Linux's and the BSDs' route mean what they mean there:
  add|delete [IF] default|A[/LEN] [gw A] [netmask M] [dev IF] [metric N]
             [host] [local] [reject] [blackhole]
  add|delete -net N/LEN [gw] A    -host A [gw] A
             -interface IF    -reject    -blackhole
  get A
  flush      deletes what was typed in`;
  static override readonly usage = ['route [list|-n]', 'route add|delete [WORD…]', 'route get ADDRESS', 'route flush'];
  static override readonly examples = [
    '<%= config.bin %> route',
    '<%= config.bin %> route add tun0 default gw 10.10.10.8',
    '<%= config.bin %> route add -net 10.0.0.0/8 dev tun0',
    '<%= config.bin %> route add -net 192.0.2.0/24 -reject',
    '<%= config.bin %> route get 10.1.2.3',
    '<%= config.bin %> route delete default',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    const request = parseRoute(this.words);
    const {lab, host} = this;
    switch (request.kind) {
      case 'list': {
        const routes = lab.listRoutes({host});
        const {dev} = request;
        await this.showRows(dev === undefined ? routes : over(dev, routes), ROUTE_TABLE);
        break;
      }
      case 'add':
        await this.show(await lab.addRoute({host, ...request.route}), () => '');
        break;
      case 'delete':
        await this.show(await lab.deleteRoute({host, ...request.route}), () => '');
        break;
      case 'get':
        await this.show(
          await lab.lookupRoute({host, destination: request.destination}),
          (route) => `${renderRouteLookup(route)}\n`,
        );
        break;
      case 'flush':
        await this.show(await lab.flushRoutes({host}), () => '');
    }
  }
}

async function* over(dev: string, routes: AsyncIterable<RouteState>): AsyncGenerator<RouteState> {
  for await (const route of routes) if (route.dev === dev) yield route;
}
