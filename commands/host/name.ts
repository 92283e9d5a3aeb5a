import {readAddress} from '../../src/cli/grammar/address.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class HostName extends LabCommand {
  static override readonly summary = 'let a host know a name, as a line of /etc/hosts does';
  static override readonly description =
    'With "-" for the address, the name is forgotten. A name may have an address of IPv4 and one of IPv6.';
  static override readonly examples = [
    '<%= config.bin %> host name google.com 142.250.72.14',
    '<%= config.bin %> host name google.com 2001:db8::14',
    '<%= config.bin %> host name google.com - --host client',
  ];
  static override readonly args = {
    name: Args.string({required: true, description: 'the name'}),
    address: Args.string({required: true, description: 'its address'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(HostName);
    const address = args.address === '-' ? null : readAddress(args.address);
    await this.show(await this.lab.changeHost({host: this.host, names: {[args.name]: address}}), () => '');
  }
}
