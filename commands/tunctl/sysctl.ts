import {readSetting} from '../../src/cli/grammar/sysctl.ts';
import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class TunctlSysctl extends LabCommand {
  static override readonly summary = 'show and change the settings of a host';
  static override readonly description = "Linux's names are taken as well. Without a setting, all are shown.";
  static override readonly examples = [
    '<%= config.bin %> tunctl sysctl',
    '<%= config.bin %> tunctl sysctl net.inet.ip.forwarding=1',
    '<%= config.bin %> tunctl sysctl net.ipv4.ip_forward=1 --host router',
  ];
  static override readonly args = {setting: Args.string({description: 'NAME=VALUE'})};

  async run(): Promise<void> {
    const {args} = await this.parse(TunctlSysctl);
    const {host, lab} = this;
    const state =
      args.setting === undefined
        ? await lab.showHost({host})
        : await lab.changeHost({host, settings: readSetting(args.setting)});
    await this.show(state.settings, (settings) =>
      args.setting === undefined
        ? Object.entries(settings)
            .map(([name, value]) => `${name}: ${value ? 1 : 0}\n`)
            .join('')
        : '',
    );
  }
}
