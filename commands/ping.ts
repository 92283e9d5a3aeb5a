import type {PingEvent} from '../src/api/schema/ping.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {LARGEST_DATA, checkSize, readPattern, readSource, readStamp} from '../src/cli/grammar/ping.ts';
import {Args, Flags, LabCommand} from '../src/cli/lab-command.ts';
import {FAMILY_FLAGS, familyAsked} from '../src/cli/family-flags.ts';
import {seconds, wholeNumber} from '../src/cli/flags.ts';
import {PingStatistics} from '../src/cli/render/ping-statistics.ts';
import {pingExitStatus, renderPingEvent, renderPingSummary} from '../src/cli/render/ping.ts';

export default class Ping extends LabCommand {
  static override readonly summary = 'send ICMP echo requests to a host';
  static override readonly description =
    'Exit status: 0 when a reply came, 2 when none did. An interrupt ends it with the statistics.';
  static override readonly examples = [
    '<%= config.bin %> ping -c 2 10.10.10.8',
    '<%= config.bin %> ping -c 1 -s 1000 -D 10.10.10.8',
    '<%= config.bin %> ping -6 -c 1 ::1',
    '<%= config.bin %> ping -c 1 --id 0x5702 --ip-id 0x9c72 --stamp 1686024960359008 --ttl 254 10.10.10.10',
  ];
  static override readonly args = {
    destination: Args.string({required: true, description: 'address, of a link as fe80::1%eth0, or name'}),
  };
  static override readonly flags = {
    ...FAMILY_FLAGS,
    count: wholeNumber({char: 'c', min: 1, max: 0x7fff_ffff, description: 'stop after so many replies'}),
    interval: seconds({char: 'i', description: 'seconds between two requests (1)'}),
    size: wholeNumber({char: 's', min: 0, max: LARGEST_DATA.inet6, description: 'octets of data (56)'}),
    wait: seconds({char: 'W', description: 'seconds to wait for a reply after the last request (10)'}),
    deadline: seconds({char: 'w', description: 'end after so many seconds'}),
    ttl: wholeNumber({char: 't', min: 0, max: 255, description: 'time to live, or hop limit'}),
    quiet: Flags.boolean({char: 'q', description: 'print only the first line and the statistics'}),
    numeric: Flags.boolean({char: 'n', description: 'addresses only, no names (always so)'}),
    pattern: Flags.string({char: 'p', helpValue: 'HEX', description: 'fill the data with these octets, in hex'}),
    source: Flags.string({
      char: 'I',
      helpValue: 'ADDRESS|IF',
      description: 'send from this address, or out of this interface',
    }),
    'dont-fragment': Flags.boolean({char: 'D', description: 'set the DF bit'}),
    id: wholeNumber({min: 0, max: 0xffff, description: 'ICMP identifier'}),
    seq: wholeNumber({min: 0, max: 0xffff, description: 'sequence number of the first request (0)'}),
    'ip-id': wholeNumber({min: 0, max: 0xffff, description: 'IP identification of the first request'}),
    stamp: Flags.string({helpValue: 'MICROSECONDS', description: 'time stamp in the data: microseconds since 1970'}),
  };

  async run(): Promise<void> {
    if (await this.ranAs('ping')) return;
    const {args, flags} = await this.parse(Ping);
    const asked = familyAsked(flags);
    checkSize(flags.size, args.destination, asked.family);
    const interrupted = this.io.interrupted();
    const statistics = new PingStatistics();
    const events = this.lab.ping(
      {
        host: this.host,
        destination: args.destination,
        ...asked,
        ...defined({
          count: flags.count,
          interval: flags.interval,
          size: flags.size,
          wait: flags.wait,
          deadline: flags.deadline,
          ttl: flags.ttl,
          identifier: flags.id,
          sequence: flags.seq,
          ip_id: flags['ip-id'],
          pattern: readPattern(flags.pattern),
          stamp: readStamp(flags.stamp),
        }),
        ...readSource(flags.source),
        dont_fragment: flags['dont-fragment'],
      },
      interrupted,
    );
    const told: PingEvent[] = [];
    for await (const event of events) {
      statistics.add(event);
      if (this.json) told.push(event);
      else this.#tell(event, flags.quiet);
    }
    const summary = statistics.summary();
    await this.show({...summary, events: told}, () => `${renderPingSummary(statistics)}\n`);
    const status = pingExitStatus(summary);
    if (status !== 0) throw new ExitStatus(status);
  }

  #tell(event: PingEvent, quiet: boolean): void {
    if (quiet && event.event !== 'start') return;
    const {out, err} = renderPingEvent(event);
    if (out !== undefined) this.print(`${out}\n`);
    if (err !== undefined) this.io.stderr.write(`${err}\n`);
  }
}

function defined<Shape extends object>(shape: Shape): {[Key in keyof Shape]: Exclude<Shape[Key], undefined>} {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as never;
}
