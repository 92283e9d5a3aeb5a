import {parseClassicTunctl} from '../../src/cli/grammar/tunctl.ts';
import {LabCommand} from '../../src/cli/lab-command.ts';

export default class Tunctl extends LabCommand {
  static override readonly summary = 'make and use TUN devices, their nodes and their queues';
  static override readonly description = `With a word, one of the commands below; with options, the classic tunctl:
  tunctl [-b] [-u USER] [-g GROUP] [-t NAME] [-n|-p]    make a device (-n: tun, -p: tap)
  tunctl -d NAME                                     delete it`;
  static override readonly usage = [
    'tunctl COMMAND …',
    'tunctl [-b] [-u USER] [-g GROUP] [-t NAME] [-n|-p]',
    'tunctl -d NAME',
  ];
  static override readonly examples = [
    '<%= config.bin %> tunctl create tun0',
    '<%= config.bin %> tunctl queues tun0',
    '<%= config.bin %> tunctl read tun0',
    '<%= config.bin %> tunctl -t tun3 -u root',
    '<%= config.bin %> tunctl -d tun3',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    if (await this.ranAs('tunctl')) return;
    const request = parseClassicTunctl(this.words);
    const {lab, host} = this;
    if (request.kind === 'delete') {
      const {ifname} = request;
      await this.show(await lab.removeInterface({host, ifname}), () => `Set '${ifname}' nonpersistent\n`);
      return;
    }
    const {ifname, user, group, mode} = request;
    const owners = [...(user === undefined ? [] : [`uid ${user}`]), ...(group === undefined ? [] : [`gid ${group}`])];
    const owned = owners.length > 0 ? ` and owned by ${owners.join(' ')}` : '';
    const device = {
      ...(ifname !== undefined && {ifname}),
      ...(user !== undefined && {user}),
      ...(group !== undefined && {group}),
    };
    await this.show(await lab.createDevice({host, exists_ok: true, mode, ...device}), ({ifname: made}) =>
      request.brief ? made : `Set '${made}' persistent${owned}`,
    );
  }
}
