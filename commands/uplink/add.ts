import type {UplinkState} from '../../src/api/schema/uplink.ts';
import {ExitStatus} from '../../src/cli/context.ts';
import {seconds} from '../../src/cli/flags.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {renderLease} from '../../src/cli/render/dhcp.ts';

export default class UplinkAdd extends LabCommand {
  static override readonly summary = 'give a host a way out of the lab, by QEMU or passt';
  static override readonly description = `Makes a NIC of the host whose other end is a program of this machine with a network of its own, brings it up, and
configures it by DHCP. The host reaches what this machine reaches, and at the gateway's address what listens on this
machine's loopback; nothing reaches the host that it has not asked. The program ends with the uplink and with the lab.`;
  static override readonly examples = [
    '<%= config.bin %> uplink add client eth1',
    '<%= config.bin %> uplink add client eth1 --via passt --net 10.0.3.0/24',
    '<%= config.bin %> uplink add client eth1 --restrict',
  ];
  static override readonly args = {
    host: Args.string({required: true, description: 'the host'}),
    name: Args.string({required: true, description: 'its new NIC'}),
  };
  static override readonly flags = {
    via: Flags.option({
      options: ['auto', 'qemu', 'passt'] as const,
      default: 'auto',
      description: 'the program; auto: QEMU, else passt',
    })(),
    restrict: Flags.boolean({description: 'reach nothing but the gateway itself'}),
    net: Flags.string({helpValue: 'PREFIX', description: 'the network that the program plays (10.0.2.0/24)'}),
    'no-dhcp': Flags.boolean({description: 'leave the interface without an address'}),
    timeout: seconds({char: 'W', min: 0.001, description: 'seconds to wait for a lease (30)'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(UplinkAdd);
    const {via, restrict, net, timeout} = flags;
    const interrupted = this.io.interrupted();
    const request = {
      host: args.host,
      ifname: args.name,
      via,
      restrict,
      dhcp: !flags['no-dhcp'],
      ...(net !== undefined && {network: net}),
      ...(timeout !== undefined && {timeout}),
    };
    for await (const state of this.lab.addUplink(request, interrupted)) await this.show(state, renderAdded);
    if (interrupted.aborted) throw new ExitStatus(130);
  }
}

function renderAdded({ifname, lease}: UplinkState): string {
  return lease ? renderLease({ifname, state: 'bound', lease, counters: {}}) : '';
}
