import type {DhcpState} from '../../src/api/schema/dhcp.ts';
import {seconds} from '../../src/cli/flags.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {renderLease} from '../../src/cli/render/dhcp.ts';
import {ExitStatus} from '../../src/cli/context.ts';

export default class Dhcp extends LabCommand {
  static override readonly summary = 'configure an interface by DHCP: address, route, resolver and MTU';
  static override readonly description = `Brings the interface up, asks for a lease, and ends when there is one. The client stays in the lab: it renews the
lease, and takes everything away again when it is over. Without an answer in time nothing is left of it.`;
  static override readonly examples = [
    '<%= config.bin %> dhcp eth0 --host client',
    '<%= config.bin %> dhcp eth0 --timeout 5 --host client',
    '<%= config.bin %> dhcp eth0 --background --host client',
  ];
  static override readonly args = {name: Args.string({required: true, description: 'a NIC, tap or bridge'})};
  static override readonly flags = {
    timeout: seconds({char: 'W', min: 0.001, description: 'seconds to wait for a lease (30)'}),
    background: Flags.boolean({description: 'wait for nothing: it is asked for until there is one'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Dhcp);
    const timeout = flags.background ? 0 : (flags.timeout ?? 30);
    const interrupted = this.io.interrupted();
    let last: DhcpState | undefined;
    const request = {host: this.host, ifname: args.name, timeout};
    for await (const state of this.lab.requestLease(request, interrupted)) last = state;
    if (interrupted.aborted) throw new ExitStatus(130);
    if (last) await this.show(last, renderLease);
  }
}
