import {LabCommand} from '../../src/cli/lab-command.ts';
import {formatKey} from '../../src/vpn/key-text.ts';
import {SYSTEM_RANDOM} from '../../src/vpn/system-random.ts';
import {KEY_LENGTH} from '../../src/vpn/message.ts';

export default class VpnGenpsk extends LabCommand {
  static override readonly summary = 'print a new preshared key for WireGuard';
  static override readonly examples = ['<%= config.bin %> vpn genpsk'];

  async run(): Promise<void> {
    await this.parse(VpnGenpsk);
    await this.show({key: formatKey(SYSTEM_RANDOM(KEY_LENGTH))}, ({key}) => key);
  }
}
