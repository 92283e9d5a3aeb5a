import type {ResolvedName} from '../../src/api/schema/host.ts';
import {FAMILY_FLAGS, familyAsked} from '../../src/cli/family-flags.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class HostResolve extends LabCommand {
  static override readonly summary = 'tell the address of a name, as the host sees it';
  static override readonly description = `A name that the host knows (see: host name), or one that its name servers are asked for, by the lab's own UDP; a
host has name servers by DHCP, or from the program of a tunnel.`;
  static override readonly examples = [
    '<%= config.bin %> host resolve localhost',
    '<%= config.bin %> host resolve -6 localhost',
  ];
  static override readonly args = {name: Args.string({required: true, description: 'the name'})};
  static override readonly flags = {...FAMILY_FLAGS};

  async run(): Promise<void> {
    const {args, flags} = await this.parse(HostResolve);
    const request = {host: this.host, name: args.name, ...familyAsked(flags)};
    for await (const found of this.lab.resolveName(request, this.io.interrupted())) {
      await this.show(found, ({address}: ResolvedName) => address);
    }
  }
}
