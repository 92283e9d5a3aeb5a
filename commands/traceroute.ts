import {ExitStatus} from '../src/cli/context.ts';
import {FAMILY_FLAGS, familyAsked} from '../src/cli/family-flags.ts';
import {seconds, wholeNumber} from '../src/cli/flags.ts';
import {usage} from '../src/cli/grammar/values.ts';
import {Args, Flags, LabCommand} from '../src/cli/lab-command.ts';
import {renderHop, renderTraceHeader} from '../src/cli/render/trace.ts';
import {trace} from '../src/cli/trace.ts';

export default class Traceroute extends LabCommand {
  static override readonly summary = 'list the routers on the way to a host';
  static override readonly description = `Sends datagrams to ports that nobody has, or ICMP echo requests, with a growing TTL.
Behind a time: !N no route to the network, !H the host is not there, !P no such protocol,
!F too long, !X prohibited, !<N> another code. Exit status 1 when the host was not reached.`;
  static override readonly examples = [
    '<%= config.bin %> traceroute 10.2.0.2',
    '<%= config.bin %> traceroute -I -q 1 -w 1 10.2.0.2',
    '<%= config.bin %> traceroute -6 server',
  ];
  static override readonly args = {destination: Args.string({required: true, description: 'address or name'})};
  static override readonly flags = {
    ...FAMILY_FLAGS,
    icmp: Flags.boolean({char: 'I', description: 'send ICMP echo requests'}),
    udp: Flags.boolean({char: 'U', description: 'send datagrams (the default)', exclusive: ['icmp']}),
    numeric: Flags.boolean({char: 'n', description: 'addresses only, no names (always so)'}),
    port: wholeNumber({char: 'p', min: 1, max: 0xffff, description: 'UDP port of the first probe (33434)'}),
    queries: wholeNumber({char: 'q', min: 1, max: 10, description: 'probes a hop (3)'}),
    wait: seconds({char: 'w', description: 'seconds to wait for an answer (5)'}),
    'first-hop': wholeNumber({char: 'f', min: 1, max: 255, description: 'first hop to look at (1)'}),
    'max-hops': wholeNumber({char: 'm', min: 1, max: 255, description: 'last hop to look at (64)'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Traceroute);
    const {destination} = args;
    const options = {
      host: this.host,
      destination,
      ...familyAsked(flags),
      method: flags.icmp ? ('icmp' as const) : ('udp' as const),
      port: flags.port ?? 33_434,
      queries: flags.queries ?? 3,
      wait: flags.wait ?? 5,
      first: flags['first-hop'] ?? 1,
      hops: flags['max-hops'] ?? 64,
    };
    const {first, hops: last} = options;
    if (first > last) throw usage(`the first hop, ${first}, comes after the last one, ${last}: see -f and -m`);
    const hops = [];
    for await (const hop of trace(this.lab, options, this.io.interrupted())) {
      if (hops.length === 0 && !this.json) this.print(renderTraceHeader(destination, hop.target, options));
      if (!this.json) this.print(renderHop(hop));
      hops.push(hop);
    }
    const reached = hops.at(-1)?.reached ?? false;
    await this.show({destination, reached, hops}, () => '');
    if (!reached) throw new ExitStatus(1);
  }
}
