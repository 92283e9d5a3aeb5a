import {parseSettings} from '../../src/cli/grammar/device-settings.ts';
import {usage} from '../../src/cli/grammar/values.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlSet extends LabCommand {
  static override readonly summary = 'change the settings of a device';
  static override readonly description = `persist on|off                   whether closing the node keeps the interface
link-header none|ethernet|pi|af  what stands in front of packets at the node
queue N|Noctets|-octets          limits of both queues; -octets: count none
application-queue, interface-queue   the same, of one of them
owner USER|-    group GROUP|-    whose it is; -: nobody's`;
  static override readonly usage = 'tunctl set NAME SETTING VALUE…';
  static override readonly examples = [
    '<%= config.bin %> tunctl set tun0 link-header ethernet',
    '<%= config.bin %> tunctl set tun0 persist off queue 64',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'the device'}),
    settings: Args.string({required: true, description: 'names and values'}),
  };

  async run(): Promise<void> {
    const [ifname, ...settings] = this.words;
    if (ifname === undefined || settings.length === 0) {
      throw usage('say which device and what to set, such as: tunctl set tun0 link-header ethernet');
    }
    await this.show(await this.lab.changeDevice({host: this.host, ifname, ...parseSettings(settings)}), () => '');
  }
}
