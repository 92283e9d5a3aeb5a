import {LabCommand} from '../../src/cli/lab-command.ts';
import {renderDeviceList} from '../../src/cli/render/device.ts';

export default class TunctlList extends LabCommand {
  static override readonly summary = 'list all TUN devices';
  static override readonly examples = ['<%= config.bin %> tunctl list', '<%= config.bin %> tunctl list --json'];

  async run(): Promise<void> {
    await this.parse(TunctlList);
    const paint = await this.paint();
    await this.show(await this.lab.listDevices({host: this.host}), (devices) => renderDeviceList(devices, paint));
  }
}
