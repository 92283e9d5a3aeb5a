import * as Flags from '@oclif/core/flags';
import {LabCommand} from '../src/cli/lab-command.ts';
import {ROUTE_TABLE} from '../src/cli/render/haiku-route.ts';
import {renderInterfaceTable, renderStatistics} from '../src/cli/render/statistics.ts';

export default class Netstat extends LabCommand {
  static override readonly summary = 'show what a host has counted, its interfaces or its routes';
  static override readonly examples = [
    '<%= config.bin %> netstat -s',
    '<%= config.bin %> netstat -i',
    '<%= config.bin %> netstat -rn',
  ];
  static override readonly flags = {
    statistics: Flags.boolean({char: 's', description: 'all counters, with the reason of every drop (the default)'}),
    interfaces: Flags.boolean({char: 'i', description: 'one line an interface', exclusive: ['statistics', 'routes']}),
    routes: Flags.boolean({char: 'r', description: 'the routing table', exclusive: ['statistics']}),
    numeric: Flags.boolean({char: 'n', description: 'addresses only, no names (always so)'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Netstat);
    const {host, lab} = this;
    const paint = await this.paint();
    if (flags.interfaces) {
      await this.show(await lab.listInterfaces({host}), (states) => renderInterfaceTable(states, paint));
    } else if (flags.routes) {
      await this.showRows(lab.listRoutes({host}), ROUTE_TABLE);
    } else await this.show(await lab.showStatistics({host}), (statistics) => renderStatistics(statistics, paint));
  }
}
