import * as Flags from '@oclif/core/flags';
import {FAMILY_FLAGS, familyAsked} from '../src/cli/family-flags.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {routeTables} from '../src/cli/routes.ts';
import {renderInterfaceTable, renderStatistics} from '../src/cli/render/statistics.ts';

const ROUTES_OF = {
  inet: {...FAMILY_FLAGS.inet, description: 'routes of IPv4 only'},
  inet6: {...FAMILY_FLAGS.inet6, description: 'routes of IPv6 only'},
};

export default class Netstat extends LabCommand {
  static override readonly summary = 'show what a host has counted, its interfaces or its routes';
  static override readonly examples = [
    '<%= config.bin %> netstat -s',
    '<%= config.bin %> netstat -i',
    '<%= config.bin %> netstat -rn',
    '<%= config.bin %> netstat -rn -f inet6',
  ];
  static override readonly flags = {
    statistics: Flags.boolean({char: 's', description: 'all counters, with the reason of every drop (the default)'}),
    interfaces: Flags.boolean({char: 'i', description: 'one line an interface', exclusive: ['statistics', 'routes']}),
    routes: Flags.boolean({char: 'r', description: 'the routing table', exclusive: ['statistics']}),
    ...ROUTES_OF,
    family: Flags.option({char: 'f', options: ['inet', 'inet6'] as const, description: 'as -4 or -6'})(),
    numeric: Flags.boolean({char: 'n', description: 'addresses only, no names (always so)'}),
  };

  async run(): Promise<void> {
    if (await this.ranAs('netstat')) return;
    const {flags} = await this.parse(Netstat);
    const {host, lab} = this;
    const paint = await this.paint();
    if (flags.interfaces) {
      await this.show(await lab.listInterfaces({host}), (states) => renderInterfaceTable(states, paint));
    } else if (flags.routes) {
      const {inet, inet6, family: named} = flags;
      const {family} = familyAsked({inet: inet || named === 'inet', inet6: inet6 || named === 'inet6'});
      for (const {rows, format} of routeTables(lab, {host, family}, this.json)) await this.showRows(rows, format);
    } else await this.show(await lab.showStatistics({host}), (statistics) => renderStatistics(statistics, paint));
  }
}
