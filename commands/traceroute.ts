import {ExitStatus} from '../src/cli/context.ts';
import {seconds, wholeNumber} from '../src/cli/flags.ts';
import {Args, Flags, LabCommand} from '../src/cli/lab-command.ts';
import {renderHop, renderTraceHeader} from '../src/cli/render/trace.ts';
import {trace} from '../src/cli/trace.ts';

export default class Traceroute extends LabCommand {
  static override readonly summary = 'list the routers on the way to a host';
  static override readonly description =
    'Sends ICMP echo requests with a growing TTL. Exit status 1 when the host was not reached.';
  static override readonly examples = [
    '<%= config.bin %> traceroute 10.2.0.2',
    '<%= config.bin %> traceroute -q 1 -w 1 10.2.0.2',
  ];
  static override readonly args = {destination: Args.string({required: true, description: 'address or name'})};
  static override readonly flags = {
    icmp: Flags.boolean({char: 'I', description: 'use ICMP echo requests (always so)'}),
    numeric: Flags.boolean({char: 'n', description: 'addresses only, no names (always so)'}),
    queries: wholeNumber({char: 'q', min: 1, max: 10, description: 'probes a hop (3)'}),
    wait: seconds({char: 'w', description: 'seconds to wait for an answer (5)'}),
    'max-hops': wholeNumber({char: 'm', min: 1, max: 255, description: 'hops to look at (64)'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Traceroute);
    const {destination} = args;
    const options = {queries: flags.queries ?? 3, wait: flags.wait ?? 5, hops: flags['max-hops'] ?? 64};
    const hops = [];
    for await (const hop of trace(this.lab, {host: this.host, destination, ...options}, this.io.interrupted())) {
      if (hops.length === 0 && !this.json) this.print(renderTraceHeader(destination, hop.target, options.hops));
      if (!this.json) this.print(renderHop(hop));
      hops.push(hop);
    }
    const reached = hops.at(-1)?.reached ?? false;
    await this.show({destination, reached, hops}, () => '');
    if (!reached) throw new ExitStatus(1);
  }
}
