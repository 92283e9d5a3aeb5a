import {usage} from '../../src/cli/grammar/values.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';
import {readPersonality} from '../../src/names.ts';

export default class HostSet extends LabCommand {
  static override readonly summary = 'change what kind of machine a host is';
  static override readonly description = `personality haiku|linux|bsd: whose ifconfig, route, netstat, arp and ping it has,
and what its stack does by itself (TTL, ICMP errors, the MTU of new devices).`;
  static override readonly examples = [
    '<%= config.bin %> host set local personality linux',
    '<%= config.bin %> host set router personality bsd',
  ];
  static override readonly args = {
    name: Args.string({required: true, description: 'the host'}),
    setting: Args.string({required: true, description: 'personality'}),
    value: Args.string({required: true, description: 'haiku, linux or bsd'}),
  };

  async run(): Promise<void> {
    const {args} = await this.parse(HostSet);
    if (args.setting !== 'personality') throw usage(`"${args.setting.slice(0, 40)}" can not be set; personality can`);
    const personality = readPersonality(args.value);
    await this.show(await this.lab.changeHost({host: args.name, personality}), () => '');
  }
}
