import {LabCommand} from '../../src/cli/lab-command.ts';
import {formatKey} from '../../src/vpn/key-text.ts';
import {newPrivateKey} from '../../src/vpn/key-pair.ts';
import {SYSTEM_RANDOM} from '../../src/vpn/system-random.ts';

export default class VpnGenkey extends LabCommand {
  static override readonly summary = 'print a new private key for WireGuard';
  static override readonly examples = ['<%= config.bin %> vpn genkey', '<%= config.bin %> vpn genkey > privatekey'];

  async run(): Promise<void> {
    await this.parse(VpnGenkey);
    await this.show({key: formatKey(newPrivateKey(SYSTEM_RANDOM))}, ({key}) => key);
  }
}
