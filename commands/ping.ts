import type {PingEvent} from '../src/api/schema/ping.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {checkSize} from '../src/cli/grammar/ping.ts';
import {PING_FLAGS, pingRequest} from '../src/cli/grammar/ping-flags.ts';
import {Args, LabCommand} from '../src/cli/lab-command.ts';
import {FAMILY_FLAGS, familyAsked} from '../src/cli/family-flags.ts';
import {PingPrinter} from '../src/cli/render/ping-printer.ts';
import {PingStatistics} from '../src/cli/render/ping-statistics.ts';
import {pingExitStatus, renderPingStatus, renderPingSummary} from '../src/cli/render/ping.ts';

export default class Ping extends LabCommand {
  static override readonly summary = 'send ICMP echo requests to a host';
  static override readonly description =
    'Exit status: 0 when a reply came, 2 when none did. An interrupt ends it with the statistics; SIGQUIT (and SIGINFO, ' +
    'where there is one) prints how far it is.';
  static override readonly examples = [
    '<%= config.bin %> ping -c 2 10.10.10.8',
    '<%= config.bin %> ping -c 1 -s 1000 -D 10.10.10.8',
    '<%= config.bin %> ping -c 1 -R 10.10.10.10',
    '<%= config.bin %> ping -f -c 100 -q 127.0.0.1',
    '<%= config.bin %> ping -6 -c 1 ::1',
    '<%= config.bin %> ping -c 1 --id 0x5702 --ip-id 0x9c72 --stamp 1686024960359008 --ttl 254 10.10.10.10',
  ];
  static override readonly args = {
    destination: Args.string({required: true, description: 'address, of a link as fe80::1%eth0, or name'}),
  };
  static override readonly flags = {...FAMILY_FLAGS, ...PING_FLAGS};

  async run(): Promise<void> {
    if (await this.ranAs('ping')) return;
    const {args, flags} = await this.parse(Ping);
    const asked = familyAsked(flags);
    checkSize(flags.size, args.destination, asked.family);
    const request = {
      host: this.host,
      destination: args.destination,
      ...asked,
      ...pingRequest(flags, args.destination),
    };
    const printer = new PingPrinter({
      quiet: flags.quiet,
      quietErrors: flags['quiet-errors'],
      dots: flags.flood || flags.dots,
      audible: flags.audible,
      missed: flags.missed,
      names: flags.names && !flags.numeric,
      pattern: request.pattern,
      source: request.source,
    });
    const statistics = new PingStatistics();
    const told: PingEvent[] = [];
    const forget = this.io.onStatusRequest(() => this.io.stderr.write(renderPingStatus(statistics.summary())));
    try {
      for await (const event of this.lab.ping(request, this.io.interrupted())) {
        statistics.add(event);
        if (this.json) told.push(event);
        else this.#write(printer.tell(event));
      }
    } finally {
      forget();
    }
    const summary = statistics.summary();
    await this.show({...summary, events: told}, () => `${renderPingSummary(statistics)}\n`);
    const status = pingExitStatus(summary);
    if (status !== 0) throw new ExitStatus(status);
  }

  #write({out = '', err = ''}: {out?: string; err?: string}): void {
    if (out !== '') this.io.stdout.write(out);
    if (err !== '') this.io.stderr.write(err);
  }
}
