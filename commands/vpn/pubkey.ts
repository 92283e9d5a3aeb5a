import {LabCommand} from '../../src/cli/lab-command.ts';
import {formatKey, parseKey} from '../../src/vpn/key-text.ts';
import {keyPairOf} from '../../src/vpn/key-pair.ts';

export default class VpnPubkey extends LabCommand {
  static override readonly summary = 'print the public key of the private key on standard input';
  static override readonly examples = [
    '<%= config.bin %> vpn genkey | <%= config.bin %> vpn pubkey',
    '<%= config.bin %> vpn pubkey < privatekey > publickey',
  ];

  async run(): Promise<void> {
    await this.parse(VpnPubkey);
    const text = (await this.io.readInput()).toString('latin1').trim();
    const {publicKey} = keyPairOf(parseKey(text, 'the key on standard input'));
    await this.show({key: formatKey(publicKey)}, ({key}) => key);
  }
}
