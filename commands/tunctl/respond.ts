import {wholeNumber} from '../../src/cli/flags.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {respond} from '../../src/cli/respond.ts';

export default class TunctlRespond extends LabCommand {
  static override readonly summary = 'be the application: open a node and answer every echo request';
  static override readonly description = 'Runs until it is interrupted, or until --count requests are answered.';
  static override readonly examples = [
    '<%= config.bin %> tunctl respond tun0',
    '<%= config.bin %> tunctl respond tun0 --count 1',
  ];
  static override readonly args = {name: Args.string({required: true, description: 'the device'})};
  static override readonly flags = {
    count: wholeNumber({char: 'c', min: 1, description: 'end after so many answers'}),
    ttl: wholeNumber({char: 't', max: 255, description: 'time to live of the replies (64)'}),
    quiet: Flags.boolean({char: 'q', description: 'print nothing'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TunctlRespond);
    const device = await this.lab.showDevice({host: this.host, ifname: args.name});
    const told = flags.quiet ? undefined : (line: string) => this.print(`${line}\n`);
    const answered = await respond(device, {
      count: flags.count,
      ttl: flags.ttl,
      told: this.json ? undefined : told,
      signal: this.io.interrupted(),
    });
    await this.show({answered}, () => '');
  }
}
