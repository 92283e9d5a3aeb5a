import {labPaths} from '../../src/api/paths.ts';
import {ExitStatus} from '../../src/cli/context.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {readTunnelFile, tunnelName} from '../../src/cli/tunnel-file.ts';
import {startTunnel} from '../../src/cli/start-tunnel.ts';
import {canonicalName} from '../../src/names.ts';
import {nameServers, parseConfig} from '../../src/vpn/config.ts';
import {refusedHooks} from '../../src/vpn/config-hooks.ts';
import {tunnelPlaces} from '../../src/vpn/tunnel-places.ts';
import {TRANSPORTS, type TunnelRequest} from '../../src/vpn/tunnel-settings.ts';

export default class VpnUp extends LabCommand {
  static override readonly summary = 'bring up a WireGuard tunnel that a file of wg-quick describes';
  static override readonly description = `The interface is named after the file, made if it is not there, and has what the
peers are allowed routed to it, while their endpoints keep their own way. The tunnel
runs in the background until "vpn down".`;
  static override readonly examples = [
    '<%= config.bin %> vpn up wg0.conf',
    '<%= config.bin %> vpn up client.conf --interface tun0 --host client',
    '<%= config.bin %> vpn up wg0.conf --transport udp --foreground',
  ];
  static override readonly args = {file: Args.string({required: true, description: 'such as wg0.conf'})};
  static override readonly flags = {
    interface: Flags.string({helpValue: 'NAME', description: 'name of the interface (that of the file)'}),
    transport: Flags.option({
      options: TRANSPORTS,
      default: 'lab' as const,
      description: "carry datagrams by a UDP port of the lab's host, or by this machine's own UDP",
    })(),
    foreground: Flags.boolean({description: 'run here, until it is interrupted'}),
    'skip-hooks': Flags.boolean({description: 'leave out PreUp, PostUp, PreDown and PostDown'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VpnUp);
    const {host, io, labName, programs} = this;
    const ifname = flags.interface === undefined ? tunnelName(args.file) : canonicalName(flags.interface);
    const file = await readTunnelFile(args.file, io.cwd);
    const config = parseConfig(file.text, args.file);
    if (!flags['skip-hooks']) refusedHooks(config, args.file);
    if (file.open) io.stderr.write(`tunlab: warning: others may read ${args.file}, and the key in it\n`);
    const {domains} = nameServers(config);
    if (domains.length > 0) {
      io.stderr.write(`tunlab: DNS: ${domains.join(', ')} left out: hosts of a lab search in no domains\n`);
    }
    // Its daemon is started where there is none, which a program in the background does not do.
    await this.lab.showHost({host});
    const {transport} = flags;
    const request: TunnelRequest = {lab: labName, host, ifname, transport, file: args.file, config: file.text};
    const input = JSON.stringify(request);
    if (flags.foreground) {
      const status = await programs.run(programs.vpn, io.env, input);
      if (status !== 0) throw new ExitStatus(status);
      return;
    }
    const {directory} = tunnelPlaces(labPaths(labName, io.env), host, ifname);
    await startTunnel({command: programs.vpn, env: io.env, input, ifname, directory, signal: io.interrupted()});
    await this.show({interface: ifname}, () => '');
  }
}
