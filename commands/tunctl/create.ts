import {parseSettings} from '../../src/cli/grammar/device-settings.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlCreate extends LabCommand {
  static override readonly summary = 'make a TUN device and its interface';
  static override readonly description =
    'Prints the name. Without one, or with "tun", the lowest free number is taken.';
  static override readonly usage = 'tunctl create [NAME [SETTING VALUE…]]';
  static override readonly examples = [
    '<%= config.bin %> tunctl create',
    '<%= config.bin %> tunctl create tun5 link-header ethernet',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({description: 'name of the interface'}),
    settings: Args.string({description: 'settings, as for "tunctl set"'}),
  };

  async run(): Promise<void> {
    const [ifname, ...settings] = this.words;
    const asked = settings.length > 0 ? parseSettings(settings) : {};
    const request = {host: this.host, ...(ifname !== undefined && {ifname}), ...asked};
    await this.show(await this.lab.createDevice(request), (device) => `${device.ifname}\n`);
  }
}
